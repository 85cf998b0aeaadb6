"""Every known quirk of the platforms' exports: read right, put aside or refused with its reason, never a wrong number."""

import pytest

from plugins.channels.reading import csv_records, json_records
from plugins.channels.reading.unpack import FileError
from tests.unit.channels.conftest import read
from tests.unit.channels.quirks import (
    amazon_ads,
    amazon_dsp,
    dv360,
    ga4,
    google_ads,
    klaviyo,
    linkedin,
    meta,
    microsoft_ads,
    offline,
    pinterest,
    shopify,
    tiktok,
    trade_desk,
)
from tests.unit.channels.quirks.export import Export, Quirk

PLATFORMS = (
    google_ads, meta, tiktok, linkedin, microsoft_ads, pinterest, dv360, trade_desk, amazon_ads, amazon_dsp,
    klaviyo, ga4, shopify, offline,
)  # fmt: skip
EXPORTS = [export for platform in PLATFORMS for export in platform.EXPORTS]
QUIRKS = [quirk for export in EXPORTS for quirk in export.quirks]


@pytest.mark.parametrize("quirk", [quirk for quirk in QUIRKS if not quirk.refused], ids=lambda one: one.name)
def test_an_odd_export_gives_the_right_rows_and_puts_the_wrong_ones_aside(quirk: Quirk) -> None:
    rows, bad = read(quirk.report, quirk.content, name=quirk.file_name)
    assert [(row.line, row.column, row.value) for row in bad] == [
        (row.line, row.column, row.value) for row in quirk.wrong
    ]
    for found, wrong in zip(bad, quirk.wrong, strict=True):
        assert wrong.reason in found.reason
    assert len(rows) == quirk.rows
    assert {name: rows[-1][name] for name in quirk.last} == quirk.last
    # 1 == True == Decimal(1): the type must be right as well
    assert {name: type(rows[-1][name]) for name in quirk.last} == {name: type(quirk.last[name]) for name in quirk.last}


@pytest.mark.parametrize("quirk", [quirk for quirk in QUIRKS if quirk.refused], ids=lambda one: one.name)
def test_a_file_that_cannot_be_trusted_is_refused_in_words(quirk: Quirk) -> None:
    with pytest.raises(FileError) as refusal:
        read(quirk.report, quirk.content, name=quirk.file_name)
    message = str(refusal.value)
    assert [words for words in quirk.refused if words not in message] == [], message
    assert "eliver " in message or "can't be known" in message  # what to do, or why nobody can tell


@pytest.mark.parametrize("quirk", [quirk for quirk in QUIRKS if len(quirk.content) < 100_000], ids=lambda one: one.name)
def test_the_size_of_a_batch_makes_no_difference(quirk: Quirk, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = outcome(quirk)
    for reader in (csv_records, json_records):
        monkeypatch.setattr(reader, "ROWS", 1)
    assert outcome(quirk) == whole


def outcome(quirk: Quirk) -> object:
    """Rows and bad rows of a quirk's file, by line; or why it is refused."""
    try:
        rows, bad = read(quirk.report, quirk.content, name=quirk.file_name)
    except FileError as refusal:
        return str(refusal)
    return rows, sorted((row.line, row.column, row.value, row.reason, row.raw_line) for row in bad)


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.report.table)
def test_every_other_report_under_this_reports_name_gives_no_row(export: Export) -> None:
    others = [other for other in EXPORTS if other.report.table != export.report.table]
    for other in others:
        content = other.text({}, {}).encode()
        if other.report.form == export.report.form or export.report.form == "csv":
            with pytest.raises(FileError, match=f"not a {export.report.name} report: no .*; found "):
                read(export.report, content)
        else:  # a table among JSON lines: each of its lines is bad, and the loader refuses the file for it
            rows, bad = read(export.report, content)
            assert (rows, {row.reason for row in bad}) == ([], {"not a JSON object"})


def test_the_corpus_knows_at_least_150_quirks_and_none_twice() -> None:
    told = [quirk.name for quirk in QUIRKS]
    assert sorted({name for name in told if told.count(name) > 1}) == []
    assert len(told) >= 150


def test_every_quirk_says_what_must_come_of_it() -> None:
    assert [one.name for one in QUIRKS if not (one.refused or one.wrong or one.last or one.rows == 0)] == []

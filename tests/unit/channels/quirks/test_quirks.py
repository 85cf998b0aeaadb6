"""Every known quirk of the platforms' exports: read right, put aside or refused with its reason, never a wrong number."""

import pytest

from plugins.channels.reading.unpack import FileError
from tests.unit.channels.conftest import read
from tests.unit.channels.quirks import (
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
)
from tests.unit.channels.quirks.export import Quirk

PLATFORMS = (google_ads, meta, tiktok, linkedin, microsoft_ads, pinterest, klaviyo, ga4, shopify, offline)
QUIRKS = {
    f"{platform.__name__.rpartition('.')[2]}-{quirk.name}": quirk
    for platform in PLATFORMS
    for export in platform.EXPORTS
    for quirk in export.quirks
}


@pytest.mark.parametrize("quirk", [quirk for quirk in QUIRKS.values() if not quirk.refused], ids=lambda one: one.name)
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


@pytest.mark.parametrize("quirk", [quirk for quirk in QUIRKS.values() if quirk.refused], ids=lambda one: one.name)
def test_a_file_that_cannot_be_trusted_is_refused_in_words(quirk: Quirk) -> None:
    with pytest.raises(FileError) as refusal:
        read(quirk.report, quirk.content, name=quirk.file_name)
    message = str(refusal.value)
    assert [words for words in quirk.refused if words not in message] == [], message
    assert "eliver " in message or "can't be known" in message  # what to do, or why nobody can tell


def test_the_corpus_knows_at_least_150_quirks_and_none_twice() -> None:
    told = [quirk.name for platform in PLATFORMS for export in platform.EXPORTS for quirk in export.quirks]
    assert sorted({name for name in told if told.count(name) > 1}) == []
    assert len(told) >= 150

"""Whole files: what is put aside, what is refused, and how it is said."""

import gzip
import io
import json
import zipfile
from datetime import date

import pytest

from plugins.channels.reading.unpack import LONGEST_LINE, FileError, text_lines
from tests.unit.channels.conftest import GOLDEN, read, report_of

PINTEREST = (GOLDEN / "pinterest" / "ad_region_days.csv").read_text()
TIKTOK = (GOLDEN / "tiktok" / "ad_province_days.jsonl").read_text()
HEADER, FIRST, SECOND = PINTEREST.splitlines()


def test_columns_are_found_by_name_whatever_their_order() -> None:
    report = report_of("pinterest")
    turned = "\n".join(",".join(reversed(line.split(","))) for line in PINTEREST.splitlines())
    assert read(report, turned.encode())[0] == read(report, PINTEREST.encode())[0]


def test_bom_nul_bytes_and_windows_line_ends_change_nothing() -> None:
    report = report_of("pinterest")
    odd = b"\xef\xbb\xbf" + PINTEREST.replace("\n", "\r\n").replace("Home", "Ho\0me").encode()
    assert read(report, odd) == read(report, PINTEREST.encode())


def test_a_bad_row_is_put_aside_with_line_column_value_and_reason() -> None:
    rows, (bad,) = read(report_of("pinterest"), f"{HEADER}\n{FIRST}\n{FIRST.replace('4560000', '4.56')}\n".encode())
    assert [row["line"] for row in rows] == [2]
    assert (bad.line, bad.column, bad.value, bad.reason) == (
        3,
        "SPEND_IN_MICRO_DOLLAR",
        "4.56",
        "not a whole number",
    )
    assert bad.raw_line == FIRST.replace("4560000", "4.56")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (FIRST.replace("687000000001", ""), "is missing"),
        (FIRST.replace("2026-02-28", "2026-03-03"), "a day in the future: the file was delivered on 2026-03-02"),
        (FIRST + ",9", "has 16 cells, the header 15"),
        (FIRST.replace("Home", "Caf\udce9"), "not UTF-8"),
    ],
    ids=["no_key", "future_day", "too_many_cells", "latin_1"],
)
def test_a_row_that_cannot_be_is_put_aside(line: str, reason: str) -> None:
    content = f"{HEADER}\n{SECOND}\n{line}\n{SECOND}\n".encode(errors="surrogateescape")
    rows, (bad,) = read(report_of("pinterest"), content)
    assert [row["line"] for row in rows] == [2, 4]
    assert (bad.line, bad.reason) == (3, reason)


def test_the_day_of_delivery_itself_is_no_future() -> None:
    rows, bad = read(report_of("pinterest"), PINTEREST.encode(), delivered_on=date(2026, 3, 1))
    assert (len(rows), bad) == (2, [])


def test_another_platforms_csv_is_refused_naming_what_is_missing_and_found() -> None:
    google = (GOLDEN / "google_ads" / "ad_geo_days.csv").read_bytes()
    with pytest.raises(FileError, match=r"not a ad_region_days report: no DATE, AD_ACCOUNT_ID.*; found customer\.id,"):
        read(report_of("pinterest"), google)


def test_another_platforms_json_is_refused_naming_what_is_missing_and_found() -> None:
    with pytest.raises(FileError, match=r"no account_currency, account_id.*; found dimensions, metrics"):
        read(report_of("meta"), TIKTOK.encode())


def test_a_renamed_column_is_a_changed_export() -> None:
    with pytest.raises(FileError, match=r"no SPEND_IN_MICRO_DOLLAR; found .*COST_IN_MICRO_DOLLAR"):
        read(report_of("pinterest"), PINTEREST.replace("SPEND_IN", "COST_IN").encode())
    with pytest.raises(FileError, match=r"no metrics\.spend; found .*metrics\.cost"):
        read(report_of("tiktok"), TIKTOK.replace('"spend"', '"cost"').encode())


def test_new_columns_are_accepted_and_noted() -> None:
    from plugins.channels.reading.typed import records_of

    wider = [f"{line},{new}\n" for line, new in zip(PINTEREST.splitlines(), ["SAVES", "1", "2"], strict=True)]
    records = records_of(wider, report_of("pinterest"))
    assert (len(list(records)), records.extra) == (1, ["SAVES"])
    objects = [json.loads(line) for line in TIKTOK.splitlines()]
    objects[0]["metrics"]["likes"] = "4"
    records = records_of([json.dumps(line) + "\n" for line in objects], report_of("tiktok"))
    assert (len(list(records)), records.extra) == (1, ["metrics.likes"])


def test_a_header_over_two_lines_is_kept_whole_to_read_quarantined_rows_with_it() -> None:
    from plugins.channels.reading.typed import records_of

    lines = f'{HEADER},"Remarks\n(internal)"\n{FIRST},\n'.splitlines(keepends=True)
    records = records_of(lines, report_of("pinterest"))
    assert records.header == f'{HEADER},"Remarks\n(internal)"'
    ((row, *_), _) = read(report_of("pinterest"), f"{records.header}\n{FIRST},\n".encode())
    assert (row["line"], row["impression_1"]) == (3, 310)


@pytest.mark.parametrize(("channel", "content"), [("pinterest", PINTEREST), ("tiktok", TIKTOK)])
def test_a_plain_file_that_ends_within_a_row_is_truncated(channel: str, content: str) -> None:
    with pytest.raises(FileError, match=r"truncated: it ends in the middle of line \d"):
        read(report_of(channel), content[:-30].encode())


def test_a_missing_last_line_end_alone_is_no_truncation() -> None:
    rows, bad = read(report_of("pinterest"), PINTEREST.rstrip("\n").encode())
    assert (len(rows), bad) == (2, [])


def test_a_json_line_of_another_shape_is_put_aside() -> None:
    odd = TIKTOK + '{"dimensions":"?","metrics":{}}\n[1]\nnot json\n{"dimensions":{"ad_id":{"deep":1}},"metrics":{}}\n'
    rows, bad = read(report_of("tiktok"), odd.encode())
    assert len(rows) == 2
    assert [row.line for row in bad] == [4, 5, 3, 6]
    assert (bad[-1].column, bad[-1].reason) == ("dimensions.ad_id", "not an id of digits only; deliver ids as text")


def test_a_campaign_with_two_places_is_put_aside_since_its_spend_has_no_single_geo() -> None:
    content = (GOLDEN / "linkedin" / "campaigns.jsonl").read_text()
    wide = content.replace('["urn:li:geo:102748797"]', '["urn:li:geo:102748797","urn:li:geo:102095887"]')
    rows, (bad,) = read(report_of("linkedin", "campaigns"), wide.encode())
    assert [row["campaign_urn"] for row in rows] == ["urn:li:sponsoredCampaign:2"]
    assert "targets 2 places" in bad.reason


def test_a_row_over_several_days_is_put_aside() -> None:
    content = (GOLDEN / "meta" / "ad_region_days.jsonl").read_text()
    rows, (bad,) = read(
        report_of("meta"), content.replace('"date_stop":"2026-03-01"', '"date_stop":"2026-03-07"').encode()
    )
    assert (len(rows), bad.reason) == (2, "spans 2026-03-01 to 2026-03-07, not one day")


def _zip(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.csv.gz", gzip.compress(b"a,b\n" * 9999)[:-20], "truncated: the gzip stream ends"),
        ("a.csv.gz", b"this is no gzip", "damaged archive"),
        ("a.csv.gz", gzip.compress(b"a,b\n" * 9999)[:30] + b"\xff" * 30, "damaged archive"),
        ("a.zip", _zip(one=b"a\n" * 999)[:-40], "damaged archive"),
        ("a.zip", _zip(one=b"a\n", two=b"b\n"), "holds 2 files, not one"),
        ("a.csv", b"x" * (LONGEST_LINE + 1), "a line is longer than"),
    ],
    ids=["cut_gzip", "no_gzip", "garbled_gzip", "cut_zip", "two_files", "no_lines"],
)
def test_a_broken_wrapping_is_refused(name: str, content: bytes, reason: str) -> None:
    with pytest.raises(FileError, match=reason), text_lines(io.BytesIO(content), name) as lines:
        list(lines)


@pytest.mark.parametrize("name", ["ad_geo_days.csv", "ad_geo_days.csv.gz", "ad_geo_days.zip", "ad_geo_days.csv.zip"])
def test_a_report_is_known_by_its_file_name(name: str) -> None:
    assert report_of("google_ads").is_named(name)


@pytest.mark.parametrize(
    "name", ["ad_geo_day.csv", "ad_geo_days.jsonl", "ad_geo_days.xlsx", "my_ad_geo_days.csv", "ad_geo_days.2.csv"]
)
def test_another_file_name_is_unknown(name: str) -> None:
    assert not report_of("google_ads").is_named(name)

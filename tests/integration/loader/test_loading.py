"""Each file once, whole and exact; what can't be loaded leaves nothing half-written and says why."""

import gzip
import random
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from config import channels as channel_settings
from plugins.channels import reports_of
from plugins.loader import LoadError, load_channel, replay, unknown_files
from tests.integration.loader.conftest import GOLDEN, Deliver, wrapped
from tests.unit.channels.conftest import all_channels

NIGHT = date(2026, 3, 2)
PINTEREST = (GOLDEN / "pinterest" / "ad_region_days.csv").read_text()
HEADER, FIRST, SECOND = PINTEREST.splitlines()
GOOD = "pinterest/2026-03-02/ad_region_days.csv"


def contents(warehouse, *, but: tuple[str, ...] = ("seconds",)) -> dict[str, list[tuple]]:
    """All rows of all tables that the loader writes, without the wall clock."""
    tables = warehouse.rows(
        "select table_schema || '.' || table_name, array_agg(column_name::text order by ordinal_position)"
        " from information_schema.columns where table_schema in ('raw', 'quarantine')"
        " or (table_schema, table_name) in (('ops', 'deliveries'), ('ops', 'files')) group by 1"
    )
    found = {}
    for table, columns in tables:
        kept = ", ".join(f'"{column}"::text' for column in columns if not column.endswith("_at") and column not in but)
        found[table] = sorted(warehouse.rows(f"select {kept} from {table}"), key=repr)  # noqa: S608
    return found


def test_every_channel_loads_and_a_second_load_changes_nothing(warehouse, deliver_golden) -> None:
    channels = list(channel_settings.load().channels)
    for channel in channels:
        deliver_golden(channel)
    first = {channel: load_channel(channel, NIGHT) for channel in channels}
    loaded = contents(warehouse)
    again = {channel: load_channel(channel, NIGHT) for channel in channels}

    assert all(counts["rows"] > 0 and counts["quarantined"] == counts["refused"] == 0 for counts in first.values())
    assert {sum(counts.values()) for counts in again.values()} == {0}
    assert contents(warehouse) == loaded


def test_the_tables_have_exactly_the_columns_of_the_reports(warehouse) -> None:
    settings = all_channels()
    kinds = {"Code": "text", "Text": "text", "Renamed": "text", "Number": "numeric", "Whole": "bigint", "Day": "date"}
    kinds |= {
        "Moment": "timestamp with time zone",
        "Flag": "boolean",
        "Id": "text",
        "EpochMicros": "bigint",
        "Rate": "numeric",
    }
    there: dict[str, dict[str, str]] = {}
    for table, column, kind in warehouse.rows(
        "select table_name, column_name, data_type from information_schema.columns where table_schema = 'raw'"
    ):
        there.setdefault(table, {})[column] = kind
    declared = {}
    for channel in settings.channels:
        for report in reports_of(channel, settings):
            columns = {column.name: kinds[type(column.kind).__name__] for column in report.columns}
            shared = {"channel": "text"} if report.channel_column else {}
            declared[report.table] = there["version"] | shared | columns
    assert declared | {"version": there["version"]} == there


def test_the_same_bytes_delivered_once_more_under_the_day_are_no_new_delivery(warehouse, deliver) -> None:
    place = deliver(GOOD, PINTEREST)
    load_channel("pinterest", NIGHT)
    before = contents(warehouse)
    place.unlink()
    deliver(GOOD, PINTEREST)
    assert load_channel("pinterest", NIGHT)["rows"] == 0
    assert contents(warehouse)["raw.pinterest__ad_region_days"] == before["raw.pinterest__ad_region_days"]
    assert contents(warehouse)["ops.deliveries"] == before["ops.deliveries"]


def test_another_file_for_the_same_night_corrects_the_first_which_stays_as_history(warehouse, deliver) -> None:
    place = deliver(GOOD, PINTEREST)
    load_channel("pinterest", NIGHT)
    place.write_text(PINTEREST.replace("4560000", "4560001"))  # same path, same size, other bytes
    assert load_channel("pinterest", NIGHT)["rows"] == 2
    versions = "select spend_in_micro_dollar, known_until = 'infinity' from raw.pinterest__ad_region_days order by 1"
    assert warehouse.rows(versions) == [(10001, True), (4560000, False), (4560001, True)]


def test_the_bytes_of_the_day_before_are_a_duplicate_but_an_older_state_that_returns_is_not(warehouse, deliver) -> None:
    other = PINTEREST.replace("4560000", "4000000")
    for day, content in ((1, PINTEREST), (2, PINTEREST), (3, other), (4, PINTEREST)):
        deliver(f"pinterest/2026-03-0{day}/ad_region_days.csv", content)
        load_channel("pinterest", date(2026, 3, day))
    statuses = warehouse.rows("select status, rows_loaded from ops.deliveries order by delivered_on")
    assert statuses == [("loaded", 2), ("duplicate", 0), ("loaded", 2), ("loaded", 2)]


def test_only_what_was_delivered_by_the_decision_date_is_loaded(warehouse, deliver) -> None:
    deliver(GOOD, PINTEREST)
    deliver("pinterest/2026-03-03/ad_region_days.csv", PINTEREST.replace("4560000", "4000000"))
    load_channel("pinterest", NIGHT)
    assert warehouse.rows("select delivered_on from ops.deliveries") == [(NIGHT,)]


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "empty: 0 bytes"),
        (gzip.compress(b""), "empty: no header and no rows"),
        (wrapped(HEADER.encode(), "x.gz"), "empty: no rows"),
        (wrapped(PINTEREST.encode() * 500, "x.gz")[:-30], "truncated: the gzip stream ends"),
        (b"\x00\x01garbled\xff" * 50, "damaged archive"),
        (wrapped((GOLDEN / "google_ads" / "ad_geo_days.csv").read_bytes(), "x.gz"), "not a ad_region_days report"),
        (wrapped(random.Random(7).randbytes(5000), "x.gz"), "not a ad_region_days report"),
        (
            wrapped(f"{HEADER}\n{FIRST}\n{'x,' * 14}x\n{'y,' * 14}y\n".encode(), "x.gz"),
            "2 of 3 rows are bad, first line 3",
        ),
    ],
    ids=["empty", "empty_gzip", "header_only", "truncated", "garbled", "wrong_platform", "noise", "mostly_bad"],
)
def test_a_file_that_cannot_be_used_is_refused_and_leaves_nothing_in_raw(
    warehouse, deliver: Deliver, raw: bytes, reason: str
) -> None:
    path = "pinterest/2026-03-02/ad_region_days.csv.gz"
    deliver(path, raw=raw)
    for _ in range(2):  # the second time, the ledger already knows
        with pytest.raises(LoadError) as error:
            load_channel("pinterest", NIGHT)
        assert f"pinterest on 2026-03-02: {path} refused: " in str(error.value)
        assert reason in str(error.value)
    assert warehouse.rows("select status, rows_read, path from ops.deliveries") == [("refused", 0, path)]
    assert contents(warehouse)["raw.pinterest__ad_region_days"] == contents(warehouse)["quarantine.rows"] == []


def test_a_mended_file_under_the_same_name_clears_the_refusal(warehouse, deliver) -> None:
    deliver("pinterest/2026-03-02/ad_region_days.csv.gz", raw=b"")
    with pytest.raises(LoadError):
        load_channel("pinterest", NIGHT)
    deliver("pinterest/2026-03-02/ad_region_days.csv.gz", PINTEREST)
    assert load_channel("pinterest", NIGHT)["rows"] == 2


def test_one_refused_file_does_not_keep_the_others_out(warehouse, deliver, deliver_golden) -> None:
    deliver_golden("shopify")
    deliver("shopify/2026-03-02/orders.jsonl.gz", raw=b"\x1f\x8b broken")
    with pytest.raises(LoadError, match=r"orders\.jsonl\.gz refused: "):
        load_channel("shopify", NIGHT)
    assert warehouse.rows("select count(*) from raw.shopify__refunds") == [(1,)]


def test_no_refunds_today_is_an_honest_answer(warehouse, deliver, deliver_golden) -> None:
    deliver_golden("shopify")
    deliver("shopify/2026-03-02/refunds.jsonl.gz", "")
    assert load_channel("shopify", NIGHT)["rows"] == 2


def test_a_missing_report_is_named_with_the_place_where_it_belongs(warehouse, deliver, tmp_path: Path) -> None:
    deliver("pinterest/2026-03-01/ad_region_days.csv", PINTEREST)
    with pytest.raises(
        LoadError, match=r"pinterest on 2026-03-02: report ad_region_days is missing; deliver pinterest/"
    ):
        load_channel("pinterest", NIGHT)
    assert warehouse.rows("select count(*) from raw.pinterest__ad_region_days") == [(2,)]  # the day before is loaded


def test_a_night_without_totals_is_no_fault_but_broken_ones_are(warehouse, deliver) -> None:
    deliver("meta/2026-03-02/ad_region_days.jsonl", (GOLDEN / "meta/ad_region_days.jsonl").read_bytes())
    assert load_channel("meta", NIGHT)["rows"] == 3
    deliver("meta/2026-03-02/campaign_days.jsonl", "{")
    with pytest.raises(LoadError, match=r"meta/2026-03-02/campaign_days\.jsonl refused"):
        load_channel("meta", NIGHT)


def test_a_total_that_is_told_twice_counts_once(warehouse, deliver) -> None:
    for report in ("ad_region_days", "campaign_days"):
        told = (GOLDEN / f"meta/{report}.jsonl").read_text()
        deliver(f"meta/2026-03-02/{report}.jsonl", told * (2 if report == "campaign_days" else 1))
    load_channel("meta", NIGHT)
    assert warehouse.rows("select sum(spend) from raw.meta__campaign_days") == [(Decimal("17.50"),)]


def test_a_misnamed_file_is_noted_once_and_named_where_its_report_is_missing(warehouse, deliver) -> None:
    deliver("pinterest/2026-03-02/report (1).csv", PINTEREST)
    for _ in range(2):
        with pytest.raises(
            LoadError, match=r"ad_region_days is missing.*; pinterest/2026-03-02/report \(1\)\.csv is no"
        ):
            load_channel("pinterest", NIGHT)
    noted = warehouse.rows("select path, delivered_on, reason from quarantine.files")
    assert [(path, day) for path, day, _ in noted] == [("pinterest/2026-03-02/report (1).csv", NIGHT)]
    assert "rename or remove it" in noted[0][2]


def test_unknown_folders_and_misplaced_files_are_found(warehouse, deliver) -> None:
    deliver(GOOD, PINTEREST)
    deliver("snapchat/2026-03-02/ads.csv", "a,b\n")
    deliver("pinterest/ad_region_days.csv", PINTEREST)
    deliver("pinterest/2026-3-2/ad_region_days.csv", PINTEREST)
    deliver("snapchat/2026-03-09/ads.csv", "not yet\n")
    deliver("pinterest/2026-03-02/.ad_region_days.csv.part", "hidden: still being written\n")
    strays = unknown_files(NIGHT)
    assert unknown_files(NIGHT) == strays
    assert [stray["path"] for stray in strays] == [
        "pinterest/2026-3-2/ad_region_days.csv",
        "pinterest/ad_region_days.csv",
        "snapchat/2026-03-02/ads.csv",
    ]
    assert "no channel 'snapchat'; known are ga4, google_ads" in strays[-1]["reason"]
    assert warehouse.rows("select count(*) from quarantine.files") == [(3,)]


def test_a_future_day_waits_in_quarantine(warehouse, deliver) -> None:
    deliver(GOOD, f"{HEADER}\n{FIRST}\n{SECOND.replace('2026-03-01', '2027-03-01')}\n")
    counts = load_channel("pinterest", NIGHT)
    assert (counts["rows"], counts["quarantined"]) == (1, 1)
    ((line, column, value, reason, status),) = warehouse.rows(
        "select line, column_name, value, reason, status from quarantine.rows"
    )
    assert (line, column, value, status) == (3, "DATE", "2027-03-01", "open")
    assert reason == "a day in the future: the file was delivered on 2026-03-02"


def test_bytes_that_postgres_cannot_hold_are_kept_spelt_out(warehouse, deliver) -> None:
    odd = FIRST.replace("Home", "Caf\\u00e9").encode().replace(b"\\u00e9", b"\xe9")
    deliver(GOOD, raw=b"\n".join([HEADER.encode(), FIRST.encode(), odd, b""]))
    load_channel("pinterest", NIGHT)
    assert warehouse.rows("select value, reason from quarantine.rows") == [("Caf\\udce9", "not UTF-8")]


def test_new_columns_are_noted_in_the_ledger(warehouse, deliver) -> None:
    deliver(GOOD, f"{HEADER},SAVES\n{FIRST},1\n")
    load_channel("pinterest", NIGHT)
    assert warehouse.rows("select reason from ops.deliveries") == [("has columns that nobody reads: SAVES",)]


def test_after_a_mend_quarantined_rows_are_replayed_and_the_ledger_agrees(
    warehouse, deliver, monkeypatch, tmp_path
) -> None:
    schedule = (GOLDEN / "tv" / "schedule.csv").read_text()
    odd = '03/01/2026;"New\nYork";Brand Spring;30s;n/a;1.0;10\n'
    deliver("tv/2026-03-02/schedule.csv", schedule + odd + odd.replace("n/a", "?"))
    assert load_channel("tv", NIGHT)["quarantined"] == 2
    assert replay("tv") == {"replayed": 0, "still_open": 2, "reloaded": 0, "still_refused": 0}

    import plugins.channels.reading.kinds as kinds

    exact = kinds.Number.one
    monkeypatch.setattr(kinds.Number, "one", lambda self, cell: Decimal("0.25") if cell == "n/a" else exact(self, cell))
    ((delivery_id,),) = warehouse.rows("select delivery_id from ops.deliveries")
    assert replay(delivery_id) == {"replayed": 1, "still_open": 1, "reloaded": 0, "still_refused": 0}
    assert replay(delivery_id)["replayed"] == 0

    assert warehouse.rows("select line, geo_name, cost from raw.offline__days order by line desc limit 1") == [
        (4, "New\nYork", Decimal("0.25"))
    ]
    assert warehouse.rows("select line, status from quarantine.rows order by line") == [(4, "replayed"), (6, "open")]
    assert warehouse.rows(
        "select rows_read, rows_loaded, rows_quarantined, sums ->> 'cost', rows_loaded = (select count(*) from"
        " raw.offline__days) from ops.deliveries"
    ) == [(4, 3, 1, "2214.80", True)]


def test_what_only_a_late_file_leaves_out_stands_again_from_the_next_file_on(warehouse, deliver) -> None:
    kept, gone = FIRST, FIRST.replace("4560000", "7000")
    for day, rows in ((1, [kept, gone]), (3, [gone, kept]), (2, [kept])):
        deliver(f"pinterest/2026-03-0{day}/ad_region_days.csv", "\n".join([HEADER, *rows, ""]))
        load_channel("pinterest", date(2026, 3, day))
    versions = (
        "select extract(day from known_from)::int, nullif(known_until, 'infinity') from raw.pinterest__ad_region_days"
        " where spend_in_micro_dollar = %s order by 1"
    )
    assert warehouse.rows(versions, 7000) == [(1, date(2026, 3, 2)), (3, None)]
    assert warehouse.rows(versions, 4560000) == [(1, None)]


def test_a_mended_row_that_equals_a_loaded_one_is_a_fact_of_its_own(warehouse, deliver, monkeypatch) -> None:
    schedule = (GOLDEN / "tv" / "schedule.csv").read_text()
    spot = "03/01/2026;Boston;Brand Spring;30s;0.25;1.0;10\n"
    deliver("tv/2026-03-02/schedule.csv", schedule + spot + spot.replace("0.25", "n/a"))
    load_channel("tv", NIGHT)

    import plugins.channels.reading.kinds as kinds

    exact = kinds.Number.one
    monkeypatch.setattr(kinds.Number, "one", lambda self, cell: Decimal("0.25") if cell == "n/a" else exact(self, cell))
    assert replay("tv")["replayed"] == 1
    assert warehouse.rows("select count(*) from raw.offline__days where cost = 0.25") == [(2,)]


def test_after_a_mend_a_refused_file_is_read_again(warehouse, deliver, monkeypatch) -> None:
    from plugins.channels import pinterest

    deliver(GOOD, PINTEREST.replace("CLICKTHROUGH_1", "CLICKS"))
    with pytest.raises(LoadError, match="no CLICKTHROUGH_1"):
        load_channel("pinterest", NIGHT)
    assert replay("pinterest")["still_refused"] == 1
    import dataclasses

    report = pinterest.AD_REGION_DAYS
    mended = [
        dataclasses.replace(column, source="CLICKS") if column.name == "clickthrough_1" else column
        for column in report.columns
    ]
    monkeypatch.setattr(pinterest, "AD_REGION_DAYS", dataclasses.replace(report, columns=tuple(mended)))
    assert replay("pinterest") == {"replayed": 0, "still_open": 0, "reloaded": 1, "still_refused": 0}
    assert warehouse.rows("select status, rows_loaded, reason from ops.deliveries") == [("loaded", 2, None)]
    assert load_channel("pinterest", NIGHT)["rows"] == 0


def test_the_command_line_tells_what_waits_and_fails_for_what_needs_a_person(warehouse, deliver, capsys) -> None:
    from plugins.loader.__main__ import main

    deliver(GOOD, f"{HEADER}\n{FIRST}\n{FIRST.replace('4560000', 'x')}\n")
    deliver("snapchat/2026-03-02/ads.csv", "a,b\n")
    assert main(["load", "2026-03-02", "pinterest"]) == 1
    out, err = capsys.readouterr()
    assert "pinterest: 1 deliveries, 1 rows, 1 quarantined" in out
    assert "snapchat/2026-03-02/ads.csv: no channel 'snapchat'" in err
    assert main(["quarantine"]) == 0
    assert f"{GOOD}  1 rows: not a whole number" in capsys.readouterr().out
    assert main(["replay", "pinterst"]) == 1
    assert "no delivery of 'pinterst'" in capsys.readouterr().err


def test_an_unknown_channel_and_a_missing_landing_zone_are_named(warehouse, monkeypatch) -> None:
    with pytest.raises(LoadError, match="no channel 'pintrest'; it has"):
        load_channel("pintrest", NIGHT)
    monkeypatch.setenv("MIXLOOP_LANDING", "/nowhere/landing")
    with pytest.raises(LoadError, match=r"no landing zone at /nowhere/landing; create it, or mend MIXLOOP_LANDING"):
        load_channel("pinterest", NIGHT)


def test_a_wrong_password_and_no_server_are_named_without_the_password(warehouse, monkeypatch) -> None:
    good = warehouse.urls["MIXLOOP_WAREHOUSE_LOADER"]
    host = good.rpartition("@")[2]
    monkeypatch.setenv("MIXLOOP_WAREHOUSE_LOADER", f"postgresql://mixloop_loader:hunter2@{host}")
    with pytest.raises(LoadError, match=r"user 'mixloop_loader'.*check the password") as error:
        load_channel("pinterest", NIGHT)
    assert "hunter2" not in str(error.value)
    monkeypatch.setenv("MIXLOOP_WAREHOUSE_LOADER", "postgresql://mixloop_loader:hunter2@127.0.0.1:1/w")
    with pytest.raises(LoadError, match=r"no warehouse at 127\.0\.0\.1:1.*start it") as error:
        load_channel("pinterest", NIGHT)
    assert "hunter2" not in str(error.value)


def test_a_full_disk_is_one_sentence(warehouse, deliver, monkeypatch) -> None:
    import errno

    from plugins.loader import landing

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    deliver(GOOD, PINTEREST)
    monkeypatch.setattr(landing.tempfile, "TemporaryFile", full)
    with pytest.raises(LoadError, match="pinterest: no space left on this machine's disk; free space, then load again"):
        load_channel("pinterest", NIGHT)
    assert warehouse.rows("select count(*) from ops.deliveries") == [(0,)]


def test_the_loader_may_not_change_what_it_has_written(warehouse, deliver_golden) -> None:
    import psycopg2

    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        warehouse.rows("update raw.pinterest__ad_region_days set spend_in_micro_dollar = 0", role="loader")

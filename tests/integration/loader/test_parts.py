"""Files in parts: a part adds its rows, the same row again is nothing new, and a later whole file tells its days anew."""

import json
import signal
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugins.loader import LoadError, load_channel, replay
from tests.integration.loader.conftest import GOLDEN
from tests.integration.loader.test_disturbed import loader_process, wait_for

NIGHT, NEXT = date(2026, 3, 2), date(2026, 3, 3)
EVENT = json.loads((GOLDEN / "ga4" / "events.jsonl").read_text().splitlines()[0])
ORDER = json.loads((GOLDEN / "shopify" / "orders.jsonl").read_text().splitlines()[0])
HEADER, AD, _ = (GOLDEN / "pinterest" / "ad_region_days.csv").read_text().splitlines()


def events(*numbers: int, **changes: object) -> str:
    """Lines of GA4 events, a second apart."""
    lines = (EVENT | {"event_timestamp": EVENT["event_timestamp"] + n * 1_000_000, "user_id": str(n)} for n in numbers)
    return "".join(json.dumps(line | changes) + "\n" for line in lines)


def order(minute: int, status: str) -> str:
    """One order's state."""
    state = {"updated_at": f"2026-03-01T12:{minute:02}:00-05:00", "financial_status": status}
    return json.dumps(ORDER | state) + "\n"


def known(warehouse, night: date = NIGHT, column: str = "user_id", table: str = "ga4__events") -> list[str]:
    """Values of a column in the rows that a night knows."""
    query = f"select {column}::text from raw.{table} where known_from <= %s and known_until > %s order by 1"  # noqa: S608
    return [value for (value,) in warehouse.rows(query, night, night)]


def part(number: int, night: date = NIGHT, report: str = "ga4/{}/events", form: str = "jsonl") -> str:
    return f"{report.format(night)}.part-{number:04}.{form}"


def test_parts_add_up_and_an_event_in_two_of_them_counts_once(warehouse, deliver) -> None:
    deliver(part(1), events(1, 2, 2))
    deliver(part(2) + ".gz", events(2, 3))
    assert load_channel("ga4", NIGHT) == {"deliveries": 2, "rows": 3, "quarantined": 0, "refused": 0, "unknown": 0}
    assert known(warehouse) == ["1", "2", "3"]
    books = "select is_part, rows_read, rows_loaded, rows_repeated from ops.deliveries order by path"
    assert warehouse.rows(books) == [(True, 3, 2, 1), (True, 2, 1, 1)]


def test_an_event_twice_in_a_whole_file_counts_once_too(warehouse, deliver) -> None:
    bought = {"transaction_id": "1", "purchase_revenue_in_usd": 5}
    deliver("ga4/2026-03-02/events.jsonl", events(1, 1, 2, ecommerce=bought))
    load_channel("ga4", NIGHT)
    assert known(warehouse) == ["1", "2"]
    assert warehouse.rows("select rows_loaded, rows_repeated, sums from ops.deliveries") == [
        (2, 1, {"purchase_revenue": 10})
    ]


def test_a_part_with_the_same_rows_in_another_order_adds_nothing(warehouse, deliver) -> None:
    deliver(part(1), events(1, 2))
    load_channel("ga4", NIGHT)
    before = warehouse.rows("select * from raw.ga4__events order by line")
    deliver(part(2), events(2, 1))
    assert load_channel("ga4", NIGHT)["rows"] == 0
    assert warehouse.rows("select * from raw.ga4__events order by line") == before


def test_a_later_whole_file_replaces_the_days_that_parts_told(warehouse, deliver) -> None:
    deliver(part(1), events(1, 2))
    load_channel("ga4", NIGHT)
    deliver("ga4/2026-03-02/events.jsonl", events(2, 3))
    load_channel("ga4", NIGHT)
    assert known(warehouse) == ["2", "3"]
    deliver(part(2), events(4))
    load_channel("ga4", NIGHT)
    assert known(warehouse) == ["2", "3", "4"]


def test_loaded_together_the_whole_file_of_a_night_comes_after_its_parts(warehouse, deliver) -> None:
    deliver(part(1), events(1, 2))
    deliver("ga4/2026-03-02/events.jsonl", events(2, 3))
    load_channel("ga4", NIGHT)
    assert known(warehouse) == ["2", "3"]


def test_the_bytes_of_a_part_as_the_whole_file_retire_what_other_parts_said(warehouse, deliver) -> None:
    deliver(part(1), events(1))
    deliver(part(2), events(2))
    load_channel("ga4", NIGHT)
    deliver("ga4/2026-03-02/events.jsonl", events(1))
    load_channel("ga4", NIGHT)
    assert known(warehouse) == ["1"]


def test_the_whole_file_of_the_night_before_comes_again_after_a_part_and_is_no_duplicate(warehouse, deliver) -> None:
    deliver("ga4/2026-03-01/events.jsonl", events(1, event_date="20260228"))
    deliver("ga4/2026-03-01/events.part-0001.jsonl", events(2, event_date="20260228"))
    load_channel("ga4", date(2026, 3, 1))
    deliver(
        "ga4/2026-03-01/events.part-0002.jsonl", events(2, event_date="20260228") + events(3, event_date="20260228")
    )
    load_channel("ga4", date(2026, 3, 1))
    deliver("ga4/2026-03-02/events.jsonl", events(1, event_date="20260228"))
    load_channel("ga4", NIGHT)
    assert known(warehouse) == ["1"]


FILES = {
    "ga4/2026-03-01/events.jsonl": events(1, 2, 3, event_date="20260228"),
    "ga4/2026-03-02/events.part-0001.jsonl": events(1, 4, event_date="20260228"),
    "ga4/2026-03-02/events.part-0002.jsonl": events(4, 2, 5, event_date="20260228"),
    "ga4/2026-03-03/events.jsonl": events(1, 5, event_date="20260228"),
    "ga4/2026-03-04/events.part-0001.jsonl": events(2, 5, 6, event_date="20260228"),
    "ga4/2026-03-05/events.part-0001.jsonl": events(2, 7, event_date="20260228"),
}
STATES = {
    "shopify/2026-03-02/orders.part-0001.jsonl": order(1, "pending"),
    "shopify/2026-03-02/orders.part-0002.jsonl": order(3, "paid"),
    "shopify/2026-03-02/orders.part-0003.jsonl": order(3, "refunded") + order(2, "authorized"),
    "shopify/2026-03-03/orders.part-0001.jsonl": order(2, "authorized"),
    "shopify/2026-03-04/orders.part-0001.jsonl": order(4, "voided") + order(1, "pending"),
}
NIGHTS = [date(2026, 3, day) for day in range(1, 7)]


def empty(warehouse) -> None:
    warehouse.rows("truncate raw.ga4__events, raw.shopify__orders, ops.day_changes, ops.files, ops.deliveries")


def load_in_turn(warehouse, deliver, tmp_path, channel: str, files: dict[str, str], order: list[str]) -> None:
    """Deliver and load one file after another into an empty warehouse."""
    for path in files:
        (tmp_path / "landing" / path).unlink(missing_ok=True)
    empty(warehouse)
    for path in order:
        deliver(path, files[path])
        try:
            load_channel(channel, NIGHTS[-1])
        except LoadError as error:
            assert "is missing" in str(error)  # of the last night


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(sorted(FILES)))
def test_whole_files_and_parts_of_many_nights_say_the_same_in_any_order(warehouse, deliver, tmp_path, order) -> None:
    load_in_turn(warehouse, deliver, tmp_path, "ga4", FILES, order)
    assert [known(warehouse, night) for night in NIGHTS] == [
        ["1", "2", "3"],
        ["1", "2", "3", "4", "5"],
        ["1", "5"],
        ["1", "2", "5", "6"],
        ["1", "2", "5", "6", "7"],
        ["1", "2", "5", "6", "7"],
    ]


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(sorted(STATES)))
def test_of_an_order_the_newest_state_stands_in_whatever_order_parts_arrive(
    warehouse, deliver, tmp_path, order
) -> None:
    load_in_turn(warehouse, deliver, tmp_path, "shopify", STATES, order)
    found = [known(warehouse, night, "financial_status", "shopify__orders") for night in NIGHTS]
    # Of two states with one time, that of the part with the higher number.
    assert found == [[], ["refunded"], ["refunded"], ["voided"], ["voided"], ["voided"]]


def test_an_ad_report_in_parts_adds_up(warehouse, deliver) -> None:
    other = AD.replace("687000000001", "687000000002")
    report = "pinterest/{}/ad_region_days"
    deliver(part(1, report=report, form="csv"), f"{HEADER}\n{AD}\n")
    deliver(part(2, report=report, form="csv"), f"{HEADER}\n{other}\n{AD}\n")
    load_channel("pinterest", NIGHT)
    assert warehouse.rows("select count(*) from raw.pinterest__ad_region_days where known_until = 'infinity'") == [(2,)]


def test_a_refused_part_is_missed_until_it_comes_whole(warehouse, deliver) -> None:
    deliver(part(1), events(1))
    deliver(part(2), raw=b"\x00\x01" * 20)
    for _ in range(2):
        with pytest.raises(LoadError, match=r"events\.part-0002\.jsonl refused: "):
            load_channel("ga4", NIGHT)
    deliver(part(2), events(2))
    load_channel("ga4", NIGHT)
    assert known(warehouse) == ["1", "2"]


def test_a_schedule_and_a_list_without_days_cannot_come_in_parts(warehouse, deliver) -> None:
    for report in ("tv/2026-03-02/schedule.part-0001.csv", "linkedin/2026-03-02/campaigns.part-0001.jsonl"):
        deliver(report, "x")
        with pytest.raises(LoadError, match=r"part-0001.* no report of this channel has this name"):
            load_channel(report.partition("/")[0], NIGHT)


def test_quarantined_rows_of_a_part_are_replayed_once(warehouse, deliver, monkeypatch) -> None:
    bad = events(2, event_date="yesterday")
    deliver(part(1), events(1, 3, 4) + bad + bad)
    load_channel("ga4", NIGHT)
    warehouse.rows("update quarantine.rows set raw_line = replace(raw_line, 'yesterday', '20260301')")
    assert replay("ga4") == {"replayed": 2, "still_open": 0, "reloaded": 0, "still_refused": 0}
    assert known(warehouse) == ["1", "2", "3", "4"]
    assert warehouse.rows("select rows_read, rows_loaded, rows_repeated, rows_quarantined from ops.deliveries") == [
        (5, 4, 1, 0)
    ]


def test_a_loader_killed_between_parts_loses_and_doubles_nothing(warehouse, deliver) -> None:
    for number in range(40):
        deliver(part(number), events(*range(number * 500, number * 500 + 510), event_date="20260301"))
    with loader_process("ga4") as process:
        wait_for(lambda: warehouse.rows("select 1 from ops.deliveries offset 10"), "ten parts")
        process.send_signal(signal.SIGKILL)
        process.wait()
    (before,) = warehouse.rows("select count(*) from ops.deliveries")[0]
    assert 10 < before < 40
    load_channel("ga4", NIGHT)
    assert sorted(map(int, known(warehouse))) == list(range(20_010))

"""What the gate reads, with rows by hand: the plan in force, and files that came twice."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa

from config import channels as channel_settings
from config import gate as gate_settings
from expectations import delivered
from expectations.books import Books
from expectations.scanning import scans_of
from plugins import gate
from plugins import warehouse as door
from tests.raw_rows import deliver_rows

NIGHT = date(2026, 3, 3)


@pytest.fixture
def books(warehouse) -> Iterator[Books]:
    """The warehouse as the night of 3 March sees it."""
    engine = sa.create_engine(door.url("loop", driver="psycopg2"), poolclass=sa.NullPool)
    with engine.connect() as connection:
        yield Books(connection, NIGHT)


@pytest.fixture
def plan(warehouse):
    """Stores an approved plan; amounts by channel and geo."""

    def store(decision_date: str, lines: dict[tuple[str, str], int], status: str = "approved") -> None:
        total = sum(lines.values())
        values = ", ".join(
            f"('{decision_date}.1', '{channel}', '{geo}', '{decision_date}', date '{decision_date}' + 6, {micros}, {micros},"
            f" 0, {micros}, 0, 1, 0, 0, 0, 'pass', 'as before')"
            for (channel, geo), micros in lines.items()
        )
        warehouse.rows(
            f"""
            insert into plan.plans (plan_id, decision_date, version, input_hash, seed, basis, kind, status, risk_tier, cause,
                currency, current_micros, proposed_micros, moved_micros, expected_effect_micros, effect_low_micros,
                effect_high_micros)
            values ('{decision_date}.1', '{decision_date}', 1, 'x', 1, 'last_plan', 'hold', 'proposed', 'auto', 'test', 'USD',
                {total}, {total}, 0, 0, 0, 0);
            insert into plan.plan_lines (plan_id, channel, geo, first_day, last_day, current_micros, proposed_micros,
                change_micros, optimum_micros, exploration_micros, propensity, expected_effect_micros, effect_low_micros,
                effect_high_micros, verdict, reason)
            values {values};
            update plan.plans set status = '{status}' where plan_id = '{decision_date}.1' and '{status}' <> 'proposed'
            """  # noqa: S608 -- a test's own words
        )

    return store


def deliver(warehouse, delivery_id: int, delivered_on: str, rows: list[tuple[str, str, float]]) -> None:
    """Book one file of Meta: rows of ad, day and spend."""
    told = [
        {
            "account_id": "a", "campaign_id": "c", "adset_id": "s", "ad_id": ad, "date": day, "region": "California",
            "spend": amount, "impressions": 100,
        }
        for ad, day, amount in rows
    ]  # fmt: skip
    deliver_rows(
        warehouse.urls["MIXLOOP_WAREHOUSE_OWNER"], "meta", "ad_region_days", date.fromisoformat(delivered_on), told,
        delivery_id=delivery_id, sums={"spend": Decimal(str(sum(amount for _, _, amount in rows)))},
    )  # fmt: skip


def contents(books: Books):
    settings = gate_settings.load()
    return delivered.contents_of(books, scans(books, settings))


def scans(books: Books, settings):
    tonight = delivered.loaded_tonight(books, books.deliveries())
    return scans_of(books, tonight, gate.feeds_of(channel_settings.load(), settings), settings.profile.days)


def test_the_plan_in_force_is_the_newest_approved_one_before_yesterday_ended(books, plan):
    plan("2026-03-01", {("meta", "US-CA"): 0, ("tv", "US-TX"): 5_000_000})
    plan("2026-03-03", {("meta", "US-CA"): 9_000_000})
    assert books.planned() == {"meta": {"US-CA": 0}, "tv": {"US-TX": 5_000_000}}


def test_a_plan_that_only_waits_is_not_in_force(books, plan):
    plan("2026-03-02", {("meta", "US-CA"): 1_000_000}, status="proposed")
    assert books.planned() == {}


def test_places_that_the_plan_paused_are_counted(books, plan, warehouse):
    plan("2026-03-02", {("meta", "US-CA"): 0, ("meta", "US-TX"): 5_000_000})
    deliver(warehouse, 1, "2026-03-03", [("a", "2026-03-02", 1.5)])
    assert contents(books)["meta"].idle_cells == 1


def test_of_two_files_of_a_night_the_later_one_tells_its_days_anew(books, warehouse):
    deliver(warehouse, 1, "2026-03-03", [("a", "2026-03-02", 1.5), ("b", "2026-03-02", 2.0)])
    deliver(warehouse, 2, "2026-03-03", [("a", "2026-03-02", 1.25)])
    tonight = contents(books)["meta"].tonight
    assert tonight.rows.sum() == 1
    assert tonight.spend_micros.sum() == 1_250_000


def test_the_file_before_is_the_newest_of_an_earlier_night(books, warehouse):
    deliver(warehouse, 1, "2026-03-01", [("a", "2026-03-01", 7.0)])
    deliver(warehouse, 2, "2026-03-02", [("a", "2026-03-01", 8.0)])
    deliver(warehouse, 3, "2026-03-03", [("a", "2026-03-01", 9.0)])
    deliver(warehouse, 4, "2026-03-04", [("a", "2026-03-01", 10.0)])
    found = contents(books)["meta"]
    assert (found.before.spend_micros.sum(), found.tonight.spend_micros.sum()) == (8_000_000, 9_000_000)


def test_rows_with_the_same_key_in_one_file_are_counted(books, warehouse):
    deliver(warehouse, 1, "2026-03-03", [("a", "2026-03-02", 1.0), ("a", "2026-03-02", 1.0), ("b", "2026-03-02", 1.0)])
    assert contents(books)["meta"].repeated_rows == 1


def test_sums_in_raw_are_exact_and_zero_for_a_delivery_without_rows(books, warehouse):
    deliver(warehouse, 1, "2026-03-03", [("a", "2026-03-02", 0.1), ("b", "2026-03-02", 0.2)])
    settings = gate_settings.load()
    (file,) = books.deliveries()
    empty = replace(file, delivery_id=2, first_day=None, last_day=None)
    feeds = gate.feeds_of(channel_settings.load(), settings)
    found = [delivered.in_raw(scans_of(books, [one], feeds, settings.profile.days)) for one in (file, empty)]
    assert [(str(sums["rows"]), str(sums["spend"])) for one in found for sums in one.values()] == [
        ("2", "0.3"),
        ("0", "0"),
    ]


def test_nothing_delivered_is_no_error(books):
    assert books.deliveries() == []
    assert contents(books) == {}

"""Forgetting somebody: in raw for every night, in quarantine, in what people read; and whatever is delivered again stays out."""

import io
import json
from datetime import UTC, date, datetime, timedelta

import pytest

from config import intake as intake_settings
from plugins import gate
from plugins.intake.__main__ import stream_of
from plugins.intake.writing import Event, write
from plugins.loader import LoadError, load_channel, replay
from plugins.loader.night import loader_connection
from plugins.privacy import __main__ as command
from plugins.privacy.erasure import erase
from tests.integration.privacy.conftest import FIRST_DAY, People, Person

NIGHTS = [date(2026, 3, 2) + timedelta(days=n) for n in range(3)]
CROWD = [Person(number) for number in range(4)]
ONE, OTHER = CROWD[1], CROWD[2]
ORDERS = """
select order_id, total_amount, known_from, nullif(known_until, 'infinity'), customer_id, customer_email, customer_orders_count
from raw.shopify__orders where order_id = any(%s) order by order_id, known_from
"""


@pytest.fixture
def delivered(people: People) -> People:
    """Two nights; the second tells the first day anew, and everybody's order of it was changed."""
    people.deliver(NIGHTS[0], CROWD)
    people.load(NIGHTS[0])
    people.deliver(NIGHTS[1], CROWD, [FIRST_DAY, NIGHTS[0]])
    people.load(NIGHTS[1])
    return people


def raw_texts(people: People) -> str:
    """All that raw and quarantine hold, as one text."""
    tables = people.rows(
        "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname in ('raw', 'quarantine', 'ops')"
    )
    return "\n".join(
        row
        for (table,) in tables
        for (row,) in people.rows(f"select row(t.*)::text from {table} as t")  # noqa: S608
    )


def versions(people: People) -> list[tuple]:
    """Every version of every row, whoever brought it."""
    query = "select row_hash::text, day, known_from, known_until::text from raw.{} order by 1, 2, 3"
    tables = ("ga4__events", "shopify__orders", "klaviyo__events")
    return [(table, *row) for table in tables for row in people.rows(query.format(table))]


def test_visits_go_and_orders_and_mails_stay_without_the_person(delivered: People, monkeypatch, capsys) -> None:
    others = "select count(*) from raw.ga4__events where user_pseudo_id = %s"
    before = delivered.rows(others, OTHER.browser)
    monkeypatch.setattr("sys.stdin", io.StringIO(f" {ONE.email.upper()} \n"))
    assert command.main(["erase"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("6 rows of visits deleted, 4 of orders and e-mails emptied, 0 out of quarantine;")
    assert f"ga4/{NIGHTS[0]}/events.jsonl" in told and f"klaviyo/{NIGHTS[1]}/events.jsonl" in told
    held = raw_texts(delivered)
    assert [name for name in ONE.ids if name.lower() in held.lower() or name.lower() in told.lower()] == []
    assert OTHER.email.lower() in held
    assert delivered.rows(others, OTHER.browser) == before
    own = [ONE.order_id(FIRST_DAY), ONE.order_id(NIGHTS[0])]
    assert delivered.rows(ORDERS, own) == [
        (own[0], 80, NIGHTS[0], None, None, None, None),
        (own[1], 80, NIGHTS[1], None, None, None, None),
    ]
    assert delivered.rows("select count(*), count(profile_id) from raw.klaviyo__events") == [(8, 6)]


def test_the_books_of_every_night_agree_with_what_is_left(delivered: People) -> None:
    erase([ONE.customer])
    for night in NIGHTS[:2]:
        gate.doubt_deliveries(night)
    checks = (
        "select decision_date, success, observed from gate.results where doubt_id in ('rows-loaded-once', 'sums-equal')"
    )
    results = delivered.rows(checks)
    assert len(results) >= 4 and {success for _, success, _ in results} == {True}, results
    counted = (
        "select rows_read, rows_loaded, rows_suppressed from ops.deliveries where channel = 'ga4' order by delivered_on"
    )
    assert delivered.rows(counted) == [(12, 9, 3), (24, 18, 6)]


def test_what_is_delivered_again_changes_nothing(delivered: People) -> None:
    erase([ONE.profile])
    before = versions(delivered)
    delivered.deliver(NIGHTS[2], CROWD[::-1], [FIRST_DAY, NIGHTS[0]])
    delivered.load(NIGHTS[2])
    assert versions(delivered) == before
    counted = "select rows_loaded, rows_suppressed from ops.deliveries where channel = 'ga4' and delivered_on = %s"
    assert delivered.rows(counted, NIGHTS[2]) == [(18, 6)]


def test_files_that_come_only_after_somebody_was_forgotten_tell_the_same_as_those_before(people: People) -> None:
    people.deliver(NIGHTS[0], CROWD)
    people.load(NIGHTS[0])
    erase([ONE.email])
    late = versions(people)
    tables = "raw.ga4__events, raw.shopify__orders, raw.klaviyo__events, ops.deliveries, ops.day_changes, ops.files"
    people.rows(f"truncate {tables}")
    people.load(NIGHTS[0])
    assert versions(people) == late
    assert len(late) == 3 * 3 + 4 + 4


def test_an_order_that_changed_hands_twice_and_nothing_else_is_one_version_again(people: People) -> None:
    for night, mail in zip(NIGHTS, ("a@example.com", "b@example.com", "a@example.com"), strict=True):
        people.deliver(night, CROWD, [FIRST_DAY])
        order = ONE.order(FIRST_DAY, customer={"id": ONE.customer, "orders_count": 1, "email": mail})
        people.place(f"shopify/{night}/orders.jsonl", [order, OTHER.order(FIRST_DAY)])
        people.load(night)
    known = "select known_from, nullif(known_until, 'infinity') from raw.shopify__orders where order_id = %s order by 1"
    assert len(people.rows(known, ONE.order_id(FIRST_DAY))) == 3
    erase([ONE.customer])
    assert people.rows(known, ONE.order_id(FIRST_DAY)) == [(NIGHTS[0], None)]
    assert people.rows(known, OTHER.order_id(FIRST_DAY)) == [(NIGHTS[0], None)]


def test_rows_that_could_not_be_read_are_forgotten_too_and_stay_so(people: People) -> None:
    people.deliver(NIGHTS[0], CROWD)
    broken = json.dumps(ONE.order(FIRST_DAY) | {"created_at": "yesterday"})
    others = json.dumps(OTHER.order(FIRST_DAY) | {"id": "1", "created_at": "yesterday"})
    orders = people.place(
        f"shopify/{NIGHTS[0]}/orders.jsonl", [*(one.order(FIRST_DAY) for one in CROWD), broken, others]
    )
    people.load(NIGHTS[0])
    waiting = "select count(*), count(*) filter (where raw_line like %s) from quarantine.rows"
    counted = (
        "select rows_read, rows_loaded, rows_quarantined, rows_suppressed from ops.deliveries where report = 'orders'"
    )
    assert people.rows(waiting, f"%{ONE.customer}%") == [(2, 1)]
    assert erase([ONE.customer]).quarantined == 1
    assert people.rows(waiting, f"%{ONE.customer}%") == [(1, 0)]
    assert people.rows(counted) == [(6, 4, 1, 1)]

    orders.write_text(orders.read_text() + "\n")
    load_channel("shopify", NIGHTS[0])
    assert people.rows(waiting, f"%{ONE.customer}%") == [(2, 0)]
    assert replay("shopify")["still_open"] == 2


def test_an_order_of_somebody_forgotten_leads_to_no_browser(people: People) -> None:
    people.deliver(NIGHTS[0], CROWD)
    load_channel("shopify", NIGHTS[0])
    erase([ONE.email])
    load_channel("ga4", NIGHTS[0])
    bought = "select count(*) from raw.ga4__events where transaction_id = %s"
    assert people.rows(bought, ONE.order_id(FIRST_DAY)) == [(0,)]
    assert people.rows(bought, OTHER.order_id(FIRST_DAY)) == [(1,)]


def test_messages_of_somebody_forgotten_are_counted_and_not_written(people: People) -> None:
    people.deliver(NIGHTS[0], CROWD)
    people.load(NIGHTS[0])
    erase([ONE.email])
    settings = intake_settings.load().model_copy(update={"broker": "nobody:9092"})
    contents = [json.dumps(event).encode() for one in (ONE, OTHER) for event in one.visits(NIGHTS[0])]
    contents.append(f'{{"event_date": "soon", "user_pseudo_id": "{ONE.browser}"}}'.encode())
    noon = datetime(2026, 3, 2, 17, tzinfo=UTC)
    events = [Event(0, offset, noon, content) for offset, content in enumerate(contents)]
    with loader_connection() as connection:
        write(connection, stream_of(settings), events, {})
    counted = "select rows_read, rows_loaded, rows_quarantined, rows_suppressed from ops.deliveries where is_part"
    assert people.rows(counted) == [(7, 3, 0, 4)]
    assert ONE.browser not in raw_texts(people)


def test_a_browser_that_two_people_buy_with_leads_from_one_to_no_other(people: People) -> None:
    people.deliver(NIGHTS[0], CROWD)
    shared = [event | {"user_pseudo_id": ONE.browser} for one in (ONE, OTHER) for event in one.visits(FIRST_DAY)]
    people.place(f"ga4/{NIGHTS[0]}/events.jsonl", [*shared, *CROWD[0].visits(FIRST_DAY)])
    people.load(NIGHTS[0])
    erase([ONE.customer])
    assert people.rows("select distinct user_pseudo_id from raw.ga4__events") == [(CROWD[0].browser,)]
    assert people.rows("select count(customer_id) from raw.shopify__orders") == [(3,)]


def test_with_another_salt_nothing_of_people_is_loaded(delivered: People, monkeypatch) -> None:
    erase([ONE.email])
    monkeypatch.setenv("MIXLOOP_CUSTOMER_SALT", "another salt of the house")
    delivered.deliver(NIGHTS[2], CROWD)
    with pytest.raises(LoadError, match=r"^ga4: the salt is not the one .* restore it"):
        load_channel("ga4", NIGHTS[2])
    load_channel("google_ads", NIGHTS[2])
    assert delivered.rows("select count(*) from ops.deliveries where delivered_on = %s", NIGHTS[2]) == [(1,)]


def test_no_log_and_no_book_repeats_what_stood_in_a_bad_row(people: People, caplog) -> None:
    people.deliver(NIGHTS[0], CROWD)
    wrong = [one.order(FIRST_DAY) | {"created_at": one.email} for one in CROWD]
    people.place(f"shopify/{NIGHTS[0]}/orders.jsonl", wrong)
    with pytest.raises(Exception, match="created_at: not a time") as refused:
        people.load(NIGHTS[0])
    reasons = people.rows("select string_agg(reason, ' ') from ops.deliveries")[0][0]
    assert "line 1, created_at: not a time" in reasons
    assert "@" not in reasons + str(refused.value) + caplog.text

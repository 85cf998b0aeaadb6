"""Web visits and credit, night after night: what follows the changes equals what is made from nothing."""

import random
from datetime import UTC, date, datetime, time, timedelta

import pytest

from plugins.marts import build_marts, dbt, ensure_marts
from tests.integration.dbt_project.conftest import FIRST_DAY, FIRST_NIGHT, SECOND_NIGHT, THIRD_NIGHT
from tests.integration.dbt_project.test_nights import kill_a_build, marts

SOURCES = [("facebook", "paid_social"), ("google", "cpc"), ("klaviyo", "email"), (None, None)]
VISITORS = [f"visitor {number}" for number in range(8)]


def events_of(day: date, chance: random.Random) -> list[dict]:
    """A day's sessions and purchases as the web property tells them this time: it tells them otherwise the next."""
    found = []
    for visitor in chance.sample(VISITORS, 4):
        at = datetime.combine(day, time(15), UTC) + timedelta(minutes=chance.randrange(500))
        began = {
            "event_date": day, "event_timestamp": int(at.timestamp()) * 10**6, "event_name": "session_start",
            "ga_session_id": int(at.timestamp()), "user_pseudo_id": visitor, "region": "California",
            "analytics_storage": chance.choice(["Yes", "Yes", "Yes", "No"]),
        }  # fmt: skip
        began["source"], began["medium"] = chance.choice(SOURCES)
        found.append(began)
        if chance.random() < 0.2:  # the session goes on after midnight, and is told to start again there
            later = began["event_timestamp"] + 12 * 3600 * 10**6
            found.append(began | {"event_timestamp": later, "source": "bing", "medium": "cpc"})
        if chance.random() < 0.5:
            bought = {"event_name": "purchase", "transaction_id": f"{day:%m%d}{chance.choice(['CA', 'TX'])}"}
            found.append(began | bought | {"event_timestamp": began["event_timestamp"] + 60_000_000})
    return found


def visits(shop, night: date, first: date, last: date, chance: random.Random) -> list[dict]:
    """Days of the web, told anew; the events that they now have."""
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    events = [event for day in days for event in events_of(day, chance)]
    shop.deliver("ga4", "events", night, events)
    return events


@pytest.fixture
def web(shop):
    """Three nights of the shop with visits before its orders; each tells some days of the web anew, and some orders."""
    chance = random.Random(8)
    events = visits(shop, FIRST_NIGHT, FIRST_DAY, FIRST_NIGHT - timedelta(days=1), chance)
    shop.next_night()
    visits(shop, SECOND_NIGHT, SECOND_NIGHT - timedelta(days=5), SECOND_NIGHT - timedelta(days=1), chance)
    shop.orders(THIRD_NIGHT, [SECOND_NIGHT])
    bought = sorted(
        {one["event_date"] for one in events if "transaction_id" in one and one["analytics_storage"] == "Yes"}
    )
    first, second = [day for day in bought if date(2026, 2, 13) <= day <= date(2026, 2, 24)][:2]
    told = "2026-03-03 09:00-05:00"
    shop.orders(THIRD_NIGHT, [first], test=True, updated_at=told)  # its visitors bought nothing after all
    shop.orders(THIRD_NIGHT, [second], created_at="2026-03-01 12:00-05:00", updated_at=told)
    visits(shop, THIRD_NIGHT, SECOND_NIGHT, SECOND_NIGHT, chance)
    visits(shop, THIRD_NIGHT, date(2026, 2, 10), date(2026, 2, 12), chance)  # the orders after these days stand
    return shop


def from_nothing(shop, night: date) -> dict[str, str]:
    shop.rows("delete from ops.marts_standing", role="owner")
    shop.rows("truncate marts.build", role="dbt")
    ensure_marts(night)
    return marts(shop)


def test_credit_that_follows_the_nights_in_any_order_is_that_made_from_nothing(web, monkeypatch):
    asked, run = [], dbt.run
    monkeypatch.setattr(
        dbt, "run", lambda *words, **how: (asked.append(how.get("only_what_changed")), run(*words, **how))
    )
    build_marts(FIRST_NIGHT)
    followed = {}
    for night in (THIRD_NIGHT, SECOND_NIGHT):
        ensure_marts(night)
        followed[night] = marts(web)
    assert [how for how in asked if how is not None] == [False, True, True]
    assert web.rows("select count(*) > 20, count(distinct channel) > 3 from marts.fct_touchpoints") == [(True, True)]
    for night, tables in followed.items():
        made = from_nothing(web, night)
        assert {table for table in made if made[table] != tables[table]} == set(), night


def test_after_a_build_that_broke_off_credit_is_made_from_nothing(web):
    """What broke off may have replaced the journeys by which the changed months are known, and not yet the months."""
    build_marts(SECOND_NIGHT)
    kill_a_build(web, FIRST_NIGHT)
    assert web.rows("select is_whole from ops.marts_standing") == [(False,)]
    ensure_marts(THIRD_NIGHT)
    followed = marts(web)
    assert followed == from_nothing(web, THIRD_NIGHT)

"""Orders, visits and e-mails: one story, told by three systems that know different parts of it."""

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from market.market import Market
from market.orders import OrderBook
from market.sessions import Traffic
from market.worlds import BURN_IN
from tests.unit.market.readers import rows

FIRST = "2026-03-02"


@pytest.fixture(scope="module")
def orders(delivered: Path) -> list[dict[str, Any]]:
    """Orders of the first delivery."""
    return rows(delivered / "shopify" / FIRST / "orders.jsonl.gz")


@pytest.fixture(scope="module")
def events(delivered: Path) -> list[dict[str, Any]]:
    """Web events of the first delivery."""
    return rows(delivered / "ga4" / FIRST / "events.jsonl.gz")


def test_every_order_is_delivered_once_with_its_own_id(
    orders: list[dict[str, Any]], a_market: Callable[..., Market]
) -> None:
    real = [order["id"] for order in orders if not order["test"]]
    assert len(real) == len(set(real)) == a_market().order_counts[BURN_IN:].sum()


def test_a_later_night_sends_the_orders_that_changed_the_day_before(delivered: Path) -> None:
    changed = rows(delivered / "shopify" / "2026-03-03" / "orders.jsonl.gz")
    assert {order["updated_at"][:10] for order in changed} == {"2026-03-02"}
    assert {order["created_at"][:10] == "2026-03-02" for order in changed} == {True, False}


def test_nothing_happens_after_the_morning_of_the_delivery(
    orders: list[dict[str, Any]], events: list[dict[str, Any]]
) -> None:
    morning = datetime.fromisoformat("2026-03-02T00:00:00-05:00")
    assert all(datetime.fromisoformat(order["updated_at"]) < morning for order in orders)
    assert all(event["event_timestamp"] < morning.timestamp() * 1e6 for event in events)


def test_refunds_are_of_known_orders_later_and_never_more_than_paid(
    delivered: Path, orders: list[dict[str, Any]]
) -> None:
    paid = {order["id"]: order for order in orders}
    refunds = rows(delivered / "shopify" / FIRST / "refunds.jsonl.gz")
    assert len(refunds) > 50
    for refund in refunds:
        order = paid[refund["order_id"]]
        whole = Decimal(order["total_price_set"]["shop_money"]["amount"])
        amount = Decimal(refund["amount_set"]["shop_money"]["amount"])
        assert refund["created_at"] > order["created_at"] and 0 < amount <= whole
        assert order["financial_status"] == ("refunded" if amount == whole else "partially_refunded")


def test_cancelled_and_test_orders_are_there_to_be_left_out(orders: list[dict[str, Any]]) -> None:
    share = Counter(order["financial_status"] for order in orders)["voided"] / len(orders)
    assert 0.01 < share < 0.02 and 0 < sum(order["test"] for order in orders) < 0.01 * len(orders)
    assert all((order["cancelled_at"] is not None) == (order["financial_status"] == "voided") for order in orders)


def test_a_customers_orders_are_counted_one_by_one(orders: list[dict[str, Any]]) -> None:
    counts = defaultdict(list)
    for order in sorted(orders, key=lambda order: order["id"]):
        if not order["test"]:
            counts[order["customer"]["id"]].append(order["customer"]["orders_count"])
    often = [seen for seen in counts.values() if len(seen) > 1]
    assert often and all(sorted(seen) == list(range(min(seen), min(seen) + len(seen))) for seen in often)


def test_customer_numbers_do_not_tell_what_caused_the_order(a_market: Callable[..., Market]) -> None:
    market = a_market(orders_per_geo_day=400.0)
    book = OrderBook(market)
    agreement = []
    for index in range(BURN_IN, market.days):
        day = book.day(index)
        new = (day.customer_orders == 1) & ~day.is_test & (day.geo == 0)
        agreement.append(np.corrcoef(day.customer[new], day.cause[new] > 0)[0, 1])
    # 60 days of about 250 new customers: the mean correlation has a standard error of 0.008.
    assert abs(np.mean(agreement)) < 0.04


def test_a_seen_purchase_is_an_order_at_its_price(orders: list[dict[str, Any]], events: list[dict[str, Any]]) -> None:
    prices = {order["id"]: float(order["total_price_set"]["shop_money"]["amount"]) for order in orders}
    bought = [event["ecommerce"] for event in events if event["event_name"] == "purchase"]
    assert 0.4 < len(bought) / len(orders) < 0.6
    assert all(prices[sale["transaction_id"]] == sale["purchase_revenue_in_usd"] for sale in bought)


def test_who_did_not_consent_has_no_id(events: list[dict[str, Any]]) -> None:
    consents = [event["privacy_info"]["analytics_storage"] == "Yes" for event in events]
    assert [event["user_pseudo_id"] is not None for event in events] == consents
    assert 0.65 < sum(consents) / len(consents) < 0.80
    assert all(
        event["privacy_info"]["ads_storage"] == "Yes"
        for event in events
        if event["collected_traffic_source"] and event["collected_traffic_source"]["gclid"]
    )


def test_a_buyer_was_on_the_site_before_the_purchase(events: list[dict[str, Any]]) -> None:
    visits = defaultdict(list)
    for event in events:
        if event["event_name"] == "session_start" and event["user_pseudo_id"]:
            visits[event["user_pseudo_id"]].append(event["event_timestamp"])
    # A straggling session may come a day or two after its purchase did; older ones are all there.
    before = (date(2026, 3, 2) - timedelta(days=4)).strftime("%Y%m%d")
    buyers = [e for e in events if e["event_name"] == "purchase" and e["user_pseudo_id"] and e["event_date"] < before]
    touches = [sum(t < buyer["event_timestamp"] for t in visits[buyer["user_pseudo_id"]]) for buyer in buyers]
    assert min(touches) >= 1 and sum(count >= 3 for count in touches) > 0.1 * len(touches)


def test_a_user_starts_one_session_at_a_time(events: list[dict[str, Any]]) -> None:
    starts = Counter(
        (event["user_pseudo_id"], event["event_params"][0]["value"]["int_value"])
        for event in events
        if event["event_name"] == "session_start" and event["user_pseudo_id"]
    )
    assert starts.most_common(1)[0][1] == 1


def test_stragglers_are_exported_within_three_days(a_market: Callable[..., Market]) -> None:
    market = a_market()
    known_after = Traffic(market, OrderBook(market)).day(BURN_IN + 30).known_after
    share = [(known_after <= age).mean() for age in (1, 2, 3)]
    assert share[0] < share[1] < share[2] == 1.0 and share[0] > 0.9


def test_organic_and_direct_visits_are_a_noisy_sign_of_latent_demand(a_market: Callable[..., Market]) -> None:
    market = a_market(family="default", history_days=200)
    traffic = Traffic(market, OrderBook(market))
    visits = np.array([traffic._visitors(day)[:, -2:].sum() for day in range(BURN_IN, market.days)])
    season = market.demand.season[BURN_IN : market.days]
    latent = market.demand.latent[BURN_IN : market.days].mean(axis=1)
    assert 0.5 < np.corrcoef(np.log(visits / season), latent)[0, 1] < 0.98


def test_email_events_are_few_enough_and_clicks_follow_their_mail(delivered: Path) -> None:
    mails = rows(delivered / "klaviyo" / FIRST / "events.jsonl.gz")
    received = {mail["id"][1:]: mail["datetime"] for mail in mails if mail["metric"] == "Received Email"}
    clicks = [mail for mail in mails if mail["metric"] == "Clicked Email"]
    assert len({mail["id"] for mail in mails}) == len(mails)
    assert clicks and all(click["datetime"] > received.get(click["id"][1:], "") for click in clicks)
    assert {mail["consent"] for mail in mails} == {True, False}


def test_order_times_carry_new_yorks_offset_on_both_sides_of_a_clock_change(a_market: Callable[..., Market]) -> None:
    from market.calendar import local_text, midnight

    spring = midnight(date(2026, 3, 8))
    texts = local_text(np.array([spring, spring + 7199, spring + 7200]))
    assert texts == ["2026-03-08T00:00:00-05:00", "2026-03-08T01:59:59-05:00", "2026-03-08T03:00:00-04:00"]
    autumn = midnight(date(2026, 11, 1))
    assert local_text(np.array([autumn + 7199, autumn + 7200])) == [
        "2026-11-01T01:59:59-04:00",
        "2026-11-01T01:00:00-05:00",
    ]

"""Shopify: orders and refunds as JSON lines, money in shop and customer currency, each re-sent when it changes."""

from collections.abc import Iterable, Iterator

import numpy as np

from market.calendar import local_text, midnight
from market.dialects import Night, dollars
from market.orders import LATEST_REFUND, OrderDay, accepts_mail
from market.worlds import BURN_IN

# Shopify's customer ids begin here.
FIRST_CUSTOMER_ID = 7_100_000_000_000

# No order changes later than this many days after it was placed.
LOOK_BACK = LATEST_REFUND + 1


def reports(night: Night) -> dict[str, Iterable[str]]:
    """Return the orders that changed yesterday and yesterday's refunds; everything on the first night."""
    return {"orders.jsonl.gz": _orders(night), "refunds.jsonl.gz": _refunds(night)}


def _span(night: Night) -> tuple[range, int, int]:
    """Return the days whose orders may be in this delivery, and the seconds between which something happened."""
    world = night.market.world
    first = BURN_IN if night.is_first else max(BURN_IN, night.index - LOOK_BACK)
    since = first if night.is_first else night.index - 1
    return range(first, night.index), midnight(world.day(since)), midnight(night.delivered_on)


def _orders(night: Night) -> Iterator[str]:
    days, since, until = _span(night)
    for index in days:
        orders = night.orders.day(index)
        cancelled = np.where(orders.cancelled < until, orders.cancelled, 0)
        refunded = np.where(orders.refunded < until, orders.refunded, 0)
        updated = np.maximum(orders.placed, np.maximum(cancelled, refunded))
        changed = np.flatnonzero(updated >= since)
        if len(changed):
            yield _order_lines(night, orders, changed, updated, cancelled, refunded)


def _order_lines(
    night: Night,
    orders: OrderDay,
    rows: np.ndarray,
    updated: np.ndarray,
    cancelled: np.ndarray,
    refunded: np.ndarray,
) -> str:
    codes = [geo.code[3:] for geo in night.market.world.geos]
    status = np.where(
        cancelled > 0,
        "voided",
        np.where(
            refunded == 0, "paid", np.where(orders.refund_cents == orders.cents, "refunded", "partially_refunded")
        ),
    )
    columns = zip(
        orders.order_id[rows].tolist(),
        local_text(orders.placed[rows]),
        local_text(updated[rows]),
        local_text(cancelled[rows]),
        (cancelled[rows] > 0).tolist(),
        orders.is_test[rows].tolist(),
        status[rows].tolist(),
        orders.cents[rows].tolist(),
        orders.customer[rows].tolist(),
        orders.customer_orders[rows].tolist(),
        orders.geo[rows].tolist(),
        accepts_mail(orders.customer[rows]).tolist(),
        strict=True,
    )
    lines = []
    for (
        order,
        placed,
        changed,
        ended,
        is_cancelled,
        is_test,
        standing,
        cents,
        customer,
        ordinal,
        geo,
        accepts,
    ) in columns:
        money = f'{{"amount": "{dollars(cents)}", "currency_code": "USD"}}'
        lines.append(
            f'{{"id": "{order}", "created_at": "{placed}", "updated_at": "{changed}", '
            f'"cancelled_at": {f"{chr(34)}{ended}{chr(34)}" if is_cancelled else "null"}, '
            f'"test": {"true" if is_test else "false"}, "financial_status": "{standing}", "currency": "USD", '
            f'"total_price_set": {{"shop_money": {money}, "presentment_money": {money}}}, '
            f'"customer": {{"id": "{FIRST_CUSTOMER_ID + customer}", "orders_count": {ordinal}, '
            f'"email": "p{customer}@example.com"}}, '
            f'"shipping_address": {{"province_code": "{codes[geo]}", "country_code": "US"}}, '
            f'"buyer_accepts_marketing": {"true" if accepts else "false"}}}\n'
        )
    return "".join(lines)


def _refunds(night: Night) -> Iterator[str]:
    days, since, until = _span(night)
    for index in days:
        orders = night.orders.day(index)
        rows = np.flatnonzero((orders.refunded >= since) & (orders.refunded < until))
        columns = zip(
            orders.order_id[rows].tolist(),
            local_text(orders.refunded[rows]),
            orders.refund_cents[rows].tolist(),
            strict=True,
        )
        yield "".join(
            f'{{"id": "{order + 3_300_000_000_001}", "order_id": "{order}", "created_at": "{when}", '
            f'"amount_set": {{"shop_money": {{"amount": "{dollars(cents)}", "currency_code": "USD"}}}}}}\n'
            for order, when, cents in columns
        )

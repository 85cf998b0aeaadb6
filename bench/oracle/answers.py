"""What the warehouse says, asked in plain SQL of its documented tables."""

from collections import Counter
from collections.abc import Callable
from datetime import date

from bench.oracle.memory import Report, Row, Run, View

type Ask = Callable[[str], list[Row]]

RAW: dict[Report, str] = {
    ("google_ads", "ad_geo_days"): (
        "select day, geo_target_region, ad_id, cost_micros, impressions, clicks, conversions, conversions_value, {}"
        " from raw.google_ads__ad_geo_days"
    ),
    ("meta", "ad_region_days"): (
        "select day, region, ad_id, spend, impressions, inline_link_clicks, purchases, purchase_value, {}"
        " from raw.meta__ad_region_days"
    ),
    (
        "tv",
        "schedule",
    ): "select day, geo_name, placement, cost, impressions, {} from raw.offline__days where channel = 'tv'",
    ("shopify", "orders"): (
        "select order_id, created_at, updated_at, cancelled_at, test, financial_status, total_amount, customer_id,"
        " customer_orders_count, province_code, {} from raw.shopify__orders"
    ),
    ("shopify", "refunds"): "select refund_id, order_id, created_at, amount, {} from raw.shopify__refunds",
}
REPORTS = tuple(RAW)


def runs(ask: Ask, report: Report) -> Counter[Run]:
    """Each raw row with the nights on which it was known; a version that another file of its night corrected has none."""
    versions = ask(RAW[report].format("known_from, nullif(known_until, 'infinity')"))
    return Counter((tuple(row), since, until) for *row, since, until in versions if since != until)


def view(found: Counter[Run], night: date) -> View:
    """The rows that were known on a night, among versions."""
    seen: View = Counter()
    for (row, since, until), copies in found.items():
        if since <= night and (until is None or night < until):
            seen[row] += copies
    return seen


def ad_days(ask: Ask) -> Counter[Row]:
    """All of `marts.fct_ad_days`."""
    return Counter(ask(
        "select channel, ad_id, geo, day, spend_micros, impressions, clicks, claimed_conversions, claimed_revenue_micros"
        " from marts.fct_ad_days"
    ))  # fmt: skip


def orders(ask: Ask) -> Counter[Row]:
    """All of `marts.fct_orders`."""
    return Counter(ask(
        "select order_id, day, geo, gross_micros, refunded_micros, net_micros, is_new_customer, is_cancelled"
        " from marts.fct_orders"
    ))  # fmt: skip

"""Views of metrics: null where nothing is known, made once, and gone when nobody defines them."""

from contextlib import closing
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from plugins.marts import metric_views, metrics
from plugins.warehouse import connect

JANUARY, FEBRUARY = date(2026, 1, 5), date(2026, 2, 3)
TABLES = """
create table published.dim_days as
select
    day::date as day, date_trunc('week', day)::date as week, date_trunc('month', day)::date as month
from generate_series(date '2026-01-01', date '2026-02-28', interval '1 day') as days (day);
create table published.fct_channel_geo_days (
    channel text, geo text, day date, spend_micros bigint, claimed_revenue_micros bigint, attributed_revenue_micros bigint
);
create table published.fct_order_days (day date, net_micros bigint, orders bigint, new_customers bigint);
"""


@pytest.fixture
def shop(warehouse):
    """A published warehouse whose rows a test writes, with its views."""
    for table in TABLES.split(";")[:-1]:
        warehouse.rows(table, role="loop")
    ensure()
    return warehouse


def ensure() -> None:
    """Make the views that are missing."""
    with closing(connect("loop")) as connection, connection:
        metric_views.ensure_views(connection)


def media(shop, day: date, spend: int | None, channel: str = "meta", credit: int = 0) -> None:
    shop.rows(
        "insert into published.fct_channel_geo_days values (%s, 'US-CA', %s, %s, %s, %s)",
        channel,
        day,
        spend,
        spend,
        credit,
    )


def sold(shop, day: date, net: int, *, orders: int = 1, new: int = 1) -> None:
    shop.rows("insert into published.fct_order_days values (%s, %s, %s, %s)", day, net, orders, new)


def month(shop, of: date) -> tuple:
    (row,) = shop.rows(
        "select spend, revenue, orders, new_customers, cac from published.metrics_by_month where month = %s",
        of.replace(day=1), role="analyst",
    )  # fmt: skip
    return row


def test_amounts_are_units_and_exact_to_the_millionth(shop):
    media(shop, JANUARY, 1_000_001)
    media(shop, JANUARY, 2_000_002, channel="tv")
    sold(shop, JANUARY, 9_000_009)
    sold(shop, JANUARY.replace(day=7), 1, orders=2, new=1)
    assert month(shop, JANUARY) == (Decimal("3.000003"), Decimal("9.000010"), 3, 2, Decimal("1.5000015"))


def test_a_sum_with_an_amount_that_has_no_rate_is_not_known_and_neither_is_what_hangs_on_it(shop):
    media(shop, JANUARY, 1_000_000)
    media(shop, JANUARY, None, channel="tv")
    media(shop, FEBRUARY, 1_000_000)
    sold(shop, JANUARY, 5_000_000)
    assert month(shop, JANUARY)[0] is None
    assert month(shop, JANUARY)[4] is None
    assert month(shop, FEBRUARY)[0] == 1
    channels = "select channel, spend, claimed_roas from published.channel_metrics_by_month where month = '2026-01-01'"
    assert sorted(shop.rows(channels)) == [("meta", 1, 1), ("tv", None, None)]


def test_a_ratio_over_nothing_is_null(shop):
    media(shop, JANUARY, 1_000_000, credit=4_000_000)
    media(shop, JANUARY, 0, channel="direct", credit=5_000_000)
    sold(shop, JANUARY, 1_000_000, new=0)
    assert month(shop, JANUARY)[4] is None, "nobody was won"
    ratios = "select channel, attributed_roas from published.channel_metrics_by_day"
    assert sorted(shop.rows(ratios)) == [("direct", None), ("meta", 4)]


def test_periods_that_only_one_table_knows_have_what_it_knows(shop):
    media(shop, JANUARY, 1_000_000)
    sold(shop, FEBRUARY, 2_000_000)
    assert month(shop, JANUARY) == (1, None, None, None, None)
    assert month(shop, FEBRUARY) == (None, 2, 1, 1, None)


def test_a_week_begins_on_monday_across_months(shop):
    media(shop, date(2026, 1, 31), 1_000_000)
    media(shop, date(2026, 2, 1), 1_000_000)
    media(shop, date(2026, 2, 2), 1_000_000)
    assert sorted(shop.rows("select week, spend from published.metrics_by_week")) == [
        (date(2026, 1, 26), 2), (date(2026, 2, 2), 1),
    ]  # fmt: skip


def test_a_view_says_what_it_holds_and_so_do_its_columns(shop):
    found = metrics.definitions()
    told = dict(
        shop.rows(
            "select relname, obj_description(oid, 'pg_class') from pg_class"
            " where relnamespace = 'published'::regnamespace and relkind = 'v'"
        )
    )
    assert told.keys() == found.views.keys()
    assert all(told[name].startswith(view.description) for name, view in found.views.items())
    ((spend,),) = shop.rows("select col_description('published.metrics_by_day'::regclass, 2)")
    assert spend == f"{found.metrics['spend'].description} Unit: reporting currency."


def test_views_that_stand_are_left_alone_and_the_others_are_made_or_dropped(shop, monkeypatch):
    ids = "select relname, oid from pg_class where relnamespace = 'published'::regnamespace and relkind = 'v'"
    before = dict(shop.rows(ids))
    ensure()
    assert dict(shop.rows(ids)) == before, "readers would have waited"

    found = metrics.definitions()
    views = {
        name: view if name != "metrics_by_day" else replace(view, metrics=view.metrics[:2])
        for name, view in found.views.items() if name != "metrics_by_week"
    }  # fmt: skip
    monkeypatch.setattr(metric_views, "definitions", lambda: replace(found, views=views))
    ensure()
    after = dict(shop.rows(ids))
    assert "metrics_by_week" not in after
    assert {name for name in after if after[name] != before[name]} == {"metrics_by_day"}
    assert shop.rows("select day, spend, revenue from published.metrics_by_day", role="analyst") == []

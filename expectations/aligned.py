"""What the marts hold, in numbers: a few aggregate queries a table."""

from collections.abc import Hashable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd

from expectations.books import Books
from expectations.doubts import Evidence, Measures
from expectations.feeds import Feed
from expectations.panel import EXPLAINED, Grid

# Which source tells each control of the panel; holidays are a calendar's.
CONTROLS = {"email_sends": "klaviyo", "organic_sessions": "ga4"}


def panel_of(books: Books, shop: str) -> Evidence:
    """Cells of the panel in numbers, one scan a table: by paid channel, of the outcome under the shop, of controls under their source.

    The panel is small, and made anew each night: it is counted whole.
    """
    known = ", ".join(f"'{status}'" for status in EXPLAINED)
    media = books.ask(
        f"""
        select channel as scope, count(*) as cells, max(day) as last_day,
            count(*) filter (where status not in ({known})) as unexplained_cells,
            count(*) filter (where least(spend_micros, impressions, clicks) < 0) as negative_cells,
            count(*) filter (where status = 'none' and spend_micros <> 0) as true_zeros_that_cost
        from marts.panel_media group by channel order by channel
        """  # noqa: S608 -- our own words
    )
    outcome = books.ask(
        """
        select count(*) as cells, max(day) as last_day,
            count(*) filter (where least(revenue_micros, orders, new_customers) < 0) as negative_cells
        from marts.panel_outcome
        """
    )
    controls = books.ask(
        """
        select name, count(*) as cells, max(day) as last_day, count(*) filter (where value < 0) as negative_cells
        from marts.panel_controls where name = any(:names) group by name order by name
        """,
        names=list(CONTROLS),
    )
    found = {str(row["scope"]): _cells(row, books.yesterday) for row in media.to_dict("records")}
    found[shop] = _cells(outcome.to_dict("records")[0], books.yesterday)
    told = {row["name"]: row for row in controls.to_dict("records")}
    for name, source in CONTROLS.items():
        found[source] = _cells(told.get(name, {"cells": 0, "last_day": None, "negative_cells": 0}), books.yesterday)
    return found


def _cells(row: Mapping[Hashable, Any], yesterday: date) -> Measures:
    counts = {str(name): int(value) for name, value in row.items() if name not in ("scope", "name", "last_day")}
    last = row["last_day"]
    return counts | {
        "days_short": (yesterday - last).days if last else None,
        "days_short_says": f"its last day is {last}",
    }


def are_built(books: Books) -> bool:
    """Whether there are marts at all."""
    found = books.ask(
        "select to_regclass('marts.panel_media') is not null and to_regclass('marts.build') is not null as built"
    )
    return bool(found.built.iloc[0])


def night_of_marts(books: Books) -> date | None:
    """The decision date that the marts were built for; None while nothing is built."""
    if not are_built(books):
        return None
    built = books.ask("select max(decision_date) as built from marts.build").built.iloc[0]
    return built if isinstance(built, date) else None


def grid_of(books: Books) -> Grid:
    """The cells that the panel must have, counted in the facts: places in their sums by place and day, which are far fewer rows."""
    found = books.ask(
        """
        with places as (
            select geo from intermediate.int_ad_days__summed where has_ads and geo <> 'unmapped'
            union
            select geo from intermediate.int_unallocated__spread
            inner join intermediate.int_days__covered using (channel, day)
        )
        select (select count(*) from places) as geos,
            greatest((select min(day) from marts.fct_ad_days), (select min(day) from marts.fct_orders)) as first_day
        """
    )
    return Grid(geos=int(found.geos.iloc[0]), first_day=found.first_day.iloc[0], yesterday=books.yesterday)


def media_of(books: Books, weeks: int) -> pd.DataFrame:
    """One row a paid channel and day of the last weeks: spend, impressions, clicks, claims; `imputed` if any geo is."""
    return books.ask(
        """
        with claims as (
            select channel, day, sum(claimed_conversions) as claimed_conversions
            from marts.fct_channel_geo_days where day >= :first group by channel, day
        )
        select panel.channel, panel.day, sum(panel.spend_micros) / 1e6::float8 as spend,
            sum(panel.impressions)::bigint as impressions, sum(panel.clicks)::bigint as clicks,
            coalesce(max(claims.claimed_conversions), 0)::float8 as claimed_conversions,
            bool_or(panel.status in ('imputed', 'no rate')) as imputed
        from marts.panel_media as panel
        left join claims on claims.channel = panel.channel and claims.day = panel.day
        where panel.day >= :first and panel.day <= :yesterday
        group by panel.channel, panel.day order by panel.channel, panel.day
        """,
        first=books.yesterday - timedelta(weeks=weeks + 1),
    )


def orders_of(books: Books, weeks: int) -> pd.DataFrame:
    """One row a day of the last weeks: orders, gross, impossible refunds, and orders that the web events know."""
    return books.ask(
        """
        with touched as (
            select distinct touches.order_id from marts.fct_touchpoints as touches
            inner join marts.fct_orders as orders on orders.order_id = touches.order_id
            where touches.channel <> 'none' and orders.day >= :first
        )
        select orders.day, count(*) filter (where not orders.is_cancelled) as orders,
            coalesce(sum(orders.gross_micros) filter (where not orders.is_cancelled), 0) / 1e6::float8 as gross,
            count(*) filter (where orders.refunded_micros > orders.gross_micros) as refunded_beyond_gross,
            count(touched.order_id) as tracked_orders
        from marts.fct_orders as orders
        left join touched on touched.order_id = orders.order_id
        where orders.day >= :first and orders.day <= :yesterday
        group by orders.day order by orders.day
        """,
        first=books.yesterday - timedelta(weeks=weeks + 1),
    )


def holidays_of(books: Books) -> set[date]:
    """Days that the panel calls a holiday."""
    return set(books.ask("select distinct day from marts.panel_controls where name = 'holiday' and value > 0").day)


def gaps_of(books: Books, feeds: Sequence[Feed], days: int) -> Evidence:
    """How many of each paid channel's last days no delivery covers."""
    found = books.ask(
        """
        with unvalued as (
            select channel, max(account_currency) as currency from marts.fct_ad_days
            where spend_micros is null and day >= :first group by channel
        )
        select channel, count(distinct day) as known_days,
            count(distinct day) filter (where status in ('imputed', 'no rate') and day >= :first) as imputed_days,
            max(day) filter (where status in ('imputed', 'no rate')) as last_imputed, max(unvalued.currency) as currency
        from marts.panel_media left join unvalued using (channel) group by channel
        """,
        first=books.yesterday - timedelta(days=days - 1),
    )
    known = {row["channel"]: row for row in found.to_dict("records")}
    return {feed.channel: _gap(known.get(feed.channel)) for feed in feeds}


def _gap(row: Mapping[Hashable, Any] | None) -> Measures:
    if row is None:
        return {"known_days": 0, "known_days_says": "the panel doesn't have it"}
    imputed = int(row["imputed_days"])
    says = f"{imputed} days are stand-ins, the last is {row['last_imputed']}" if imputed else "all reported"
    if imputed and row["currency"]:
        says += (
            f"; no rate is known for {row['currency']}: deliver rates, config/more_channels.yml has an entry for them"
        )
    return {"known_days": int(row["known_days"]), "imputed_days": imputed, "imputed_days_says": says}

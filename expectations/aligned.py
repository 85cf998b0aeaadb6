"""What the marts hold, in numbers: a few aggregate queries a table."""

from collections.abc import Hashable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd

from expectations.books import Books
from expectations.delivered import loaded_tonight, told_sum
from expectations.doubts import Evidence, Measures
from expectations.feeds import Feed
from expectations.panel import Grid


def panel_rows(shop: str) -> str:
    """SQL of the panel, media and outcome, to be doubted where it lies; the outcome's scope is the shop."""
    return f"""
        select channel as scope, day, status, spend_micros from marts.panel_media
        union all
        select '{shop}' as scope, day, status, cast(null as bigint) as spend_micros from marts.panel_outcome
    """  # noqa: S608 -- a channel's name, checked in config/channels.yml


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
    """The cells that the panel must have, counted in the facts."""
    found = books.ask(
        """
        select (select count(distinct geo) from marts.fct_ad_days where geo <> 'unmapped') as geos,
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
            bool_or(panel.status = 'imputed') as imputed
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
        select channel, count(distinct day) as known_days,
            count(distinct day) filter (where status = 'imputed' and day >= :first) as imputed_days,
            max(day) filter (where status = 'imputed') as last_imputed
        from marts.panel_media group by channel
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
    return {"known_days": int(row["known_days"]), "imputed_days": imputed, "imputed_days_says": says}


def totals_of(books: Books, feeds: Sequence[Feed], shop: str) -> Evidence:
    """Differences in micros that must be zero, by paid channel and for the shop."""
    spend = books.ask(
        """
        with facts as (
            select channel, sum(spend_micros) filter (where geo = 'unmapped') as unmapped,
                sum(facts.spend_micros) as all_micros
            from marts.fct_ad_days as facts group by channel
        ),
        bounds as (select min(day) as first_day, max(day) as last_day from marts.panel_media),
        mapped as (
            select channel, sum(spend_micros) as micros from marts.fct_ad_days cross join bounds
            where geo <> 'unmapped' and day between bounds.first_day and bounds.last_day group by channel
        ),
        panel as (
            select channel, sum(spend_micros) filter (where status = 'reported') as micros
            from marts.panel_media group by channel
        ),
        rolled as (
            select channel, sum(spend_micros) as micros from marts.fct_channel_geo_days group by channel
        )
        select facts.channel, coalesce(facts.unmapped, 0)::bigint as unmapped,
            (coalesce(panel.micros, 0) - coalesce(mapped.micros, 0))::bigint as panel_apart,
            (coalesce(rolled.micros, 0) - facts.all_micros)::bigint as rolled_apart
        from facts left join mapped using (channel) left join panel using (channel) left join rolled using (channel)
        """
    )
    delivered = _delivered_apart(books, feeds)
    found: Evidence = {}
    for row in spend.to_dict("records"):
        found[str(row["channel"])] = {
            "unmapped_spend": int(row["unmapped"]) / 1e6,
            "panel_apart": int(row["panel_apart"]),
            "rolled_apart": int(row["rolled_apart"]),
        } | delivered.get(str(row["channel"]), {})
    revenue = books.ask(
        """
        with panel as (select sum(revenue_micros) as micros from marts.panel_outcome where status <> 'imputed'),
        orders as (
            select sum(net_micros) as micros from marts.fct_orders
            where (geo, day) in (select geo, day from marts.panel_outcome where status <> 'imputed')
        ),
        net as (select sum(net_micros) as micros from marts.fct_orders),
        credit as (
            select sum(revenue_micros) filter (where model = 'last_touch') as last_touch,
                sum(revenue_micros) filter (where model = 'position_based') as position_based
            from marts.fct_attribution
        )
        select (panel.micros - coalesce(orders.micros, 0))::bigint as revenue_apart,
            (credit.last_touch - net.micros)::bigint as last_touch_apart,
            (credit.position_based - net.micros)::bigint as position_based_apart
        from panel, orders, net, credit
        """
    )
    return found | {shop: {str(name): int(apart) for name, apart in revenue.iloc[0].items()}}


def _delivered_apart(books: Books, feeds: Sequence[Feed]) -> dict[str, Measures]:
    """Spend by the ledger of tonight's files, less the marts' spend of the same days."""
    tonight = {(one.channel, one.report): one for one in loaded_tonight(books, books.deliveries())}
    found: dict[str, Measures] = {}
    for feed in feeds:
        file = tonight.get((feed.channel, feed.spending.name))
        if file and feed.spend:
            said = int(told_sum(books, feed.spending, file, feed.spend.spend) * feed.spending.micros)
            rows = books.ask(
                "select coalesce(sum(spend_micros), 0)::bigint as micros from marts.fct_ad_days"
                " where channel = :channel and day between :first and :last",
                channel=feed.channel,
                first=file.first_day,
                last=file.last_day,
            )
            marts = int(rows.micros.iloc[0])
            found[feed.channel] = {
                "delivered_apart": abs(said - marts),
                "delivered_apart_says": f"{said / 1e6:,.2f} in the file, {marts / 1e6:,.2f} in the marts",
            }
    return found

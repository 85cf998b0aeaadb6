"""Do the marts add up: to the files, to each other, to the panel?"""

from collections.abc import Sequence
from datetime import timedelta

from expectations.books import Books, Delivery
from expectations.delivered import known, loaded_tonight
from expectations.doubts import Evidence, Measures
from expectations.feeds import Feed

APART = (
    "panel_apart", "panel_impressions_apart", "panel_clicks_apart", "rolled_apart", "negative_rows", "beyond_rows", "negative_claims",
)  # fmt: skip


def totals_of(books: Books, feeds: Sequence[Feed], shop: str, unmapped_days: int) -> Evidence:
    """Differences that must be zero, by paid channel and for the shop; and the share of spend in unknown places.

    Ads are summed over the last weeks and the days that tonight's files changed; days, which are few, over all.
    """
    spend = books.ask(
        """
        with looked_at as (
            select channel, day from ops.day_changes where known_on = :night
            union
            select ads.channel, cast(days.day as date)
            from (select distinct channel from marts.panel_media) as ads
            cross join generate_series(cast(:recent as date), cast(:night as date), interval '1 day') as days (day)
        ),
        spent as (
            select channel, geo, day, spend_micros, impressions, clicks, claimed_conversions, claimed_revenue_micros
            from marts.fct_ad_days
            union all
            select channel, geo, day, spend_micros, impressions, clicks, 0, 0 from intermediate.int_unallocated__spread
        ),
        facts as (
            select channel, sum(spend_micros) as micros,
                sum(spend_micros) filter (where geo = 'unmapped' and day >= :recent) as unmapped,
                sum(spend_micros) filter (where day >= :recent) as recent,
                count(*) filter (where least(impressions, clicks) < 0) as negative_rows,
                count(*) filter (where clicks > impressions) as beyond_rows,
                count(*) filter (where claimed_conversions < 0 or claimed_revenue_micros < 0) as negative_claims
            from spent where (channel, day) in (select channel, day from looked_at)
                and day >= (select min(day) from looked_at where day > '0001-01-01')
            group by channel
        ),
        rolled as (
            select channel, sum(spend_micros) as micros from marts.fct_channel_geo_days
            where (channel, day) in (select channel, day from looked_at) group by channel
        ),
        bounds as (select min(day) as first_day, max(day) as last_day from marts.panel_media),
        mapped as (
            select channel, sum(days.spend_micros) as micros, sum(days.impressions) as impressions, sum(days.clicks) as clicks
            from marts.fct_channel_geo_days as days cross join bounds
            left join intermediate.int_ad_days__summed as told using (channel, geo, day)
            left join intermediate.int_days__covered as covered using (channel, day)
            where geo <> 'unmapped' and day between bounds.first_day and bounds.last_day and days.spend_micros is not null
                and (told.has_ads or covered.day is not null)  -- a total of a day without a file of ads has no place yet
            group by channel
        ),
        panel as (
            select channel, sum(spend_micros) as micros, sum(impressions) as impressions, sum(clicks) as clicks
            from marts.panel_media where status = 'reported' group by channel
        )
        select facts.channel, coalesce(facts.unmapped, 0)::bigint as unmapped, coalesce(facts.recent, 0)::bigint as recent,
            facts.negative_rows, facts.beyond_rows, facts.negative_claims,
            (coalesce(panel.micros, 0) - coalesce(mapped.micros, 0))::bigint as panel_apart,
            (coalesce(panel.impressions, 0) - coalesce(mapped.impressions, 0))::bigint as panel_impressions_apart,
            (coalesce(panel.clicks, 0) - coalesce(mapped.clicks, 0))::bigint as panel_clicks_apart,
            (coalesce(rolled.micros, 0) - coalesce(facts.micros, 0))::bigint as rolled_apart
        from facts left join mapped using (channel) left join panel using (channel) left join rolled using (channel)
        """,
        recent=books.decision_date - timedelta(days=unmapped_days),
    )
    delivered = _delivered_apart(books, feeds)
    found: Evidence = {}
    for row in spend.to_dict("records"):
        found[str(row["channel"])] = (
            {
                "unmapped_share": int(row["unmapped"]) / max(int(row["recent"]), 1),
                "unmapped_share_says": f"{int(row['unmapped']) / 1e6:,.2f} of {int(row['recent']) / 1e6:,.2f} lie elsewhere",
            }
            | {name: int(row[name]) for name in APART}
            | delivered.get(str(row["channel"]), {})
        )
    revenue = books.ask(
        """
        with panel as (select sum(revenue_micros) as micros from marts.panel_outcome where status <> 'imputed'),
        orders as (
            select sum(net_micros) as micros from marts.fct_orders
            where (geo, day) in (select geo, day from marts.panel_outcome where status <> 'imputed')
        )
        select (panel.micros - coalesce(orders.micros, 0))::bigint as revenue_apart from panel, orders
        """
    )
    return found | {shop: {"revenue_apart": int(revenue.revenue_apart.iloc[0])} | credits_of(books)}


def credits_of(books: Books) -> Measures:
    """By attribution model: micros, summed over the days, by which its credit differs from the day's orders."""
    apart = books.ask(
        """
        with net as (select day, sum(net_micros) as micros from marts.fct_orders group by day),
        models as (select distinct model from marts.fct_attribution_days),
        credit as (
            select day, model, sum(revenue_micros) as micros from marts.fct_attribution_days group by day, model
        ),
        wanted as (select day, model, micros from net cross join models)
        select model, sum(abs(coalesce(credit.micros, 0) - coalesce(wanted.micros, 0)))::bigint as apart,
            count(*) filter (where credit.micros is distinct from coalesce(wanted.micros, 0)) as days,
            min(day) filter (where credit.micros is distinct from coalesce(wanted.micros, 0)) as first_day
        from wanted full outer join credit using (day, model) group by model order by model
        """
    )
    found: Measures = {}
    for row in apart.to_dict("records"):
        found[f"{row['model']}_credit_apart"] = int(row["apart"])
        if row["days"]:
            found[f"{row['model']}_credit_apart_says"] = (
                f"{row['apart'] / 1e6:,.6f} apart on {row['days']} days, the first is {row['first_day']}"
            )
    return found


def _delivered_apart(books: Books, feeds: Sequence[Feed]) -> dict[str, Measures]:
    """What tonight's files told of the days that they span, as it lies in raw, less what the marts say of these days.

    Each row's spend is rounded to micros before the sum, as the marts do: some platforms tell amounts to the tenth digit. That
    raw holds what the files say is doubted before there are marts.
    """
    tonight = {(one.channel, one.report): one for one in loaded_tonight(books, books.deliveries())}
    found: dict[str, Measures] = {}
    for feed in feeds:
        file = tonight.get((feed.channel, feed.spending.name))
        if file and feed.spend:
            said = _told_in_raw(books, feed, file)
            rows = books.ask(
                "select coalesce(sum(spend_micros), 0)::bigint as spend, coalesce(sum(impressions), 0)::bigint as impressions"
                " from marts.fct_ad_days"
                " where channel = :channel and day between :first and :last",
                channel=feed.channel,
                first=file.first_day,
                last=file.last_day,
            )
            marts = {str(name): int(rows[name].iloc[0]) for name in rows.columns}
            found[feed.channel] = {
                "delivered_apart": abs(said["spend"] - marts["spend"]),
                "delivered_apart_says": f"{said['spend'] / 1e6:,.2f} in the files, {marts['spend'] / 1e6:,.2f} in the marts",
                "impressions_delivered_apart": abs(said["impressions"] - marts["impressions"]),
                "impressions_delivered_apart_says": f"{said['impressions']:,} in the files, {marts['impressions']:,} in the marts",
            }
    return found


def _told_in_raw(books: Books, feed: Feed, file: Delivery) -> dict[str, int]:
    assert feed.spend is not None
    rows = known(feed.spending, file, books.decision_date)
    found = books.ask(
        f"""
        select coalesce(sum(round(coalesce({feed.spend.spend}, 0) * {feed.spending.micros})), 0)::bigint as spend,
            coalesce(sum({feed.spend.impressions}), 0)::bigint as impressions
        from {rows} as lines
        """  # noqa: S608 -- names of a dialect's columns, checked in config/gate.yml
    )
    return {str(name): int(found[name].iloc[0]) for name in found.columns}

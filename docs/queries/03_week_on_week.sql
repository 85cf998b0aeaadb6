-- Which channels spent more or less last week than the week before, and did credit follow?
-- Weeks begin on Mondays; the running one is left out.
with

weeks as (

    select
        channel,
        week,
        spend,
        attributed_revenue,
        spend - lag(spend) over (partition by channel order by week) as more_spend,
        attributed_revenue - lag(attributed_revenue) over (partition by channel order by week) as more_revenue
    from published.channel_metrics_by_week
    where
        week >= (select cast(date_trunc('week', decision_date) - interval '14 days' as date) from published.build)
        and week < (select cast(date_trunc('week', decision_date) as date) from published.build)

)

select
    channel,
    spend,
    more_spend,
    attributed_revenue,
    more_revenue
from weeks
where week = (select cast(date_trunc('week', decision_date) - interval '7 days' as date) from published.build)
order by abs(more_spend) desc, channel;

-- One row a channel, geo and day on which ads ran: what all reads that looks at no single ad, so that it sums no history.
with

ad_days as (

    select *
    from {{ ref('fct_ad_days') }}
    where {{ changed_only('stg_ops__changed_days', ['channel', 'day']) }} and {{ changed_span('stg_ops__changed_days') }}

)

select
    channel,
    geo,
    day,
    {{ sum_if_all_known('spend_micros') }} as spend_micros,
    cast(sum(impressions) as bigint) as impressions,
    cast(sum(clicks) as bigint) as clicks,
    sum(claimed_conversions) as claimed_conversions,
    {{ sum_if_all_known('claimed_revenue_micros') }} as claimed_revenue_micros
from ad_days
group by channel, geo, day

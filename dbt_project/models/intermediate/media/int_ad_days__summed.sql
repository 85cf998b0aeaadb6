-- One row a channel, geo and day on which ads ran: what the panel reads, so that it sums no history of single ads every night.
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
    cast(sum(clicks) as bigint) as clicks
from ad_days
group by channel, geo, day

-- One row an ad, geo and day: what it cost, showed and claims, as known on the night.
with

ad_days as (

    select *
    from {{ ref('int_ad_days__unioned') }}
    where {{ changed_only('stg_ops__changed_days', ['channel', 'day']) }} and {{ changed_span('stg_ops__changed_days') }}

)

select
    channel,
    account_id,
    campaign_id,
    max(campaign_name) as campaign_name,
    ad_group_id,
    ad_id,
    geo,
    day,
    max(currency) as currency,
    cast(sum(spend_micros) as bigint) as spend_micros,
    cast(sum(impressions) as bigint) as impressions,
    cast(sum(clicks) as bigint) as clicks,
    sum(claimed_conversions) as claimed_conversions,
    cast(sum(claimed_revenue_micros) as bigint) as claimed_revenue_micros,
    max(delivery_id) as delivery_id
from ad_days
group by channel, account_id, campaign_id, ad_group_id, ad_id, geo, day

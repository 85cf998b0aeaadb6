-- One row a channel, geo and day: all that a channel cost there, by its ads and beyond them. What all reads that looks at no single
-- ad, so that it sums no history.
with

ad_days as (

    select *
    from {{ ref('fct_ad_days') }}
    where {{ changed_only('stg_ops__changed_days', ['channel', 'day']) }} and {{ changed_span('stg_ops__changed_days') }}

),

unallocated as (

    select *
    from {{ ref('int_unallocated__spread') }}
    where {{ changed_only('stg_ops__changed_days', ['channel', 'day']) }} and {{ changed_span('stg_ops__changed_days') }}

),

parts as (

    select
        channel,
        geo,
        day,
        true as is_of_ads,
        geo_is_estimated,
        spend_micros,
        impressions,
        clicks,
        claimed_conversions,
        claimed_revenue_micros
    from ad_days

    union all

    select
        channel,
        geo,
        day,
        false as is_of_ads,
        true as geo_is_estimated,
        spend_micros,
        impressions,
        clicks,
        0 as claimed_conversions,
        0 as claimed_revenue_micros
    from unallocated

)

select
    channel,
    geo,
    day,
    bool_or(is_of_ads) as has_ads,
    {{ sum_if_all_known('spend_micros') }} as spend_micros,
    cast(coalesce(sum(spend_micros) filter (where geo_is_estimated), 0) as bigint) as estimated_spend_micros,
    cast(sum(impressions) as bigint) as impressions,
    cast(sum(clicks) as bigint) as clicks,
    sum(claimed_conversions) as claimed_conversions,
    {{ sum_if_all_known('claimed_revenue_micros') }} as claimed_revenue_micros
from parts
group by channel, geo, day

-- One row a channel, geo and day: what it cost, showed and claims, beside what attribution credits it with. Credited revenue lies
-- on the order's day and in its geo, so that over all channels it sums to the orders.
with

ad_days as (

    select *
    from {{ ref('fct_ad_days') }}
    where {{ changed_only('int_days__affected', ['day']) }} and {{ changed_span('int_days__affected') }}

),

email_days as (

    select *
    from {{ ref('int_email_days__counted') }}
    where {{ changed_only('int_days__affected', ['day']) }} and {{ changed_span('int_days__affected') }}

),

orders as (

    select *
    from {{ ref('fct_orders') }}
    where {{ changed_only('int_days__affected', ['day']) }} and {{ changed_span('int_days__affected') }}

),

attribution as (select * from {{ ref('fct_attribution') }}),

parts as (

    select
        channel,
        geo,
        day,
        spend_micros,
        impressions,
        clicks,
        claimed_conversions,
        claimed_revenue_micros,
        0 as last_touch_revenue_micros,
        0 as position_based_revenue_micros
    from ad_days

    union all

    select
        'klaviyo' as channel,
        geo,
        day,
        0 as spend_micros,
        received as impressions,
        clicked as clicks,
        0 as claimed_conversions,
        0 as claimed_revenue_micros,
        0 as last_touch_revenue_micros,
        0 as position_based_revenue_micros
    from email_days

    union all

    select
        attribution.channel,
        orders.geo,
        orders.day,
        0 as spend_micros,
        0 as impressions,
        0 as clicks,
        0 as claimed_conversions,
        0 as claimed_revenue_micros,
        case when attribution.model = 'last_touch' then attribution.revenue_micros else 0 end as last_touch_revenue_micros,
        case when attribution.model = 'position_based' then attribution.revenue_micros else 0 end as position_based_revenue_micros
    from attribution
    inner join orders on attribution.order_id = orders.order_id

)

select
    channel,
    geo,
    day,
    {{ sum_if_all_known('spend_micros') }} as spend_micros,
    cast(sum(impressions) as bigint) as impressions,
    cast(sum(clicks) as bigint) as clicks,
    sum(claimed_conversions) as claimed_conversions,
    {{ sum_if_all_known('claimed_revenue_micros') }} as claimed_revenue_micros,
    cast(sum(last_touch_revenue_micros) as bigint) as last_touch_revenue_micros,
    cast(sum(position_based_revenue_micros) as bigint) as position_based_revenue_micros
from parts
group by channel, geo, day

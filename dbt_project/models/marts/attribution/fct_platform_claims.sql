-- One row a paid channel and day that it claims: what the platform says it sold, beside the orders that it could have caused at
-- most: those with a touch of the channel, and those whose path nobody knows. A ratio above 1 claims what others sold.
with

ad_days as (

    select * from {{ ref('int_ad_days__summed') }}
    where {{ only_changed('claim_month', month_of('day')) }}

),

credits as (

    select * from {{ ref('int_credits__by_day') }}
    where {{ only_changed('claim_month') }}

),

claims as (

    select
        day,
        channel,
        sum(claimed_conversions) as claimed_conversions,
        {{ sum_if_all_known('claimed_revenue_micros') }} as claimed_revenue_micros
    from ad_days
    group by day, channel

),

touched as (

    select
        day,
        channel,
        sum(touched_orders) as orders
    from credits
    group by day, channel

)

select
    claims.day,
    {{ month_of('claims.day') }} as month,
    claims.channel,
    claims.claimed_conversions,
    claims.claimed_revenue_micros,
    cast(coalesce(touched.orders, 0) as bigint) as touched_orders,
    cast(coalesce(unknown.orders, 0) as bigint) as unknown_orders,
    cast(
        claims.claimed_conversions / nullif(coalesce(touched.orders, 0) + coalesce(unknown.orders, 0), 0) as numeric(18, 6)
    ) as over_claim_ratio
from claims
left join touched on claims.day = touched.day and claims.channel = touched.channel
left join touched as unknown on claims.day = unknown.day and unknown.channel = 'unattributed'

-- One row a channel and day that some known delivery speaks about: on such a day, no row means nothing happened.
with

deliveries as (select * from {{ ref('stg_ops__deliveries') }}),

order_windows as (select * from {{ ref('stg_shopify__order_windows') }}),

spans as (

    select
        channel,
        first_day,
        case when channel in ({{ quiet_channels() }}) then delivered_on - 1 else last_day end as last_day
    from deliveries
    where channel <> 'shopify' and first_day is not null

    union all

    select
        'shopify' as channel,
        first_day,
        last_day
    from order_windows

)

select distinct
    spans.channel,
    cast(days.day as date) as day
from spans
cross join generate_series(spans.first_day, spans.last_day, interval '1 day') as days (day)

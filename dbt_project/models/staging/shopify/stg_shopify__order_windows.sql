-- One row a known delivery of orders: the business days on which its orders changed. A delivery lists what changed in its window,
-- so it can hold an old order; the days it covers are the days of change, not the days of the orders.
with

lines as (select * from {{ source('shopify', 'orders') }}),

deliveries as (select * from {{ ref('stg_ops__deliveries') }})

select
    deliveries.delivery_id,
    min({{ business_day('lines.updated_at') }}) as first_day,
    max({{ business_day('lines.updated_at') }}) as last_day
from lines
inner join deliveries on lines.delivery_id = deliveries.delivery_id
group by deliveries.delivery_id

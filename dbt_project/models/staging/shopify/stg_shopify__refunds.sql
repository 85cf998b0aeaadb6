-- One row a refund, as last known; an order can have several.
with

lines as (

    {{ known(source('shopify', 'refunds')) }}

)

select
    refund_id,
    order_id,
    created_at as refunded_at,
    currency,
    {{ to_micros('amount') }} as refunded_micros,
    delivery_id
from lines

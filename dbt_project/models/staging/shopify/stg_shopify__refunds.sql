-- One row a refund, as last known; an order can have several.
with

lines as (

    {{ newest_line(
        source('shopify', 'refunds'),
        ['refund_id']
    ) }}

)

select
    refund_id,
    order_id,
    created_at as refunded_at,
    currency,
    {{ to_micros('amount') }} as refunded_micros,
    delivery_id
from lines

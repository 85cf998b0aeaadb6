-- One row an order net of its refunds. A cancelled order brought nothing, whatever it was worth.
with

orders as (

    select *
    from {{ ref('stg_shopify__orders') }}
    where {{ changed_only('stg_ops__changed_orders', ['order_id']) }}

),

refunds as (

    select
        order_id,
        sum(refunded_micros) as refunded_micros
    from {{ ref('stg_shopify__refunds') }}
    where {{ changed_only('stg_ops__changed_orders', ['order_id']) }}
    group by order_id

),

-- The shop counts all orders a customer ever placed. If we know them all, the first one won the customer; if it counts more
-- than we know, the customer is older than our history.
placed as (

    select
        *,
        row_number() over (partition by customer_key, is_test order by ordered_at, order_id) as nth_known,
        count(*) over (partition by customer_key) as orders_known,
        max(customer_orders_count) over (partition by customer_key) as orders_counted
    from orders

)

select
    placed.order_id,
    placed.ordered_at,
    placed.day,
    placed.geo,
    placed.currency,
    placed.gross_micros,
    cast(coalesce(refunds.refunded_micros, 0) as bigint) as refunded_micros,
    case
        when placed.is_cancelled then 0
        else cast(placed.gross_micros - coalesce(refunds.refunded_micros, 0) as bigint)
    end as net_micros,
    coalesce(placed.nth_known = 1 and placed.orders_counted <= placed.orders_known, false) as is_new_customer,
    placed.customer_key,
    placed.is_test,
    placed.is_cancelled
from placed
left join refunds on placed.order_id = refunds.order_id

-- One row a real order, net of refunds and cancellations, on the business day it was placed. Test orders were never sales.
with

orders as (select * from {{ ref('int_orders__netted') }})

select
    order_id,
    ordered_at,
    day,
    geo,
    shop_currency,
    shop_gross_micros,
    gross_micros,
    refunded_micros,
    net_micros,
    is_new_customer,
    customer_key,
    is_test,
    is_cancelled
from orders
where not is_test and {{ changed_only('stg_ops__changed_orders', ['order_id']) }}

-- One row an order net of its refunds, in the reporting currency. A cancelled order brought nothing, whatever it was worth.
{% set no_rate = "'no rate for ' || placed.currency || ' on ' || placed.day || ': deliver rates, see config/more_channels.yml'" %}
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

rates as (select * from {{ ref('int_rates__dated') }}),

-- The shop counts all orders a customer ever placed. If we know them all, the first one won the customer; if it counts more
-- than we know, the customer is older than our history.
placed as (

    select
        *,
        row_number() over (partition by customer_key, is_test order by ordered_at, order_id) as nth_known,
        count(*) over (partition by customer_key) as orders_known,
        max(customer_orders_count) over (partition by customer_key) as orders_counted
    from orders

),

-- Refunds are valued at the rate of the order's day, so that an order that is paid back nets to nothing.
valued as (

    select
        placed.*,
        {{ or_fail(in_reporting_currency('placed.gross_micros', 'placed.currency'), no_rate, 'placed.is_test') }}
            as reporting_gross_micros,
        {{ or_fail(in_reporting_currency('coalesce(refunds.refunded_micros, 0)', 'placed.currency'), no_rate, 'placed.is_test') }}
            as reporting_refunded_micros
    from placed
    left join refunds on placed.order_id = refunds.order_id
    left join rates on placed.currency = rates.currency and placed.day = rates.day

)

select
    order_id,
    ordered_at,
    day,
    geo,
    currency as shop_currency,
    gross_micros as shop_gross_micros,
    reporting_gross_micros as gross_micros,
    cast(reporting_refunded_micros as bigint) as refunded_micros,
    case
        when is_cancelled then 0
        else cast(reporting_gross_micros - reporting_refunded_micros as bigint)
    end as net_micros,
    coalesce(nth_known = 1 and orders_counted <= orders_known, false) as is_new_customer,
    customer_key,
    is_test,
    is_cancelled
from valued

-- One row a day on which something was ordered: what was sold, what of it was taken back, and what stays.
with

orders as (

    select *
    from {{ ref('fct_orders') }}
    where {{ changed_only('int_days__affected', ['day']) }} and {{ changed_span('int_days__affected') }}

)

select
    day,
    sum(case when is_cancelled then 0 else 1 end) as orders,
    sum(case when is_cancelled then 1 else 0 end) as cancelled_orders,
    sum(case when is_new_customer and not is_cancelled then 1 else 0 end) as new_customers,
    cast(sum(gross_micros) as bigint) as gross_micros,
    cast(sum(case when is_cancelled then gross_micros else 0 end) as bigint) as cancelled_micros,
    cast(sum(case when is_cancelled then 0 else refunded_micros end) as bigint) as refunded_micros,
    cast(sum(net_micros) as bigint) as net_micros
from orders
group by day

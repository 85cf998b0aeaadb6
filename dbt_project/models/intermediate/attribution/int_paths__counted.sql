-- One row a month and path: how many of the month's journeys went that way, with and without a sale, and what they brought. An
-- order counts in the month of its day; one that brought nothing (cancelled, refunded in full) is no sale.
with

orders as (

    select
        order_id,
        net_micros,
        {{ month_of('day') }} as month
    from {{ ref('fct_orders') }}
    where {{ only_changed('month', month_of('day')) }}

),

touches as (select * from {{ ref('fct_touchpoints') }} where channel <> 'none'),

lost as (

    select * from {{ ref('int_journeys__lost') }}
    where {{ only_changed('month') }}

),

bought as (

    select
        orders.order_id,
        {{ path_of('touches.channel', 'touches.position') }} as path
    from orders
    inner join touches on orders.order_id = touches.order_id
    group by orders.order_id

),

ended as (

    select
        orders.month,
        bought.path,
        case when orders.net_micros > 0 then 1 else 0 end as converted,
        case when orders.net_micros > 0 then 0 else 1 end as lost,
        orders.net_micros
    from bought
    inner join orders on bought.order_id = orders.order_id

    union all

    select
        month,
        path,
        0 as converted,
        1 as lost,
        0 as net_micros
    from lost

)

select
    month,
    path,
    cast(sum(converted) as bigint) as converted,
    cast(sum(lost) as bigint) as lost,
    cast(sum(net_micros) as bigint) as revenue_micros
from ended
group by month, path

-- One row a geo and day, without gaps: the revenue that the response model explains, net, on the day of the order. The status says
-- where a number comes from: 'reported', 'none' (the shop was heard and sold nothing here) or 'imputed' (nobody told us).
with

cells as (select * from {{ ref('int_panel__cells') }}),

orders as (

    select
        geo,
        day,
        sum(net_micros) as revenue_micros,
        count(*) filter (where not is_cancelled) as orders,
        count(*) filter (where is_new_customer and not is_cancelled) as new_customers
    from {{ ref('fct_orders') }}
    group by geo, day

),

covered as (select * from {{ ref('int_days__covered') }} where channel = 'shopify'),

heard as (

    select
        cells.geo,
        cells.day,
        coalesce(orders.revenue_micros, 0) as revenue_micros,
        coalesce(orders.orders, 0) as orders,
        coalesce(orders.new_customers, 0) as new_customers,
        case
            when covered.day is null then 'imputed'
            when orders.day is null then 'none'
            else 'reported'
        end as status
    from cells
    left join orders on cells.geo = orders.geo and cells.day = orders.day
    left join covered on cells.day = covered.day

),

stand_ins as (

    {{ same_weekday_means('heard', ['geo'], ['revenue_micros', 'orders', 'new_customers']) }}

)

select
    heard.geo,
    heard.day,
    cast(coalesce(stand_ins.revenue_micros, heard.revenue_micros) as bigint) as revenue_micros,
    cast(coalesce(stand_ins.orders, heard.orders) as bigint) as orders,
    cast(coalesce(stand_ins.new_customers, heard.new_customers) as bigint) as new_customers,
    heard.status
from heard
left join stand_ins on heard.geo = stand_ins.geo and heard.day = stand_ins.day

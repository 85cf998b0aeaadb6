-- One row a touch before an order: a session that a channel brought, by the same consenting visitor, in the lookback before the
-- purchase. An order that nothing is known about has one row with channel 'none'.
with

orders as (select * from {{ ref('fct_orders') }}),

recognised as (select * from {{ ref('int_orders__recognised') }}),

sessions as (select * from {{ ref('int_sessions__consented') }}),

touches as (

    select
        recognised.order_id,
        sessions.touched_at,
        sessions.day,
        sessions.geo,
        sessions.channel,
        row_number() over (
            partition by recognised.order_id
            order by sessions.touched_at, sessions.ga_session_id
        ) as position,
        count(*) over (partition by recognised.order_id) as of_touches
    from recognised
    inner join sessions
        on
            recognised.user_pseudo_id = sessions.user_pseudo_id
            and recognised.bought_at >= sessions.touched_at
            and recognised.bought_at < sessions.touched_at + interval '{{ var("attribution_lookback_days") }} days'

)

select
    orders.order_id || ':' || coalesce(touches.position, 0) as touch_id,
    orders.order_id,
    touches.touched_at,
    coalesce(touches.day, orders.day) as day,
    coalesce(touches.geo, orders.geo) as geo,
    coalesce(touches.channel, 'none') as channel,
    cast(coalesce(touches.position, 0) as int) as position,
    cast(coalesce(touches.of_touches, 0) as int) as of_touches
from orders
left join touches on orders.order_id = touches.order_id

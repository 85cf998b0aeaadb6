-- One row a touch before an order: a session of the same consenting visitor, brought by a channel or direct, in the channel's
-- lookback before the purchase. An order that nothing is known about has one row with channel 'none'.
with

orders as (

    select * from {{ ref('fct_orders') }}
    where {{ only_changed('order_id') }}

),

recognised as (

    select * from {{ ref('int_orders__recognised') }}
    where {{ only_changed('order_id') }}

),

sessions as (select * from {{ ref('int_sessions__consented') }}),

touches as (

    select
        recognised.order_id,
        sessions.touched_at,
        sessions.day,
        sessions.geo,
        sessions.channel,
        {{ whole_days('sessions.touched_at', 'recognised.bought_at') }} as days_before,
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
            and sessions.touched_at > {{ lookback_start('recognised.bought_at', 'sessions.channel') }}

)

select
    orders.order_id,
    cast(coalesce(touches.position, 0) as int) as position,
    cast(coalesce(touches.of_touches, 0) as int) as of_touches,
    touches.touched_at,
    coalesce(touches.day, orders.day) as day,
    touches.days_before,
    coalesce(touches.geo, orders.geo) as geo,
    coalesce(touches.channel, 'none') as channel
from orders
left join touches on orders.order_id = touches.order_id

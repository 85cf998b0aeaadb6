-- One row a visitor and month: the channels of the month's sessions that no order followed within the lookback. Such a journey ends
-- without a sale; it is what tells a channel that sells from one that is merely seen. An order that comes later takes its sessions
-- out. In a night that knows what changed, only visitors who changed.
with

sessions as (

    select * from {{ ref('int_sessions__consented') }}
    where {{ only_changed('user_pseudo_id') }}

),

orders as (select * from {{ ref('fct_orders') }}),

purchases as (

    select
        recognised.user_pseudo_id,
        recognised.bought_at
    from {{ ref('int_orders__recognised') }} as recognised
    inner join orders on recognised.order_id = orders.order_id  -- a test order is no sale
    where {{ only_changed('user_pseudo_id') }}

)

select
    user_pseudo_id,
    {{ month_of('day') }} as month,
    {{ path_of('channel', 'touched_at, ga_session_id') }} as path
from sessions
where
    not exists (
        select 1 from purchases
        where
            purchases.user_pseudo_id = sessions.user_pseudo_id
            and purchases.bought_at >= sessions.touched_at
            and sessions.touched_at > {{ lookback_start('purchases.bought_at', 'sessions.channel') }}
    )
group by user_pseudo_id, {{ month_of('day') }}

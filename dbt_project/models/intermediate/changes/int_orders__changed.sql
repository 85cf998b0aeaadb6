-- One row an order whose credit may change: the shop told of it anew, the web told anew who bought it, or a visit of the buyer that
-- may count for it changed.
with

told as (select order_id from {{ ref('stg_ops__changed_orders') }}),

purchases as (select order_id from {{ ref('stg_ops__changed_purchases') }}),

visitors as (select * from {{ ref('stg_ops__changed_visitors') }}),

recognised as (select * from {{ ref('int_orders__recognised') }})

select order_id from told
union
select order_id from purchases
union
select recognised.order_id
from recognised
inner join visitors on recognised.user_pseudo_id = visitors.user_pseudo_id
where
    -- a day of the web's time zone lies within a day of the instants that UTC gives it
    recognised.bought_at >= visitors.first_day - interval '1 day'
    and recognised.bought_at < visitors.last_day + interval '{{ var("longest_lookback_days") }} days' + interval '2 days'

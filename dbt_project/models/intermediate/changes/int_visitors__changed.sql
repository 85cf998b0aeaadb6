-- One row a visitor whose journeys without an order may be others now: a visit changed, or the shop told of an order anew.
with

visitors as (select user_pseudo_id from {{ ref('stg_ops__changed_visitors') }}),

told as (select order_id from {{ ref('stg_ops__changed_orders') }}),

recognised as (select * from {{ ref('int_orders__recognised') }})

select user_pseudo_id from visitors
union
select recognised.user_pseudo_id
from recognised
inner join told on recognised.order_id = told.order_id

-- One row a month whose paths are others than those its removal effects were fitted on: an order of it changed, or a visitor's lost
-- journey in it. What is fitted by month is made anew for these. Empty when everything is made anew.
with

{% if var('only_what_changed', false) %}

standing_orders as (

    select day from {{ standing('marts.fct_attribution') }}
    where {{ only_changed('order_id') }}

),

standing_journeys as (

    select * from {{ standing('intermediate.int_journeys__lost') }}
    where {{ only_changed('user_pseudo_id') }}

),

orders as (

    select day from {{ ref('fct_orders') }}
    where {{ only_changed('order_id') }}

),

journeys as (select * from {{ ref('int_journeys__walked') }}),

months as (

    select {{ month_of('day') }} as month from standing_orders
    union all
    select {{ month_of('day') }} as month from orders
    union all
    select month
    from standing_journeys
    full outer join journeys using (user_pseudo_id, month)
    where standing_journeys.path is distinct from journeys.path

)

select distinct month from months

{% else %}

journeys as (select * from {{ ref('int_journeys__walked') }} where false),

orders as (select * from {{ ref('fct_orders') }} where false)

select month from journeys
union all
select day as month from orders

{% endif %}

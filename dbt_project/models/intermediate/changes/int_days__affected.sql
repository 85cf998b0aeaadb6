-- One row a day on which some number may have changed: those that reports told anew, and the days of the orders that changed. A
-- report of instants is filed by its own midnight, so the days beside are affected too.
with

changed_days as (select * from {{ ref('stg_ops__changed_days') }}),

changed_orders as (select * from {{ ref('stg_ops__changed_orders') }})

select day from changed_orders
union
select changed_days.day + near.days as day
from changed_days
cross join (values (-1), (0), (1)) as near (days)
where changed_days.channel = 'klaviyo'
union
select day from changed_days

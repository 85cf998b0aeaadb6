-- One row a day on which some number may have changed: those that reports told anew, the days of the orders that changed, and all
-- days of the months that either could reach: Markov's credits of a day hang on all paths of its month, and a visit that changed
-- counts for orders of the days after it. A report of instants is filed by its own midnight, so the days beside are affected too.
with

changed_days as (select * from {{ ref('stg_ops__changed_days') }}),

changed_orders as (select * from {{ ref('stg_ops__changed_orders') }}),

told as (

    select day from changed_orders
    union
    select day - 1 as day from changed_days  -- its own month is that of the day before or after
    union
    select day + 1 as day from changed_days

),

months as (

    select {{ month_of('told.day') }} as first_day
    from told
    union
    select {{ month_of('told.day + ' ~ var('longest_lookback_days')) }} as first_day
    from told

)

select cast(days.day as date) as day
from months
cross join
    generate_series(months.first_day, months.first_day + interval '1 month' - interval '1 day', interval '1 day') as days (day)

-- One row a day, from the first one of which anything is known to the last, without gaps, and the periods that it lies in. Every
-- order is credited to somebody on its day, so days of orders are days of channels, too.
with

ends as (

    select
        min(day) as first_day,
        max(day) as last_day
    from {{ ref('fct_channel_geo_days') }}

),

days as (

    select cast(days.day as date) as day
    from ends
    cross join {{ each_day('ends.first_day', 'ends.last_day') }} as days (day)

)

select
    day,
    cast(date_trunc('week', cast(day as timestamp)) as date) as week,
    {{ month_of('day') }} as month,
    cast(date_trunc('quarter', cast(day as timestamp)) as date) as quarter,
    cast(date_trunc('year', cast(day as timestamp)) as date) as year
from days

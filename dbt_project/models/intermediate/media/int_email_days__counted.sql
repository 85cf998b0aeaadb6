-- One row a geo and day on which e-mails arrived or were clicked.
with

events as (

    select *
    from {{ ref('stg_klaviyo__events') }}
    where {{ changed_only('int_days__affected', ['day']) }} and {{ changed_span('int_days__affected', 'utc_day', 1) }}

)

select
    geo,
    day,
    count(*) filter (where metric = 'Received Email') as received,
    count(*) filter (where metric = 'Clicked Email') as clicked
from events
group by geo, day

-- One row a geo and day on which e-mails arrived or were clicked.
with

events as (select * from {{ ref('stg_klaviyo__events') }})

select
    geo,
    day,
    count(*) filter (where metric = 'Received Email') as received,
    count(*) filter (where metric = 'Clicked Email') as clicked
from events
group by geo, day

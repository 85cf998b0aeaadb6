-- One row an e-mail received or clicked. Who it was goes no further than raw: the loop counts e-mails, not people.
with

lines as (

    {{ known(source('klaviyo', 'events')) }}

),

geo_names as (select * from {{ ref('geo_names') }} where source = 'klaviyo')

select
    lines.event_id,
    lines.metric,
    lines.campaign_id,
    coalesce(geo_names.geo, 'unmapped') as geo,
    {{ business_day('lines.occurred_at') }} as day,
    lines.day as utc_day,
    lines.delivery_id
from lines
left join geo_names on lines.region = geo_names.source_geo

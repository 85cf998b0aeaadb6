-- One row a consenting visitor with an event on a web day that was told anew, and the first and last of these days: whoever is seen
-- there by any version of the day, by the key that visits have beyond here.
{% set web = var('web_channels') | join("', '") %}
with

events as (select * from {{ source('ga4', 'events') }}),

changed_days as (

    select * from {{ ref('stg_ops__changed_days') }}
    where channel in ('{{ web }}')

),

seen as (

    select
        events.user_pseudo_id,
        min(events.day) as first_day,
        max(events.day) as last_day
    from events
    inner join changed_days on events.day = changed_days.day
    where events.analytics_storage = 'Yes' and events.user_pseudo_id is not null
    group by events.user_pseudo_id

)

select
    {{ hashed('user_pseudo_id') }} as user_pseudo_id,
    first_day,
    last_day
from seen

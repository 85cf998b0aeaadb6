-- One row an order that is reported, by any version, on a web day that was told anew: who bought it may be someone else now.
{% set web = var('web_channels') | join("', '") %}
with

events as (select * from {{ source('ga4', 'events') }}),

changed_days as (

    select * from {{ ref('stg_ops__changed_days') }}
    where channel in ('{{ web }}')

)

select distinct events.transaction_id as order_id
from events
inner join changed_days on events.day = changed_days.day
where events.transaction_id is not null

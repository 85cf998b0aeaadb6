-- One row a web event: sessions that start, purchases. GA4 rewrites a whole day for up to three days, and an event without consent
-- has no id to match it by, so what is known of a day is the newest file's. Whoever didn't consent has no id here, nor has anybody
-- who withdrew consent by the night, or while no contract allows journeys.
{% set may_be_recognised = "lines.analytics_storage = 'Yes' and " ~ is_allowed('ga4', 'journeys') %}
with

lines as (

    {{ known(source('ga4', 'events')) }}

),

geo_names as (select * from {{ ref('geo_names') }} where source = 'ga4'),

traffic_sources as (select * from {{ ref('traffic_sources') }})

select
    lines.delivery_id,
    lines.row_hash as event_key,
    lines.event_name,
    lines.day as day,
    {{ instant_of('lines.event_timestamp') }} as occurred_at,
    coalesce(geo_names.geo, 'unmapped') as geo,
    case
        when {{ may_be_recognised }} and not ({{ has_withdrawn('lines.user_pseudo_id') }}) then lines.user_pseudo_id
    end as user_pseudo_id,
    case when {{ may_be_recognised }} then lines.ga_session_id end as ga_session_id,
    case when lines.source is null then 'direct' else coalesce(traffic_sources.channel, 'other') end as channel,
    lines.transaction_id as order_id  -- names nobody as long as there is no visitor beside it
from lines
left join geo_names on lines.region = geo_names.source_geo
left join traffic_sources
    on
        lines.source = traffic_sources.source
        and lines.medium = traffic_sources.medium

-- One row a known line of each placement, market and day of an offline medium (TV, radio, print). A schedule
-- has no ids: names stand for them, and the placement is both ad group and ad. Nobody clicks on it, and it claims nothing.
{% set channels = "'" ~ var('channels') | join("', '") ~ "'" %}
with

lines as (

    {{ known(source('offline', 'days')) }}

),

geo_names as (select * from {{ ref('geo_names') }} where source = 'offline')

select
    lines.channel as channel,
    lines.channel as account_id,
    lines.campaign as campaign_id,
    lines.campaign as campaign_name,
    coalesce(lines.placement, 'none') as ad_group_id,
    coalesce(lines.placement, 'none') as ad_id,
    coalesce(geo_names.geo, 'unmapped') as geo,
    false as geo_is_estimated,
    lines.day as day,

    '{{ var("currency") }}' as currency,
    {{ to_micros('lines.cost') }} as spend_micros,
    coalesce(lines.impressions, 0) as impressions,
    cast(0 as bigint) as clicks,
    cast(0 as {{ exact_type() }}) as claimed_conversions,
    cast(0 as bigint) as claimed_revenue_micros,

    lines.delivery_id

from lines
left join geo_names on lines.geo_name = geo_names.source_geo
where lines.channel in ({{ channels }})  -- a medium that the company gave up is not known

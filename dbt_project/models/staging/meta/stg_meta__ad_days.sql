-- One row a known line of each Meta ad, region and day. Spend comes in currency units; clicks are those
-- that leave for the shop (inline link clicks), not likes and profile visits.
with

lines as (

    {{ known(source('meta', 'ad_region_days')) }}

),

geo_names as (select * from {{ ref('geo_names') }} where source = 'meta')

select
    'meta' as channel,
    lines.account_id as account_id,
    lines.campaign_id as campaign_id,
    lines.campaign_name as campaign_name,
    lines.adset_id as ad_group_id,
    lines.ad_id as ad_id,
    coalesce(geo_names.geo, 'unmapped') as geo,
    false as geo_is_estimated,
    lines.day as day,

    lines.account_currency as currency,
    {{ to_micros('lines.spend') }} as spend_micros,
    coalesce(lines.impressions, 0) as impressions,
    coalesce(lines.inline_link_clicks, 0) as clicks,
    coalesce(lines.purchases, 0) as claimed_conversions,
    {{ to_micros('lines.purchase_value') }} as claimed_revenue_micros,

    lines.delivery_id

from lines
left join geo_names on lines.region = geo_names.source_geo

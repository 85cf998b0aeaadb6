-- One row a known line of each TikTok ad, province and day. The rows don't say whose account they are or in
-- which currency: config/channels.yml does. Conversions are the ones dated to the click or view.
with

lines as (

    {{ known(source('tiktok', 'ad_province_days')) }}

),

geo_names as (select * from {{ ref('geo_names') }} where source = 'tiktok')

select
    'tiktok' as channel,
    {{ channel_setting('tiktok', 'account_id') }} as account_id,
    lines.campaign_id as campaign_id,
    lines.campaign_name as campaign_name,
    lines.adgroup_id as ad_group_id,
    lines.ad_id as ad_id,
    coalesce(geo_names.geo, 'unmapped') as geo,
    false as geo_is_estimated,
    lines.day as day,

    {{ channel_setting('tiktok', 'currency') }} as currency,
    {{ to_micros('lines.spend') }} as spend_micros,
    coalesce(lines.impressions, 0) as impressions,
    coalesce(lines.clicks, 0) as clicks,
    coalesce(lines.conversion, 0) as claimed_conversions,
    {{ to_micros('lines.total_purchase_value') }} as claimed_revenue_micros,

    lines.delivery_id

from lines
left join geo_names on lines.province_id = geo_names.source_geo

-- One row a known line of each DV360 creative, region and day. An insertion order is what others call a
-- campaign, a line item an ad group. Revenue is the advertiser's spend; media cost lacks fees and markup.
with

lines as (

    {{ known(source('dv360', 'creative_region_days')) }}

),

geo_names as (select * from {{ ref('geo_names') }} where source = 'dv360')

select
    'dv360' as channel,
    lines.advertiser_id as account_id,
    lines.insertion_order_id as campaign_id,
    lines.insertion_order as campaign_name,
    lines.line_item_id as ad_group_id,
    lines.creative_id as ad_id,
    coalesce(geo_names.geo, 'unmapped') as geo,
    false as geo_is_estimated,
    lines.day as day,

    lines.advertiser_currency as currency,
    {{ to_micros('lines.revenue') }} as spend_micros,
    coalesce(lines.impressions, 0) as impressions,
    coalesce(lines.clicks, 0) as clicks,
    coalesce(lines.total_conversions, 0) as claimed_conversions,
    {{ to_micros('coalesce(lines.post_click_revenue, 0) + coalesce(lines.post_view_revenue, 0)') }} as claimed_revenue_micros,

    lines.delivery_id

from lines
left join geo_names on lines.region_id = geo_names.source_geo

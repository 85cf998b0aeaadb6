-- One row a known line of each Amazon DSP line item, region and day. An order is what others call a
-- campaign, a line item an ad group. The shop's purchases are those off Amazon; what Amazon sold isn't claimed of the shop.
with

lines as (

    {{ known(source('amazon_dsp', 'line_item_region_days')) }}

),

geo_names as (select * from {{ ref('geo_names') }} where source = 'amazon_dsp')

select
    'amazon_dsp' as channel,
    lines.advertiser_id as account_id,
    lines.order_id as campaign_id,
    lines.order_name as campaign_name,
    lines.line_item_id as ad_group_id,
    'none' as ad_id,
    coalesce(geo_names.geo, 'unmapped') as geo,
    false as geo_is_estimated,
    lines.day as day,

    lines.order_currency as currency,
    {{ to_micros('lines.total_cost') }} as spend_micros,
    coalesce(lines.impressions, 0) as impressions,
    coalesce(lines.clicks, 0) as clicks,
    coalesce(lines.off_amazon_purchases, 0) as claimed_conversions,
    {{ to_micros('lines.off_amazon_product_sales') }} as claimed_revenue_micros,

    lines.delivery_id

from lines
left join geo_names on lines.region = geo_names.source_geo

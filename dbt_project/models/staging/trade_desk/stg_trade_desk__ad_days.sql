-- One row a known line of each creative, region and day at The Trade Desk. Costs are those that the
-- advertiser pays, in its own currency. Only the first conversion tracker counts: the others count other things.
with

lines as (

    {{ known(source('trade_desk', 'creative_region_days')) }}

),

geo_names as (select * from {{ ref('geo_names') }} where source = 'trade_desk')

select
    'trade_desk' as channel,
    lines.advertiser_id as account_id,
    lines.campaign_id as campaign_id,
    lines.campaign as campaign_name,
    lines.ad_group_id as ad_group_id,
    lines.creative_id as ad_id,
    coalesce(geo_names.geo, 'unmapped') as geo,
    false as geo_is_estimated,
    lines.day as day,

    lines.advertiser_currency_code as currency,
    {{ to_micros('lines.advertiser_cost') }} as spend_micros,
    coalesce(lines.impressions, 0) as impressions,
    coalesce(lines.clicks, 0) as clicks,
    coalesce(lines.conversions_01, 0) as claimed_conversions,
    {{ to_micros('coalesce(lines.click_revenue_01, 0) + coalesce(lines.view_revenue_01, 0)') }} as claimed_revenue_micros,

    lines.delivery_id

from lines
left join geo_names on lines.region = geo_names.source_geo

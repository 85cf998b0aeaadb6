-- One row a known line of each Google ad, region and day. Cost comes in micros of the account's currency;
-- conversions are fractional and dated to the click, so a day keeps growing for the whole conversion window.
with

lines as (

    {{ known(source('google_ads', 'ad_geo_days')) }}

),

geo_names as (select * from {{ ref('geo_names') }} where source = 'google_ads')

select
    'google_ads' as channel,
    lines.customer_id as account_id,
    lines.campaign_id as campaign_id,
    lines.campaign_name as campaign_name,
    lines.ad_group_id as ad_group_id,
    lines.ad_id as ad_id,
    coalesce(geo_names.geo, 'unmapped') as geo,
    false as geo_is_estimated,
    lines.day as day,

    lines.currency_code as currency,
    coalesce(lines.cost_micros, 0) as spend_micros,
    coalesce(lines.impressions, 0) as impressions,
    coalesce(lines.clicks, 0) as clicks,
    coalesce(lines.conversions, 0) as claimed_conversions,
    {{ to_micros('lines.conversions_value') }} as claimed_revenue_micros,

    lines.delivery_id

from lines
left join geo_names on lines.geo_target_region = geo_names.source_geo

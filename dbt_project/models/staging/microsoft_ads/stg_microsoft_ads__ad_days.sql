-- One row a known line of each Microsoft ad, state and day. Deleted ads keep their ids and lose their names.
with

lines as (

    {{ known(source('microsoft_ads', 'ad_geo_days')) }}

),

geo_names as (select * from {{ ref('geo_names') }} where source = 'microsoft_ads')

select
    'microsoft_ads' as channel,
    lines.account_id as account_id,
    lines.campaign_id as campaign_id,
    lines.campaign_name as campaign_name,
    lines.ad_group_id as ad_group_id,
    lines.ad_id as ad_id,
    coalesce(geo_names.geo, 'unmapped') as geo,
    false as geo_is_estimated,
    lines.day as day,

    lines.currency_code as currency,
    {{ to_micros('lines.spend') }} as spend_micros,
    coalesce(lines.impressions, 0) as impressions,
    coalesce(lines.clicks, 0) as clicks,
    coalesce(lines.conversions_qualified, 0) as claimed_conversions,
    {{ to_micros('lines.revenue') }} as claimed_revenue_micros,

    lines.delivery_id

from lines
left join geo_names on lines.state = geo_names.source_geo

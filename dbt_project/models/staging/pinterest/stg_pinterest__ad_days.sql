-- One row a known line of each Pinterest ad, region and day. Spend is in micros of the account's currency,
-- whatever the column's name says. Only paid reach counts (_1); earned reach (_2) cost nothing.
with

lines as (

    {{ known(source('pinterest', 'ad_region_days')) }}

),

geo_names as (select * from {{ ref('geo_names') }} where source = 'pinterest')

select
    'pinterest' as channel,
    lines.ad_account_id as account_id,
    lines.campaign_id as campaign_id,
    lines.campaign_name as campaign_name,
    lines.ad_group_id as ad_group_id,
    lines.ad_id as ad_id,
    coalesce(geo_names.geo, 'unmapped') as geo,
    false as geo_is_estimated,
    lines.day as day,

    {{ channel_setting('pinterest', 'currency') }} as currency,
    coalesce(lines.spend_in_micro_dollar, 0) as spend_micros,
    coalesce(lines.impression_1, 0) as impressions,
    coalesce(lines.clickthrough_1, 0) as clicks,
    coalesce(lines.total_checkout, 0) as claimed_conversions,
    coalesce(lines.total_checkout_value_in_micro_dollar, 0) as claimed_revenue_micros,

    lines.delivery_id

from lines
left join geo_names on lines.targeting_value = geo_names.source_geo

where lines.targeting_type = 'REGION'

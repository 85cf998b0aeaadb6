-- One row a known line of each LinkedIn creative and day (a UTC day). The report knows neither account nor
-- place: both come from the campaign. Costs are in the account's currency, as conversions' values are, not in dollars. Website
-- conversions already hold post-click and post-view ones.
with

lines as (

    {{ known(source('linkedin', 'creative_days')) }}

),

campaigns as (select * from {{ ref('stg_linkedin__campaigns') }}),

geo_names as (select * from {{ ref('geo_names') }} where source = 'linkedin')

select
    'linkedin' as channel,
    coalesce(campaigns.account_id, 'unknown') as account_id,
    coalesce(campaigns.campaign_id, 'unknown') as campaign_id,
    cast(null as {{ text_type() }}) as campaign_name,
    split_part(lines.campaign_urn, ':', 4) as ad_group_id,
    split_part(lines.creative_urn, ':', 4) as ad_id,
    coalesce(geo_names.geo, 'unmapped') as geo,
    false as geo_is_estimated,
    lines.day as day,

    {{ channel_setting('linkedin', 'currency') }} as currency,
    {{ to_micros('lines.cost_in_local_currency') }} as spend_micros,
    coalesce(lines.impressions, 0) as impressions,
    coalesce(lines.clicks, 0) as clicks,
    coalesce(lines.external_website_conversions, 0) as claimed_conversions,
    {{ to_micros('lines.conversion_value_in_local_currency') }} as claimed_revenue_micros,

    lines.delivery_id

from lines
left join campaigns on lines.campaign_urn = campaigns.campaign_urn
left join geo_names on campaigns.geo_urn = geo_names.source_geo

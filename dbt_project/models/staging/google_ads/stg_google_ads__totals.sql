-- One row a known line of Google Ads's totals by campaign or account, and day. Performance Max and removed ads have money here
-- and no row of an ad.
with

campaigns as (

    {{ known(source('google_ads', 'campaign_days')) }}

),

accounts as (

    {{ known(source('google_ads', 'account_days')) }}

)

select
    'google_ads' as channel,
    'campaign' as level,
    lines.customer_id as account_id,
    lines.campaign_id as campaign_id,
    lines.campaign_name as campaign_name,
    lines.day as day,

    lines.currency_code as currency,
    coalesce(lines.cost_micros, 0) as spend_micros,
    coalesce(lines.impressions, 0) as impressions,
    coalesce(lines.clicks, 0) as clicks

from campaigns as lines

union all

select
    'google_ads' as channel,
    'account' as level,
    lines.customer_id as account_id,
    cast(null as text) as campaign_id,
    cast(null as text) as campaign_name,
    lines.day as day,

    lines.currency_code as currency,
    coalesce(lines.cost_micros, 0) as spend_micros,
    coalesce(lines.impressions, 0) as impressions,
    coalesce(lines.clicks, 0) as clicks

from accounts as lines

-- One row a known line of Microsoft Advertising's totals by campaign or account, and day. Ads that were
-- deleted for good, and clicks without a state, count here.
with

campaigns as (

    {{ known(source('microsoft_ads', 'campaign_days')) }}

),

accounts as (

    {{ known(source('microsoft_ads', 'account_days')) }}

)

select
    'microsoft_ads' as channel,
    'campaign' as level,
    lines.account_id as account_id,
    lines.campaign_id as campaign_id,
    lines.campaign_name as campaign_name,
    lines.day as day,

    lines.currency_code as currency,
    {{ to_micros('lines.spend') }} as spend_micros,
    coalesce(lines.impressions, 0) as impressions,
    coalesce(lines.clicks, 0) as clicks

from campaigns as lines

union all

select
    'microsoft_ads' as channel,
    'account' as level,
    lines.account_id as account_id,
    cast(null as text) as campaign_id,
    cast(null as text) as campaign_name,
    lines.day as day,

    lines.currency_code as currency,
    {{ to_micros('lines.spend') }} as spend_micros,
    coalesce(lines.impressions, 0) as impressions,
    coalesce(lines.clicks, 0) as clicks

from accounts as lines

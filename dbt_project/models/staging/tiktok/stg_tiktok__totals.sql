-- One row a known line of TikTok's totals by campaign or account, and day. The report by province tells less than these
-- basic ones, and later.
with

campaigns as (

    {{ known(source('tiktok', 'campaign_days')) }}

),

accounts as (

    {{ known(source('tiktok', 'account_days')) }}

)

select
    'tiktok' as channel,
    'campaign' as level,
    {{ channel_setting('tiktok', 'account_id') }} as account_id,
    lines.campaign_id as campaign_id,
    lines.campaign_name as campaign_name,
    lines.day as day,

    {{ channel_setting('tiktok', 'currency') }} as currency,
    {{ to_micros('lines.spend') }} as spend_micros,
    coalesce(lines.impressions, 0) as impressions,
    coalesce(lines.clicks, 0) as clicks

from campaigns as lines

union all

select
    'tiktok' as channel,
    'account' as level,
    lines.advertiser_id as account_id,
    cast(null as text) as campaign_id,
    cast(null as text) as campaign_name,
    lines.day as day,

    {{ channel_setting('tiktok', 'currency') }} as currency,
    {{ to_micros('lines.spend') }} as spend_micros,
    coalesce(lines.impressions, 0) as impressions,
    coalesce(lines.clicks, 0) as clicks

from accounts as lines

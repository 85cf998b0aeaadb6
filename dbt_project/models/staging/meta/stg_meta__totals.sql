-- One row a known line of Meta's totals by campaign or account, and day. Regions that are withheld and ads that are gone
-- count here.
with

campaigns as (

    {{ known(source('meta', 'campaign_days')) }}

),

accounts as (

    {{ known(source('meta', 'account_days')) }}

)

select
    'meta' as channel,
    'campaign' as level,
    lines.account_id as account_id,
    lines.campaign_id as campaign_id,
    lines.campaign_name as campaign_name,
    lines.day as day,

    lines.account_currency as currency,
    {{ to_micros('lines.spend') }} as spend_micros,
    coalesce(lines.impressions, 0) as impressions,
    coalesce(lines.inline_link_clicks, 0) as clicks

from campaigns as lines

union all

select
    'meta' as channel,
    'account' as level,
    lines.account_id as account_id,
    cast(null as text) as campaign_id,
    cast(null as text) as campaign_name,
    lines.day as day,

    lines.account_currency as currency,
    {{ to_micros('lines.spend') }} as spend_micros,
    coalesce(lines.impressions, 0) as impressions,
    coalesce(lines.inline_link_clicks, 0) as clicks

from accounts as lines

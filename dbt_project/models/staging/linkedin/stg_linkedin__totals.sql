-- One row a known line of LinkedIn's totals by campaign or account, and day. LinkedIn's campaign group is what others call a
-- campaign.
with

campaigns as (

    {{ known(source('linkedin', 'campaign_days')) }}

),

accounts as (

    {{ known(source('linkedin', 'account_days')) }}

)

select
    'linkedin' as channel,
    'campaign' as level,
    split_part(lines.account_urn, ':', 4) as account_id,
    split_part(lines.campaign_group_urn, ':', 4) as campaign_id,
    cast(null as text) as campaign_name,
    lines.day as day,

    {{ channel_setting('linkedin', 'currency') }} as currency,
    {{ to_micros('lines.cost_in_local_currency') }} as spend_micros,
    coalesce(lines.impressions, 0) as impressions,
    coalesce(lines.clicks, 0) as clicks

from campaigns as lines

union all

select
    'linkedin' as channel,
    'account' as level,
    split_part(lines.account_urn, ':', 4) as account_id,
    cast(null as text) as campaign_id,
    cast(null as text) as campaign_name,
    lines.day as day,

    {{ channel_setting('linkedin', 'currency') }} as currency,
    {{ to_micros('lines.cost_in_local_currency') }} as spend_micros,
    coalesce(lines.impressions, 0) as impressions,
    coalesce(lines.clicks, 0) as clicks

from accounts as lines

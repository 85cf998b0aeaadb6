-- Campaigns of a day whose ads and unallocated spend are not, to the micro, the campaign's; whose unallocated spend is not what the
-- geos hold of it; and accounts that are not their campaigns: in the account's currency and in the reporting one.
with

parts as (

    select
        channel,
        account_id,
        campaign_id,
        day,
        account_spend_micros as account_micros,
        spend_micros as micros
    from {{ ref('fct_ad_days') }}

    union all

    select
        channel,
        account_id,
        campaign_id,
        day,
        account_unallocated_spend_micros as account_micros,
        unallocated_spend_micros as micros
    from {{ ref('fct_campaign_days') }}

),

parts_by_campaign as (

    select
        channel,
        account_id,
        campaign_id,
        day,
        sum(account_micros) as account_micros,
        {{ sum_if_all_known('micros') }} as micros
    from parts
    where {{ to_be_checked('stg_ops__changed_days', ['channel', 'day']) }}
    group by channel, account_id, campaign_id, day

),

campaigns_by_account as (

    select
        channel,
        account_id,
        day,
        sum(account_spend_micros) as account_micros,
        {{ sum_if_all_known('spend_micros') }} as micros
    from {{ ref('fct_campaign_days') }}
    where {{ to_be_checked('stg_ops__changed_days', ['channel', 'day']) }}
    group by channel, account_id, day

),

geos_by_campaign as (

    select
        channel,
        account_id,
        campaign_id,
        day,
        {{ sum_if_all_known('spend_micros') }} as micros
    from {{ ref('int_unallocated__spread') }}
    where {{ to_be_checked('stg_ops__changed_days', ['channel', 'day']) }}
    group by channel, account_id, campaign_id, day

)

select
    'campaign' as what,
    parts_by_campaign.channel,
    parts_by_campaign.account_id,
    parts_by_campaign.campaign_id,
    parts_by_campaign.day
from parts_by_campaign
left join {{ ref('fct_campaign_days') }} as campaigns using (channel, account_id, campaign_id, day)
where
    parts_by_campaign.account_micros is distinct from campaigns.account_spend_micros
    or parts_by_campaign.micros is distinct from campaigns.spend_micros

union all

select
    'account' as what,
    campaigns_by_account.channel,
    campaigns_by_account.account_id,
    null as campaign_id,
    campaigns_by_account.day
from campaigns_by_account
left join {{ ref('fct_account_days') }} as accounts using (channel, account_id, day)
where
    campaigns_by_account.account_micros is distinct from accounts.account_spend_micros
    or campaigns_by_account.micros is distinct from accounts.spend_micros

union all

select
    'geos' as what,
    campaigns.channel,
    campaigns.account_id,
    campaigns.campaign_id,
    campaigns.day
from {{ ref('fct_campaign_days') }} as campaigns
left join geos_by_campaign using (channel, account_id, campaign_id, day)
where
    {{ to_be_checked('stg_ops__changed_days', ['channel', 'day'], of='campaigns') }}
    and campaigns.account_unallocated_spend_micros <> 0
    and geos_by_campaign.micros is distinct from campaigns.unallocated_spend_micros

-- One row an ad account and day: what its ads cost, what lies beyond them, and the total: the platform's own where it tells one.
with

campaign_days as (

    select *
    from {{ ref('fct_campaign_days') }}
    where {{ changed_only('stg_ops__changed_days', ['channel', 'day']) }} and {{ changed_span('stg_ops__changed_days') }}

),

rates as (select * from {{ ref('int_rates__dated') }}),

accounts as (

    select distinct
        channel,
        account_id,
        day
    from {{ ref('int_totals__unioned') }}
    where
        level = 'account'
        and {{ changed_only('stg_ops__changed_days', ['channel', 'day']) }} and {{ changed_span('stg_ops__changed_days') }}

)

select
    campaign_days.channel,
    campaign_days.account_id,
    campaign_days.day,
    case when min(campaign_days.account_currency) = max(campaign_days.account_currency) then max(campaign_days.account_currency) end
        as account_currency,  -- never null: two don't add up
    max(rates.rate) as rate,
    max({{ days_between('rates.rate_day', 'campaign_days.day') }}) as rate_age_days,
    max(accounts.account_id) is not null as is_told,
    cast(count(*) filter (where campaign_days.campaign_id <> 'unallocated') as bigint) as campaigns,
    cast(sum(campaign_days.account_ads_spend_micros) as bigint) as account_ads_spend_micros,
    cast(sum(campaign_days.account_unallocated_spend_micros) as bigint) as account_unallocated_spend_micros,
    cast(sum(campaign_days.account_spend_micros) as bigint) as account_spend_micros,
    {{ sum_if_all_known('campaign_days.ads_spend_micros') }} as ads_spend_micros,
    {{ sum_if_all_known('campaign_days.unallocated_spend_micros') }} as unallocated_spend_micros,
    {{ sum_if_all_known('campaign_days.spend_micros') }} as spend_micros
from campaign_days
left join rates on campaign_days.account_currency = rates.currency and campaign_days.day = rates.day
left join accounts
    on
        campaign_days.channel = accounts.channel
        and campaign_days.account_id = accounts.account_id
        and campaign_days.day = accounts.day
group by campaign_days.channel, campaign_days.account_id, campaign_days.day

-- One row a campaign and day: what its ads cost, what it cost beyond them by the platform's word (unallocated), and both. A total
-- that the platform tells by campaign counts; where it tells none, the ads' own sum is the total. What an account cost beyond its
-- campaigns stands as a campaign of its own, 'unallocated'. All is subtracted in the account's micros and valued afterwards.
with

ad_days as (

    select *
    from {{ ref('fct_ad_days') }}
    where {{ changed_only('stg_ops__changed_days', ['channel', 'day']) }} and {{ changed_span('stg_ops__changed_days') }}

),

totals as (

    select *
    from {{ ref('int_totals__unioned') }}
    where {{ changed_only('stg_ops__changed_days', ['channel', 'day']) }} and {{ changed_span('stg_ops__changed_days') }}

),

rates as (select * from {{ ref('int_rates__dated') }}),

-- An ad whose campaign nobody describes counts in some total already, so of such a day the ads alone are used.
undescribed as (

    select distinct
        channel,
        day
    from ad_days
    where campaign_id = 'unknown'

),

lines as (

    select
        channel,
        'ad' as level,
        account_id,
        campaign_id,
        campaign_name,
        day,
        account_currency as currency,
        account_spend_micros as account_micros,
        spend_micros as micros,
        impressions,
        clicks
    from ad_days

    union all

    select
        totals.channel,
        totals.level,
        totals.account_id,
        totals.campaign_id,
        totals.campaign_name,
        totals.day,
        totals.currency,
        totals.spend_micros as account_micros,
        0 as micros,
        totals.impressions,
        totals.clicks
    from totals
    left join undescribed on totals.channel = undescribed.channel and totals.day = undescribed.day
    where undescribed.day is null

),

campaigns as (

    select
        channel,
        account_id,
        campaign_id,
        max(campaign_name) as campaign_name,
        day,
        case when min(currency) = max(currency) then max(currency) end as currency,
        bool_or(level = 'campaign') as is_told,
        coalesce(sum(account_micros) filter (where level = 'ad'), 0) as account_ads_micros,
        {{ sum_if_all_known('micros') }} as ads_micros,
        coalesce(sum(account_micros) filter (where level = 'campaign'), sum(account_micros)) as account_micros,
        coalesce(sum(impressions) filter (where level = 'ad'), 0) as ads_impressions,
        coalesce(sum(impressions) filter (where level = 'campaign'), sum(impressions)) as impressions,
        coalesce(sum(clicks) filter (where level = 'ad'), 0) as ads_clicks,
        coalesce(sum(clicks) filter (where level = 'campaign'), sum(clicks)) as clicks
    from lines
    where level <> 'account'
    group by channel, account_id, campaign_id, day

),

account_lines as (

    select
        channel,
        account_id,
        day,
        'campaign' as level,
        currency,
        account_micros,
        impressions,
        clicks
    from campaigns

    union all

    select
        channel,
        account_id,
        day,
        level,
        currency,
        account_micros,
        impressions,
        clicks
    from lines
    where level = 'account'

),

beyond_campaigns as (

    select
        channel,
        account_id,
        day,
        case when min(currency) = max(currency) then max(currency) end as currency,
        sum(case level when 'account' then account_micros else -account_micros end) as account_micros,
        sum(case level when 'account' then impressions else -impressions end) as impressions,
        sum(case level when 'account' then clicks else -clicks end) as clicks
    from account_lines
    group by channel, account_id, day
    having bool_or(level = 'account')

),

all_of_them as (

    select *
    from campaigns

    union all

    select
        channel,
        account_id,
        'unallocated' as campaign_id,
        null as campaign_name,
        day,
        currency,
        true as is_told,
        0 as account_ads_micros,
        0 as ads_micros,
        account_micros,
        0 as ads_impressions,
        impressions,
        0 as ads_clicks,
        clicks
    from beyond_campaigns
    where account_micros <> 0 or impressions <> 0 or clicks <> 0

),

valued as (

    select
        all_of_them.*,
        {{ in_reporting_currency('all_of_them.account_micros - all_of_them.account_ads_micros', 'all_of_them.currency') }}
            as unallocated_micros
    from all_of_them
    left join rates on all_of_them.currency = rates.currency and all_of_them.day = rates.day

)

select
    channel,
    account_id,
    campaign_id,
    campaign_name,
    day,
    currency as account_currency,  -- never null: two don't add up
    is_told,
    cast(account_ads_micros as bigint) as account_ads_spend_micros,
    cast(account_micros - account_ads_micros as bigint) as account_unallocated_spend_micros,
    cast(account_micros as bigint) as account_spend_micros,
    ads_micros as ads_spend_micros,
    cast(unallocated_micros as bigint) as unallocated_spend_micros,
    cast(ads_micros + unallocated_micros as bigint) as spend_micros,
    cast(impressions - ads_impressions as bigint) as unallocated_impressions,
    cast(impressions as bigint) as impressions,
    cast(clicks - ads_clicks as bigint) as unallocated_clicks,
    cast(clicks as bigint) as clicks
from valued

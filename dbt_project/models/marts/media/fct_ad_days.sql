-- One row an ad, geo and day: what it cost, showed and claims, as known on the night. Amounts stand in the account's currency and,
-- at the day's rate, in the reporting one; where no rate is known, the second is null and never a guess.
with

ad_days as (

    select *
    from {{ ref('int_ad_days__unioned') }}
    where {{ changed_only('stg_ops__changed_days', ['channel', 'day']) }} and {{ changed_span('stg_ops__changed_days') }}

),

rates as (select * from {{ ref('int_rates__dated') }}),

valued as (

    select
        ad_days.*,
        {{ in_reporting_currency('ad_days.spend_micros', 'ad_days.currency') }} as reporting_spend_micros,
        {{ in_reporting_currency('ad_days.claimed_revenue_micros', 'ad_days.currency') }} as reporting_claimed_micros
    from ad_days
    left join rates on ad_days.currency = rates.currency and ad_days.day = rates.day

)

select
    channel,
    account_id,
    campaign_id,
    max(campaign_name) as campaign_name,
    ad_group_id,
    ad_id,
    geo,
    bool_or(geo_is_estimated) as geo_is_estimated,
    day,
    case when min(currency) = max(currency) then max(currency) end as account_currency,  -- never null: two don't add up
    cast(sum(spend_micros) as bigint) as account_spend_micros,
    cast(sum(claimed_revenue_micros) as bigint) as account_claimed_revenue_micros,
    {{ sum_if_all_known('reporting_spend_micros') }} as spend_micros,
    cast(sum(impressions) as bigint) as impressions,
    cast(sum(clicks) as bigint) as clicks,
    sum(claimed_conversions) as claimed_conversions,
    {{ sum_if_all_known('reporting_claimed_micros') }} as claimed_revenue_micros,
    max(delivery_id) as delivery_id
from valued
group by channel, account_id, campaign_id, ad_group_id, ad_id, geo, day

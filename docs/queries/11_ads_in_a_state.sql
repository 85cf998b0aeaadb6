-- Which ads of one channel cost most in one state last week?
-- Put your channel and state in; geos are ISO 3166-2 codes.
select
    campaign_name,
    ad_group_id,
    ad_id,
    sum(spend_micros) / 1e6 as spend,
    sum(impressions) as impressions,
    sum(clicks) as clicks,
    sum(claimed_conversions) as claimed_orders
from published.fct_ad_days
where
    channel = 'google_ads'
    and geo = 'US-CA'
    and day >= (select decision_date - 7 from published.build)
group by campaign_name, ad_group_id, ad_id
order by spend desc nulls last, ad_id
limit 20;

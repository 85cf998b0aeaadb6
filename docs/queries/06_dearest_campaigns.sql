-- Which campaigns cost most last month, and how much of that does no ad explain?
-- 'unallocated' as a campaign is what an account cost beyond all campaigns that its platform tells.
select
    channel,
    campaign_id,
    max(campaign_name) as campaign_name,
    sum(spend_micros) / 1e6 as spend,
    sum(unallocated_spend_micros) / 1e6 as beyond_ads,
    sum(clicks) as clicks
from published.fct_campaign_days
where
    day >= (select cast(date_trunc('month', decision_date) - interval '1 month' as date) from published.build)
    and day < (select cast(date_trunc('month', decision_date) as date) from published.build)
group by channel, campaign_id
order by spend desc nulls last, channel, campaign_id
limit 20;

-- How much does a channel's credit for last month hang on the attribution model?
-- In the reporting currency; over the channels each column sums to the month's net revenue.
select
    channel,
    sum(revenue_micros) filter (where model = 'first_touch') / 1e6 as first_touch,
    sum(revenue_micros) filter (where model = 'last_touch') / 1e6 as last_touch,
    sum(revenue_micros) filter (where model = 'linear') / 1e6 as linear,
    sum(revenue_micros) filter (where model = 'markov') / 1e6 as markov,
    sum(revenue_micros) filter (where model = 'shapley') / 1e6 as shapley,
    sum(revenue_micros) filter (where model = 'platform_claims') / 1e6 as platform_claims
from published.fct_attribution_days
where month = (select cast(date_trunc('month', decision_date) - interval '1 month' as date) from published.build)
group by channel
order by channel;

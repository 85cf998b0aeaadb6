-- What did we spend by channel last month, what do platforms claim for it, and what do we attribute?
-- In the reporting currency. A platform counts every order that it touched; attribution splits each order among all who did.
select
    channel,
    spend,
    claimed_revenue,
    attributed_revenue,
    round(claimed_roas, 2) as claimed_roas,
    round(attributed_roas, 2) as attributed_roas
from published.channel_metrics_by_month
where month = (select cast(date_trunc('month', decision_date) - interval '1 month' as date) from published.build)
order by spend desc, channel;

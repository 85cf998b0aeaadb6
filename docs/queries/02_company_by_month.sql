-- How did the company do, month by month?
-- The running month is as far as the published night knows it; revenue of past months still falls while orders are returned.
select
    month,
    spend,
    revenue,
    orders,
    new_customers,
    round(cac, 2) as cac
from published.metrics_by_month
where month > (select cast(date_trunc('month', decision_date) - interval '13 months' as date) from published.build)
order by month;

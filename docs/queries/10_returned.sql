-- How much of each month's sales was cancelled or paid back?
-- By the month of the order, so that a return lowers the month that it belongs to.
select
    cast(date_trunc('month', day) as date) as month,
    sum(gross_micros) / 1e6 as sold,
    sum(cancelled_micros) / 1e6 as cancelled,
    sum(refunded_micros) / 1e6 as paid_back,
    sum(net_micros) / 1e6 as revenue
from published.fct_order_days
where day >= (select cast(date_trunc('month', decision_date) - interval '12 months' as date) from published.build)
group by date_trunc('month', day)
order by month;

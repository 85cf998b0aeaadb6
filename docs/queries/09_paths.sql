-- Which paths did last month's customers come by?
-- Channels in the order in which they were met; paths of too few journeys are together in 'few'.
select
    path,
    journeys,
    converted,
    round(1.0 * converted / journeys, 4) as conversion_rate,
    revenue_micros / 1e6 as revenue
from published.fct_paths
where month = (select cast(date_trunc('month', decision_date) - interval '1 month' as date) from published.build)
order by converted desc, path
limit 20;

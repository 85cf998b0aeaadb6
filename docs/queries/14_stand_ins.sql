-- How much of what the model learns from did nobody tell us?
-- Of the last 28 days: cells by where their number comes from. 'imputed' and 'no rate' are means of the same weekday before.
select
    channel,
    status,
    count(*) as cells,
    min(day) as first_day,
    max(day) as last_day,
    sum(spend_micros) / 1e6 as spend
from published.panel_media
where day >= (select decision_date - 28 from published.build)
group by channel, status
order by channel, status;

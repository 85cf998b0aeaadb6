-- How fresh is each channel, and why is one stale?
-- night: the last one whose rows of it passed the gates and are published; newest_day: the last day whose costs
-- it told, if it has any.
select
    freshness.channel,
    freshness.night,
    max(days.day) as newest_day,
    freshness.is_stale,
    freshness.verdict,
    freshness.why
from published.freshness
left join published.fct_channel_days as days on freshness.channel = days.channel
group by freshness.channel, freshness.night, freshness.is_stale, freshness.verdict, freshness.why
order by freshness.is_stale desc, freshness.channel;

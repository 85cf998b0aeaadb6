-- What did we know on 3 March 2026 of each channel's last four weeks, and what were these days' costs restated to since?
-- spend_then is what the night's model read. Put your night in.
with

known as (

    select * from model.effects
    where decision_date = date '2026-03-03' and window_days = 28

),

by_now as (

    select
        channel,
        sum(spend_micros) as spend_micros
    from published.panel_media
    where day >= date '2026-03-03' - 28 and day < date '2026-03-03'
    group by channel

)

select
    known.channel,
    known.spend_micros / 1e6 as spend_then,
    by_now.spend_micros / 1e6 as spend_by_now,
    (by_now.spend_micros - known.spend_micros) / 1e6 as restated,
    known.iroas_low,
    known.iroas_high
from known
left join by_now on known.channel = by_now.channel
order by known.channel;

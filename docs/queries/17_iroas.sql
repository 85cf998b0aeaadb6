-- What did each channel's last four weeks cause, as we know by now?
-- Incremental revenue per unit of spend, with its 80 % interval; one that spans 1 may cost more than it brings.
select
    channel,
    incremental_revenue,
    round(iroas, 2) as iroas,
    round(iroas_low, 2) as iroas_low,
    round(iroas_high, 2) as iroas_high
from published.iroas_by_night
where
    decision_date = (select max(decision_date) from model.fits)
    and window_days = 28
order by iroas desc nulls last;

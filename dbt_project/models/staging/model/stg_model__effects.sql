-- One row a night, channel and window: what the night's newest fit says that the channel's spend caused. A view, since the night
-- learns after its marts are built.
with

effects as (select * from {{ source('model', 'effects') }})

select
    decision_date,
    channel,
    window_days,
    spend_micros,
    contribution_mean_micros,
    contribution_low_micros,
    contribution_high_micros,
    iroas_low,
    iroas_high
from effects

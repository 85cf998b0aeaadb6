-- One row a channel and day that some known delivery speaks about: on such a day, no row means nothing happened. A quiet channel
-- (a schedule, a mailing list) lists only what happened, so its delivery speaks about all days up to the night; an ad platform
-- reports every day, so there days without rows at the end are days we don't know. Orders cover the days on which they changed;
-- totals of campaigns and accounts cover none, since they don't tell where.
{% set quiet = "'" ~ var('quiet_channels') | join("', '") ~ "'" %}
with

deliveries as (select * from {{ ref('stg_ops__deliveries') }}),

spans as (

    select
        channel,
        first_day,
        case
            when channel in ({{ quiet }}) then delivered_on - 1
            else last_day
        end as last_day
    from deliveries
    where first_day is not null and report not in ('refunds', 'campaign_days', 'account_days')

)

select distinct
    spans.channel,
    cast(days.day as date) as day
from spans
cross join {{ each_day('spans.first_day', 'spans.last_day') }} as days (day)

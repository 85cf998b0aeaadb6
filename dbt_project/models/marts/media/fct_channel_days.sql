-- One row a channel and day: what it cost, and how much of that may belong to another business day. Platforms end a day at their
-- account's midnight and tell no hours, so a day that overlaps two business days is kept whole, and the error of that is bounded:
-- each of its micros may have been spent in the hours outside.
with

ad_days as (

    select *
    from {{ ref('int_ad_days__summed') }}
    where {{ changed_only('stg_ops__changed_days', ['channel', 'day']) }} and {{ changed_span('stg_ops__changed_days') }}

),

time_zones as (
    {% for channel in var('channels') %}
    select
        '{{ channel }}' as channel,
        {{ channel_setting(channel, 'time_zone') }} as time_zone
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

days as (

    select
        channel,
        day,
        {{ sum_if_all_known('spend_micros') }} as spend_micros,
        cast(sum(estimated_spend_micros) as bigint) as estimated_spend_micros
    from ad_days
    group by channel, day

),

spans as (

    select
        days.*,
        time_zones.time_zone,
        {{ day_span('days.day', 'time_zones.time_zone') }} as their_day,
        {{ day_span('days.day', "'" ~ var('time_zone') ~ "'") }} as our_day
    from days
    left join time_zones on days.channel = time_zones.channel

),

measured as (

    select
        spans.*,
        {{ hours_of('spans.their_day') }} as hours,
        {{ hours_of('spans.their_day') }} - {{ hours_of(overlap('spans.their_day', 'spans.our_day')) }} as hours_outside
    from spans

)

select
    channel,
    day,
    time_zone,
    {{ trimmed('hours') }} as hours,
    {{ trimmed('hours_outside') }} as hours_outside,
    {{ trimmed('round(hours_outside / hours, 6)') }} as share_outside,
    spend_micros,
    estimated_spend_micros,
    case when hours_outside = 0 then 0 else abs(spend_micros) end as misdated_at_most_micros
from measured

-- One row a web session of a visitor who agreed to be recognised, with the channel that brought it; 'direct' if none did. A
-- session can be reported to start twice, also after midnight: the first start counts. A day hangs on itself and the day before.
with

events as (

    select *
    from {{ ref('stg_ga4__events') }}
    where {{ changed_span('int_web_days__changed', days=1) }}

),

starts as (

    select
        *,
        row_number() over (
            partition by user_pseudo_id, ga_session_id, day
            order by occurred_at, event_key
        ) as nth_start,
        lag(day) over (
            partition by user_pseudo_id, ga_session_id
            order by day, occurred_at, event_key
        ) as day_before
    from events
    where
        event_name = 'session_start'
        and user_pseudo_id is not null
        and ga_session_id is not null

)

select
    {{ hashed('user_pseudo_id') }} as user_pseudo_id,
    ga_session_id,
    occurred_at as touched_at,
    day,
    geo,
    channel
from starts
where
    nth_start = 1
    and coalesce(day_before < day - 1, true)
    and {{ changed_only('int_web_days__changed', ['day']) }}

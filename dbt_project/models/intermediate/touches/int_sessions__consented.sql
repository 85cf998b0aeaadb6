-- One row a web session of a visitor who agreed to be recognised, with the channel that brought it; 'direct' if none did.
with

events as (select * from {{ ref('stg_ga4__events') }}),

starts as (

    select
        *,
        row_number() over (
            partition by user_pseudo_id, ga_session_id
            order by occurred_at, event_key  -- a session can be reported to start twice: the first one counts
        ) as nth_start
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
where nth_start = 1

-- One row a geo and day on which people came to the shop without an ad. Every session counts here, with or without consent: a
-- change of the consent rate is no change of demand.
with

events as (

    select *
    from {{ ref('stg_ga4__events') }}
    where {{ changed_only('int_days__affected', ['day']) }} and {{ changed_span('int_days__affected') }}

)

select
    geo,
    day,
    count(*) as organic_sessions
from events
where event_name = 'session_start' and channel in ('organic', 'direct')
group by geo, day

-- One row a geo, day and control, without gaps: what moves revenue besides paid media. A day that no delivery covers gets the mean
-- of the last four known same weekdays.
with

cells as (select * from {{ ref('int_panel__cells') }}),

email_days as (select * from {{ ref('int_email_days__counted') }}),

web_days as (select * from {{ ref('int_web_days__counted') }}),

holidays as (select distinct day from {{ ref('us_holidays') }}),

covered as (select * from {{ ref('int_days__covered') }}),

heard as (

    select
        cells.geo,
        cells.day,
        'email_sends' as name,
        coalesce(email_days.received, 0) as value,
        case when covered.day is null then 'imputed' else 'reported' end as status
    from cells
    left join email_days on cells.geo = email_days.geo and cells.day = email_days.day
    left join covered on cells.day = covered.day and covered.channel = 'klaviyo'

    union all

    select
        cells.geo,
        cells.day,
        'organic_sessions' as name,
        coalesce(web_days.organic_sessions, 0) as value,
        case when covered.day is null then 'imputed' else 'reported' end as status
    from cells
    left join web_days on cells.geo = web_days.geo and cells.day = web_days.day
    left join covered on cells.day = covered.day and covered.channel = 'ga4'

    union all

    select
        cells.geo,
        cells.day,
        'holiday' as name,
        case when holidays.day is null then 0 else 1 end as value,
        'reported' as status
    from cells
    left join holidays on cells.day = holidays.day

),

stand_ins as (

    {{ same_weekday_means('heard', ['geo', 'name'], ['value']) }}

)

select
    heard.geo,
    heard.day,
    heard.name,
    cast(coalesce(stand_ins.value, heard.value) as {{ exact_type() }}) as value
from heard
left join stand_ins
    on heard.geo = stand_ins.geo and heard.name = stand_ins.name and heard.day = stand_ins.day

-- One row a day on which sessions may have changed: those that were told anew, and the days after, since a session that starts
-- again after midnight began the day before.
{% set web = var('web_channels') | join("', '") %}
with

changed_days as (

    select day from {{ ref('stg_ops__changed_days') }}
    where channel in ('{{ web }}')

)

select day from changed_days
union
select day + 1 as day from changed_days

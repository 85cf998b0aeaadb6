-- One row a month in which credit may change, or what a platform claims beside it.
{% set paid = var('paid_channels') | join("', '") %}
with

months as (select month from {{ ref('int_months__changed') }}),

changed_days as (

    select day from {{ ref('stg_ops__changed_days') }}
    where channel in ('{{ paid }}')

)

select month from months
union
select {{ month_of('day') }} as month from changed_days

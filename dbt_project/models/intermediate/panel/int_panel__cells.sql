-- One row a geo and day that the model looks at: geos where we buy media, days from the first on which both media and orders are
-- known until the eve of the decision date. A campaign's total without any file of ads for its day is no sign of where we buy.
with

covered as (select * from {{ ref('int_days__covered') }}),

ad_days as (

    select
        summed.geo,
        summed.day
    from {{ ref('int_ad_days__summed') }} as summed
    left join covered on summed.channel = covered.channel and summed.day = covered.day
    where summed.has_ads or covered.day is not null

),

orders as (select * from {{ ref('fct_orders') }}),

geos as (select distinct geo from ad_days where geo <> 'unmapped'),

bounds as (

    select
        greatest((select min(day) from ad_days), (select min(day) from orders)) as first_day,
        cast('{{ var("decision_date") }}' as date) - 1 as last_day

)

select
    geos.geo,
    cast(days.day as date) as day
from geos
cross join bounds
cross join {{ each_day('bounds.first_day', 'bounds.last_day') }} as days (day)

-- Days and models that credit another revenue than the day's orders brought, over all channels; or that lack the day.
with

credited as (

    select
        day,
        model,
        sum(revenue_micros) as credited_micros
    from {{ ref('fct_attribution_days') }}
    where {{ to_be_checked('int_days__affected', ['day']) }}
    group by day, model

),

models as (select distinct model from credited),

ordered as (

    select
        orders.day,
        models.model,
        sum(orders.net_micros) as net_micros
    from {{ ref('fct_orders') }} as orders
    cross join models
    where {{ to_be_checked('int_days__affected', ['day']) }}
    group by orders.day, models.model

)

select
    day,
    model,
    ordered.net_micros,
    credited.credited_micros
from ordered
full outer join credited using (day, model)
where coalesce(ordered.net_micros, 0) <> coalesce(credited.credited_micros, -1)

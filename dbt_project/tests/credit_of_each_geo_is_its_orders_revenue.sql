-- Geos and days in which a model credits another revenue than the geo's orders brought, over all channels.
with

credited as (

    select
        day,
        geo,
        {% for model in var('credit_models') %}
        sum({{ model }}_revenue_micros) as {{ model }}_micros{% if not loop.last %},{% endif %}
        {% endfor %}
    from {{ ref('fct_channel_geo_days') }}
    where {{ to_be_checked('int_days__affected', ['day']) }}
    group by day, geo

),

ordered as (

    select
        day,
        geo,
        sum(net_micros) as net_micros
    from {{ ref('fct_orders') }}
    where {{ to_be_checked('int_days__affected', ['day']) }}
    group by day, geo

)

select
    day,
    geo,
    ordered.net_micros
from ordered
full outer join credited using (day, geo)
where
    false
    {% for model in var('credit_models') %}
    or coalesce(ordered.net_micros, 0) <> coalesce(credited.{{ model }}_micros, 0)
    {% endfor %}

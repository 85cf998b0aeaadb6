-- Orders whose models disagree about the order's own net revenue: each is exact by order. Credit of what is no order, too.
with

orders as (

    select
        order_id,
        net_micros
    from {{ ref('fct_orders') }}
    where {{ to_be_checked('int_orders__changed', ['order_id']) }}

),

credits as (

    select
        order_id,
        {% for model in var('credit_models') if model != 'markov' %}
        sum({{ model }}_micros) as {{ model }}_micros{% if not loop.last %},{% endif %}
        {% endfor %}
    from {{ ref('fct_attribution') }}
    where {{ to_be_checked('int_orders__changed', ['order_id']) }}
    group by order_id

)

select
    order_id,
    orders.net_micros
from orders
full outer join credits using (order_id)
where
    false
    {% for model in var('credit_models') if model != 'markov' %}
    or orders.net_micros is distinct from credits.{{ model }}_micros
    {% endfor %}

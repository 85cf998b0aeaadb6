-- Orders whose models disagree about the order's own net revenue: each is exact by order.
select
    orders.order_id,
    orders.net_micros
from {{ ref('fct_orders') }} as orders
left join {{ ref('fct_attribution') }} as credits on orders.order_id = credits.order_id
group by orders.order_id, orders.net_micros
having
    false
    {% for model in var('credit_models') if model != 'markov' %}
    or orders.net_micros <> coalesce(sum(credits.{{ model }}_micros), orders.net_micros + 1)
    {% endfor %}

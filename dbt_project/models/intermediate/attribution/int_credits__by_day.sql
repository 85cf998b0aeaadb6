-- One row a day, geo and channel: what each attribution model credits the channel with of the day's orders. Markov is settled here
-- and not by order: an order's revenue is shared among its touches by their channels' removal effects in the month, and these move
-- with every path of the month. The parts of a day and geo are rounded by largest remainder, so that in each model they sum to its
-- orders exactly.
{% set by_order = var('credit_models') | reject('equalto', 'markov') | list %}
with

credits as (

    select * from {{ ref('fct_attribution') }}
    where {{ only_changed('month') }}

),

effects as (select * from {{ ref('fct_removal_effects') }}),

weighed as (

    select
        credits.*,
        coalesce(credits.touches * effects.removal_effect, 1) as weight
    from credits
    left join effects on credits.month = effects.month and credits.channel = effects.channel

),

framed as (

    select
        *,
        sum(first_touch_micros) over (partition by order_id) as net_micros,
        sum(weight) over (partition by order_id) as weights,
        sum(greatest(touches, 1)) over (partition by order_id) as of_touches
    from weighed

),

cells as (

    select
        day,
        month,
        geo,
        channel,
        count(*) as touched_orders,
        {% for model in by_order %}
        sum({{ model }}_micros) as {{ model }}_micros,
        {% endfor %}
        sum(
            round(
                case
                    when weights > 0 then {{ quotient('net_micros * weight', 'weights', decimals=12) }}
                    -- no channel sold anything
                    else {{ quotient('net_micros * cast(greatest(touches, 1) as ' ~ exact_type() ~ ')', 'of_touches') }}
                end, 9
            )
        ) as markov_share
    from framed
    group by day, month, geo, channel

),

ranked as (

    select
        *,
        sum(first_touch_micros - floor(markov_share)) over (partition by day, geo) as spare_micros,
        row_number() over (
            partition by day, geo
            order by markov_share - floor(markov_share) desc, channel asc
        ) as largest_first
    from cells

)

select
    day,
    month,
    geo,
    channel,
    touched_orders,
    {% for model in by_order %}
    cast({{ model }}_micros as bigint) as {{ model }}_micros,
    {% endfor %}
    cast(floor(markov_share) + case when largest_first <= spare_micros then 1 else 0 end as bigint) as markov_micros
from ranked

-- One row an order and channel before it: how much of the order's net revenue each model that looks at the order alone credits the
-- channel with. (Markov looks at all paths of a month: int_credits__by_day.) Weights are whole numbers and micros are split by
-- largest remainder, so in each model the parts of an order sum to it exactly.
--   linear          the same to each touch
--   position_based  40 % to the first, 40 % to the last, 20 % shared by those between; halves for two
--   time_decay      a touch's weight halves with each half-life before the purchase
--   shapley         the same to each channel. Let a set of channels be worth the revenue of the orders that they alone could have
--                   led to, the orders whose channels all lie in the set. Then an order is worth its revenue to any set that holds
--                   all of its channels and nothing to any other: a unanimity game, whose Shapley value is an equal share for each
--                   of its channels (they are interchangeable, the others are null players). The value of a sum of games is the sum
--                   of the values, so this is the exact Shapley value, for any number of channels.
{% set split = [
    ('linear', 'touches', 'of_touches'),
    ('position_based', 'position_weight', 'position_weights'),
    ('time_decay', 'decay_weight', 'decay_weights'),
    ('shapley', '1', 'channels'),
] %}
with

{% if var('only_what_changed', false) %}
-- depends_on: {{ ref('int_months__changed') }}, which reads what stands here before it is replaced
{% endif %}
orders as (

    select
        order_id,
        day,
        {{ month_of('day') }} as month,
        geo,
        net_micros
    from {{ ref('fct_orders') }}
    where {{ only_changed('order_id') }}

),

touches as (

    select * from {{ ref('fct_touchpoints') }}
    where
        channel <> 'none'
        and {{ only_changed('order_id') }}

),

decay (days_before, weight) as ({{ decay_weights() }}),

weighed as (

    select
        touches.order_id,
        touches.channel,
        min(touches.position) as first_position,
        max(touches.position) as last_position,
        max(case when touches.channel = 'direct' then 0 else touches.position end) as last_non_direct,
        count(*) as touches,
        max(touches.of_touches) as of_touches,
        sum(
            case
                when touches.of_touches <= 2 then 1
                when touches.position in (1, touches.of_touches) then 2 * (touches.of_touches - 2)
                else 1
            end
        ) as position_weight,
        max(case when touches.of_touches <= 2 then touches.of_touches else 5 * (touches.of_touches - 2) end) as position_weights,
        sum(decay.weight) as decay_weight
    from touches
    inner join decay on touches.days_before = decay.days_before
    group by touches.order_id, touches.channel

),

framed as (

    select
        weighed.*,
        orders.day,
        orders.month,
        orders.geo,
        orders.net_micros,
        max(weighed.last_non_direct) over (partition by weighed.order_id) as order_last_non_direct,
        sum(weighed.decay_weight) over (partition by weighed.order_id) as decay_weights,
        count(*) over (partition by weighed.order_id) as channels
    from weighed
    inner join orders on weighed.order_id = orders.order_id

),

parted as (

    select
        *,
        {% for model, weight, weights in split %}
        {{ whole_part('net_micros', weight, weights) }} as {{ model }}_whole,
        {{ left_part('net_micros', weight, weights) }} as {{ model }}_left{% if not loop.last %},{% endif %}
        {% endfor %}
    from framed

),

ranked as (

    select
        {% for model, _, _ in split %}
        {{ spare_micros('net_micros', model, 'order_id') }} as {{ model }}_spare,
        {{ largest_first(model, 'order_id') }} as {{ model }}_rank,
        {% endfor %}
        parted.*
    from parted

)

select
    order_id,
    channel,
    day,
    month,
    geo,
    cast(touches as int) as touches,
    case when first_position = 1 then net_micros else 0 end as first_touch_micros,
    case when last_position = of_touches then net_micros else 0 end as last_touch_micros,
    case when last_non_direct = order_last_non_direct then net_micros else 0 end as last_non_direct_touch_micros,
    {% for model, _, _ in split %}
    {{ settled('net_micros', model) }} as {{ model }}_micros{% if not loop.last %},{% endif %}
    {% endfor %}
from ranked

union all

select
    orders.order_id,
    'unattributed' as channel,
    orders.day,
    orders.month,
    orders.geo,
    0 as touches,
    {% for model in var('credit_models') if model != 'markov' %}
    orders.net_micros as {{ model }}_micros{% if not loop.last %},{% endif %}
    {% endfor %}
from orders
where not exists (select 1 from touches where touches.order_id = orders.order_id)

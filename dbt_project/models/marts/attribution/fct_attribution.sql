-- One row an order, channel and attribution model: how much of the order's net revenue the channel is credited with.
-- Last touch: all to the last one. Position based: 40 % to the first, 40 % to the last, 20 % shared by those between; halves for
-- two. Weights are whole numbers and micros are split by largest remainder, so the parts of an order sum to it exactly.
with

orders as (select * from {{ ref('fct_orders') }}),

touches as (select * from {{ ref('fct_touchpoints') }} where channel <> 'none'),

weights as (

    select
        order_id,
        channel,
        'last_touch' as model,
        1 as weight,
        1 as all_weights
    from touches
    where position = of_touches

    union all

    select
        order_id,
        channel,
        'position_based' as model,
        case
            when of_touches <= 2 then 1
            when position in (1, of_touches) then 2 * (of_touches - 2)
            else 1
        end as weight,
        case when of_touches <= 2 then of_touches else 5 * (of_touches - 2) end as all_weights
    from touches

),

channel_weights as (

    select
        order_id,
        channel,
        model,
        cast(sum(weight) as numeric) as weight,
        cast(max(all_weights) as numeric) as all_weights
    from weights
    group by order_id, channel, model

),

shares as (

    select
        channel_weights.order_id,
        channel_weights.channel,
        channel_weights.model,
        trim_scale(channel_weights.weight / channel_weights.all_weights) as credit,
        orders.net_micros,
        floor(orders.net_micros * channel_weights.weight / channel_weights.all_weights) as whole_micros,
        orders.net_micros * channel_weights.weight
        - floor(orders.net_micros * channel_weights.weight / channel_weights.all_weights) * channel_weights.all_weights as remainder
    from channel_weights
    inner join orders on channel_weights.order_id = orders.order_id

),

ranked as (

    select
        *,
        net_micros - sum(whole_micros) over (partition by order_id, model) as micros_left,
        row_number() over (
            partition by order_id, model
            order by remainder desc, channel asc
        ) as largest_first
    from shares

),

untouched as (

    select
        orders.order_id,
        models.model,
        orders.net_micros
    from orders
    left join touches on orders.order_id = touches.order_id
    cross join (values ('last_touch'), ('position_based')) as models (model)
    where touches.order_id is null

)

select
    order_id,
    channel,
    model,
    credit,
    cast(whole_micros + case when largest_first <= micros_left then 1 else 0 end as bigint) as revenue_micros
from ranked

union all

select
    order_id,
    'unattributed' as channel,
    model,
    cast(1 as numeric) as credit,
    net_micros as revenue_micros
from untouched

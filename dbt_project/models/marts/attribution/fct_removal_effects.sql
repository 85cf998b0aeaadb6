-- One row a month and channel: the share of the month's sales that would be lost were the channel's touches dead ends, by a Markov
-- chain of the month's paths whose next touch depends on the last {{ var("markov_order") }} (config/attribution.yml).
--
-- A journey walks from the empty state through the states of its last touches to a sale or to none, with the frequencies of the
-- month's paths. Removing a channel ends every walk that reaches it. The walk's mass is carried on step by step until what is
-- still on its way is too little to be seen; eighteen decimals and not floating point, so that the order of rows changes nothing.
{{ with_walks() }}

paths as (

    select
        *,
        {{ channels_of('path') }} as channels
    from {{ ref('int_paths__counted') }}
    where {{ only_changed('month') }}

),

steps as (

    {{ path_steps('paths', var('markov_order')) }}

),

-- From a state to the next channel, or to the journey's end.
turns as (

    select
        month,
        state,
        channel,
        max(next_state) as next_state,
        sum(converted + lost) as journeys,
        sum(converted) as converted
    from steps
    group by month, state, channel

),

framed as (

    select
        *,
        sum(journeys) over (partition by month, state) as of_journeys
    from turns

),

chances as (

    select
        month,
        state,
        channel,
        next_state,
        round({{ quotient('journeys', 'of_journeys') }}, 18) as chance,
        round({{ quotient('converted', 'of_journeys') }}, 18) as sale_chance
    from framed

),

moves as (select * from chances where channel is not null),

sales as (select * from chances where channel is null and sale_chance > 0),

months as (

    select
        month,
        sum(converted) as converted,
        sum(converted + lost) as journeys,
        sum(revenue_micros) as revenue_micros
    from paths
    group by month

),

channels as (

    select distinct
        month,
        channel
    from moves

),

{{ sales_without_each() }},

effects as (

    select
        channels.month,
        channels.channel,
        months.converted,
        months.journeys,
        months.revenue_micros,
        case
            when months.converted = 0 then 0
            else round(1 - coalesce(kept.sale_chance, 0) * months.journeys / months.converted, 12)
        end as removal_effect
    from channels
    inner join months on channels.month = months.month
    left join kept on channels.month = kept.month and channels.channel = kept.removed

),

shared as (

    select
        *,
        case when converted = 0 then 1 else removal_effect end as weight,
        sum(case when converted = 0 then 1 else removal_effect end) over (partition by month) as weights
    from effects

),

parted as (

    select
        *,
        {{ whole_part('revenue_micros', 'weight', 'weights') }} as credit_whole,
        {{ left_part('revenue_micros', 'weight', 'weights') }} as credit_left
    from shared

),

ranked as (

    select
        *,
        {{ spare_micros('revenue_micros', 'credit', 'month') }} as credit_spare,
        {{ largest_first('credit', 'month') }} as credit_rank
    from parted

)

select
    month,
    channel,
    cast(removal_effect as numeric(13, 12)) as removal_effect,
    cast({{ quotient('weight', 'weights', whole=2, decimals=12) }} as numeric(13, 12)) as share,
    cast({{ quotient('converted * weight', 'weights', whole=8, decimals=12) }} as numeric(30, 12)) as conversions,
    {{ settled('revenue_micros', 'credit') }} as revenue_micros
from ranked

{# Markov's walks over a month's paths. #}

{# One row a step of each row of `paths` (month, channels, converted, lost), and one more for its end, which has channel null: what the
   last `memory` channels are before the step, and after it. #}
{% macro path_steps(paths, memory) -%} {{ adapter.dispatch('path_steps')(paths, memory) }} {%- endmacro %}
{% macro postgres__path_steps(paths, memory) -%}
    select
        {{ paths }}.month,
        {{ paths }}.converted,
        {{ paths }}.lost,
        {{ paths }}.channels[steps.step] as channel,
        {% if memory == 1 -%}
        coalesce({{ paths }}.channels[steps.step - 1], '') as state,
        {{ paths }}.channels[steps.step] as next_state
        {%- else -%}
        array_to_string({{ paths }}.channels[greatest(1, steps.step - {{ memory }}):steps.step - 1], ' > ') as state,
        array_to_string({{ paths }}.channels[greatest(1, steps.step - {{ memory }} + 1):steps.step], ' > ') as next_state
        {%- endif %}
    from {{ paths }}
    cross join lateral generate_series(1, cardinality({{ paths }}.channels) + 1) as steps (step)
{%- endmacro %}
{% macro spark__path_steps(paths, memory) -%}
    select
        {{ paths }}.month,
        {{ paths }}.converted,
        {{ paths }}.lost,
        get({{ paths }}.channels, steps.step - 1) as channel,
        {{ spark__last_channels(paths ~ '.channels', 'steps.step - 1', memory) }} as state,
        {{ spark__last_channels(paths ~ '.channels', 'steps.step', memory) }} as next_state
    from {{ paths }}
    cross join lateral explode(sequence(1, size({{ paths }}.channels) + 1)) as steps (step)
{%- endmacro %}
{% macro spark__last_channels(channels, upto, memory) -%}
    array_join(slice({{ channels }}, greatest(1, {{ upto }} - {{ memory - 1 }}), least({{ memory }}, {{ upto }})), ' > ')
{%- endmacro %}

{# The keyword that opens a statement with a query that reads itself; Spark's walks read themselves in another way. #}
{% macro with_walks() -%} {{ adapter.dispatch('with_walks')() }} {%- endmacro %}
{% macro postgres__with_walks() -%} with recursive {%- endmacro %}
{% macro spark__with_walks() -%} with {%- endmacro %}

{# One row a month and channel: the chance of a sale that is left when the channel's touches are dead ends. Reads channels (month,
   channel), moves (month, state, channel, next_state, chance) and sales (month, state, sale_chance). The mass on its way is carried on,
   rounded to 20 decimals, until what arrives in a state is below 1e-16. #}
{% macro sales_without_each() -%} {{ adapter.dispatch('sales_without_each')() }} {%- endmacro %}
{% macro postgres__sales_without_each() -%}
walks as (

    select
        channels.month,
        channels.channel as removed,
        cast('' as text) as state,
        cast(1 as numeric) as mass
    from channels

    union all

    select
        month,
        removed,
        state,
        mass
    from (
        select
            walk.month,
            walk.removed,
            moves.next_state as state,
            sum(round(walk.mass * moves.chance, 20)) as mass
        from (select * from walks) as walk
        inner join moves
            on
                walk.month = moves.month
                and walk.state = moves.state
                and walk.removed <> moves.channel
        group by walk.month, walk.removed, moves.next_state
    ) as walked
    where mass > 0.0000000000000001

),

kept as (

    select
        walks.month,
        walks.removed,
        sum(walks.mass * sales.sale_chance) as sale_chance
    from walks
    inner join sales on walks.month = sales.month and walks.state = sales.state
    group by walks.month, walks.removed

)
{%- endmacro %}
{# Spark's queries can't sum what they read of themselves, so each month's states are numbered, the mass in them is an array, and a step
   makes the next array of it. Two numbers of 18 and 20 decimals have a product of 38, which leaves no digit before the point: what is
   certain is not multiplied. #}
{% macro spark__sales_without_each() -%}
states as (

    select
        month,
        state,
        cast(row_number() over (partition by month order by state) as int) as place  -- '' comes first
    from (
        select month, state from moves
        union
        select month, next_state as state from moves
    ) as seen

),

arrivals as (

    select
        states.month,
        states.place,
        coalesce(cast(max(sales.sale_chance) as decimal(19, 18)), 0) as sale_chance,
        collect_list(
            case when moves.channel is not null
                then named_struct('place', origins.place, 'channel', moves.channel, 'chance', cast(moves.chance as decimal(19, 18)))
            end
        ) as moves
    from states
    left join moves on states.month = moves.month and states.state = moves.next_state
    left join states as origins on moves.month = origins.month and moves.state = origins.state
    left join sales on states.month = sales.month and states.state = sales.state
    group by states.month, states.place

),

chains as (

    select
        month,
        transform(array_sort(collect_list(struct(place, sale_chance, moves))), one -> one.sale_chance) as sale_chances,
        transform(array_sort(collect_list(struct(place, sale_chance, moves))), one -> one.moves) as moves
    from arrivals
    group by month

),

cut as (

    select
        channels.month,
        channels.channel as removed,
        chains.sale_chances,
        transform(chains.moves, arriving -> filter(arriving, move -> move.channel <> channels.channel)) as moves
    from channels
    inner join chains on channels.month = chains.month

),

walked as (

    select
        month,
        removed,
        aggregate(
            sequence(1, 10000),
            named_struct(
                'mass', transform(moves, (arriving, place) -> cast(if(place = 0, 1, 0) as decimal(21, 20))),
                'kept', cast(0 as decimal(38, 36))
            ),
            (walk, step) -> if(
                not exists(walk.mass, mass -> mass > 0),
                named_struct('mass', slice(walk.mass, 1, 0), 'kept', walk.kept),  -- what is empty costs the steps that are left nothing
                named_struct(
                    'mass', transform(moves, arriving -> {{ spark__arrived('arriving', 'walk.mass') }}),
                    'kept', aggregate(
                        zip_with(walk.mass, sale_chances, (mass, chance) -> {{ spark__share('mass', 'chance', 36) }}),
                        walk.kept,
                        (total, one) -> cast(total + one as decimal(38, 36))
                    )
                )
            )
        ) as walk
    from cut

),

kept as (

    select
        month,
        removed,
        cast(
            if(exists(walk.mass, mass -> mass > 0), raise_error('a walk of ' || month || ' has no end'), walk.kept) as decimal(38, 24)
        ) as sale_chance
    from walked

)
{%- endmacro %}
{# The mass that arrives in a state; too little to be seen is none. #}
{% macro spark__arrived(moves, mass) -%}
    aggregate(
        {{ moves }},
        cast(0 as decimal(21, 20)),
        (total, move) -> cast(total + {{ spark__share('element_at(' ~ mass ~ ', move.place)', 'move.chance', 20) }} as decimal(21, 20)),
        total -> if(total > 0.0000000000000001, total, cast(0 as decimal(21, 20)))
    )
{%- endmacro %}
{% macro spark__share(mass, chance, decimals) -%}
    if({{ chance }} = 1, cast({{ mass }} as decimal(38, {{ decimals }})), cast({{ mass }} * {{ chance }} as decimal(38, {{ decimals }})))
{%- endmacro %}

{# What attribution's SQL reads of config/attribution.yml, and the few of its expressions that engines spell differently. #}

{# The first instant at which a visit that `channel` brought still counts for a purchase at `bought_at`: later than that. #}
{% macro lookback_start(bought_at, channel) -%}
    {{ bought_at }} - case
        {%- for one in var('channel_lookbacks') %} when {{ channel }} = '{{ one.channel }}' then interval '{{ one.days }} days'{% endfor %}
        when true then interval '{{ var("lookback_days") }} days' end
{%- endmacro %}

{# Whole days of 24 hours from one instant to a later one. #}
{% macro whole_days(earlier, later) -%}
    cast(floor(extract(epoch from {{ later }} - {{ earlier }}) / 86400) as int)
{%- endmacro %}

{# One row a whole day before the purchase: how much a touch of that age weighs in time decay. #}
{% macro decay_weights() -%}
    values {% for weight in var('decay_weights') -%}
        ({{ loop.index0 }}, {{ weight }}){{ ', ' if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{# The first day of a day's month. #}
{% macro month_of(day) -%}
    cast(date_trunc('month', cast({{ day }} as timestamp)) as date)
{%- endmacro %}

{# Channels of a group's rows as one text, in this order. #}
{% macro path_of(channel, order_by) -%}
    string_agg({{ channel }}, ' > ' order by {{ order_by }})
{%- endmacro %}

{# Such a text as an array. #}
{% macro channels_of(path) -%}
    string_to_array({{ path }}, ' > ')
{%- endmacro %}

{# One row a step of each row of `paths` (month, channels, converted, lost), and one more for its end, which has channel null: what the
   last `memory` channels are before the step, and after it. #}
{% macro path_steps(paths, memory) -%}
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

{# An amount of whole micros that is split by weights, as the whole micros of one part and what remains of it. Amounts below zero
   split as their opposites do, so that a refund takes back what the sale gave. #}
{% macro whole_part(micros, weight, weights) -%}
    div(abs({{ micros }}) * cast({{ weight }} as numeric), {{ weights }})
{%- endmacro %}
{% macro left_part(micros, weight, weights) -%}
    mod(abs({{ micros }}) * cast({{ weight }} as numeric), {{ weights }})
{%- endmacro %}
{# The micros that an amount's whole parts `<part>_whole` leave over, and which part comes first in getting one of them: the one with
   the largest remainder `<part>_left`. #}
{% macro spare_micros(micros, part, amount) -%}
    (abs({{ micros }}) - sum({{ part }}_whole) over (partition by {{ amount }}))
{%- endmacro %}
{% macro largest_first(part, amount) -%}
    row_number() over (partition by {{ amount }} order by {{ part }}_left desc, channel asc)
{%- endmacro %}

{# The part as it is then, from its `_whole`, `_rank` and `_spare`. #}
{% macro settled(micros, part) -%}
    cast(sign({{ micros }}) * ({{ part }}_whole + case when {{ part }}_rank <= {{ part }}_spare then 1 else 0 end) as bigint)
{%- endmacro %}

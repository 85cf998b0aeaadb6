{# What attribution's SQL reads of config/attribution.yml, and how it splits an amount (whole_part and left_part are in engines/numbers.sql). #}

{# The first instant at which a visit that `channel` brought still counts for a purchase at `bought_at`: later than that. #}
{% macro lookback_start(bought_at, channel) -%}
    {{ bought_at }} - case
        {%- for one in var('channel_lookbacks') %} when {{ channel }} = '{{ one.channel }}' then interval '{{ one.days }} days'{% endfor %}
        when true then interval '{{ var("lookback_days") }} days' end
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
    cast(case when {{ micros }} < 0 then -1 else 1 end * ({{ part }}_whole + case when {{ part }}_rank <= {{ part }}_spare then 1 else 0 end) as bigint)
{%- endmacro %}

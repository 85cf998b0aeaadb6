{# When a day of a time zone begins and ends: one of 23 or 25 hours where clocks change. #}
{% macro day_span(day, time_zone) -%}
    tstzrange(cast({{ day }} as timestamp) at time zone {{ time_zone }}, cast({{ day }} + 1 as timestamp) at time zone {{ time_zone }})
{%- endmacro %}

{# Hours of such a span, a fraction where a zone lies beside the full hour. #}
{% macro hours_of(span) -%}
    coalesce(extract(epoch from upper({{ span }}) - lower({{ span }})) / 3600, 0)
{%- endmacro %}

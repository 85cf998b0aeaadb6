{# Days, instants and what lies between them. #}

{# Whole days from one day to a later one. #}
{% macro days_between(earlier, later) -%} {{ adapter.dispatch('days_between')(earlier, later) }} {%- endmacro %}
{% macro postgres__days_between(earlier, later) -%} {{ later }} - {{ earlier }} {%- endmacro %}
{% macro spark__days_between(earlier, later) -%} datediff({{ later }}, {{ earlier }}) {%- endmacro %}

{# Whole days of 24 hours from one instant to a later one. #}
{% macro whole_days(earlier, later) -%} {{ adapter.dispatch('whole_days')(earlier, later) }} {%- endmacro %}
{% macro postgres__whole_days(earlier, later) -%}
    cast(floor(extract(epoch from {{ later }} - {{ earlier }}) / 86400) as int)
{%- endmacro %}
{% macro spark__whole_days(earlier, later) -%}
    cast((unix_micros({{ later }}) - unix_micros({{ earlier }})) div 86400000000 as int)
{%- endmacro %}

{# To be cross joined: one row a day from the first to the last, none if the last lies before the first. #}
{% macro each_day(first, last) -%} {{ adapter.dispatch('each_day')(first, last) }} {%- endmacro %}
{% macro postgres__each_day(first, last) -%} generate_series({{ first }}, {{ last }}, interval '1 day') {%- endmacro %}
{% macro spark__each_day(first, last) -%}
    lateral explode(case when {{ last }} >= {{ first }} then sequence({{ first }}, {{ last }}) end)
{%- endmacro %}

{# The instant so many microseconds after the epoch. #}
{% macro instant_of(microseconds) -%} {{ adapter.dispatch('instant_of')(microseconds) }} {%- endmacro %}
{% macro postgres__instant_of(microseconds) -%} to_timestamp(0) + {{ microseconds }} * interval '1 microsecond' {%- endmacro %}
{% macro spark__instant_of(microseconds) -%} timestamp_micros({{ microseconds }}) {%- endmacro %}

{# The business day that an instant falls on. #}
{% macro business_day(instant) -%} {{ adapter.dispatch('business_day')(instant) }} {%- endmacro %}
{% macro postgres__business_day(instant) -%} cast({{ instant }} at time zone '{{ var("time_zone") }}' as date) {%- endmacro %}
{% macro spark__business_day(instant) -%} cast(from_utc_timestamp({{ instant }}, '{{ var("time_zone") }}') as date) {%- endmacro %}

{# When a day of a time zone begins and ends: one of 23 or 25 hours where clocks change. #}
{% macro day_span(day, time_zone) -%} {{ adapter.dispatch('day_span')(day, time_zone) }} {%- endmacro %}
{% macro postgres__day_span(day, time_zone) -%}
    tstzrange(cast({{ day }} as timestamp) at time zone {{ time_zone }}, cast({{ day }} + 1 as timestamp) at time zone {{ time_zone }})
{%- endmacro %}
{% macro spark__day_span(day, time_zone) -%}
    named_struct(
        'lower', to_utc_timestamp(cast({{ day }} as timestamp), {{ time_zone }}),
        'upper', to_utc_timestamp(cast({{ day }} + 1 as timestamp), {{ time_zone }})
    )
{%- endmacro %}

{# What two such spans share. #}
{% macro overlap(one, other) -%} {{ adapter.dispatch('overlap')(one, other) }} {%- endmacro %}
{% macro postgres__overlap(one, other) -%} {{ one }} * {{ other }} {%- endmacro %}
{% macro spark__overlap(one, other) -%}
    named_struct('lower', greatest({{ one }}.lower, {{ other }}.lower), 'upper', least({{ one }}.upper, {{ other }}.upper))
{%- endmacro %}

{# Hours of such a span, a fraction where a zone lies beside the full hour. #}
{% macro hours_of(span) -%} {{ adapter.dispatch('hours_of')(span) }} {%- endmacro %}
{% macro postgres__hours_of(span) -%}
    coalesce(extract(epoch from upper({{ span }}) - lower({{ span }})) / 3600, 0)
{%- endmacro %}
{% macro spark__hours_of(span) -%}
    cast(coalesce(greatest(unix_micros({{ span }}.upper) - unix_micros({{ span }}.lower), 0), 0) as decimal(20, 6)) / 3600000000
{%- endmacro %}

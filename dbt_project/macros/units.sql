{# Money from a platform's currency units to whole micros; half a micro rounds away from zero. #}
{% macro to_micros(units) -%}
    cast(round(coalesce({{ units }}, 0) * 1000000) as bigint)
{%- endmacro %}

{# A state's part of a whole number: what the running shares through it have, less what those before it have. The parts sum to the
   number exactly. `shifted.shift` (0 to 1) moves where fractions round, `states` has the shares. #}
{% macro part_of(whole) -%}
    cast(
        floor({{ whole }} * states.share_through + shifted.shift)
        - floor({{ whole }} * states.share_before + shifted.shift) as bigint
    )
{%- endmacro %}

{# An amount in micros, in the reporting currency: at its day's rate, half a micro away from zero; null where no rate is known.
   `rates` is the name under which int_rates__dated is joined, on currency and day. #}
{% macro in_reporting_currency(micros, currency, rates='rates') -%}
    case
        when {{ currency }} = '{{ var("currency") }}' then {{ micros }}
        else cast(round(({{ micros }}) * {{ rates }}.rate) as bigint)
    end
{%- endmacro %}

{# The sum of whole micros; null if one of them is: a part is no total. #}
{% macro sum_if_all_known(micros) -%}
    case when count({{ micros }}) = count(*) then cast(sum({{ micros }}) as bigint) end
{%- endmacro %}

{# The value, or an error with this message (an SQL text) where there is none: for amounts without which no night can go on. Nobody asks
   what is worth nothing. #}
{% macro or_fail(micros, message, is_worth_nothing) -%}
    coalesce({{ micros }}, case when {{ is_worth_nothing }} then 0 else cast({{ message }} as bigint) end)
{%- endmacro %}

{# The sums that engines do otherwise. Spark runs with spark.sql.decimalOperations.allowPrecisionLoss=false: a product either keeps all
   of its digits or stops the build. #}

{# One number divided by another, to the digit that Postgres rounds at: 16 significant ones at least, counted in groups of four, and
   no fewer decimals than the numbers have. `whole`, `decimals`: so many digits before and behind the point the dividend has at most. #}
{% macro quotient(dividend, divisor, whole=14, decimals=0) -%}
    {{ adapter.dispatch('quotient')(dividend, divisor, whole, decimals) }}
{%- endmacro %}
{% macro postgres__quotient(dividend, divisor, whole, decimals) -%} {{ dividend }} / {{ divisor }} {%- endmacro %}
{% macro spark__quotient(dividend, divisor, whole, decimals) -%}
    {%- set exact -%}
        cast({{ dividend }} as decimal({{ whole + decimals }}, {{ decimals }})) / cast({{ divisor }} as decimal(38, {{ decimals }}))
    {%- endset -%}
    cast(case
        {{ spark__weight(dividend) }} - {{ spark__weight(divisor) }}
        - case when {{ spark__first_group(dividend) }} <= {{ spark__first_group(divisor) }} then 1 else 0 end
        {%- for weight in range(3, -3, -1) %}
        when {{ weight }} then round({{ exact }}, {{ [16 - 4 * weight, decimals] | max }})
        {%- endfor %}
        else {{ exact }}
    end as {{ spark__exact_type() }})
{%- endmacro %}

{# Postgres counts digits in groups of four: how many groups of a number stand before the point, and what the first one says. #}
{% macro spark__weight(number) -%}
    case {% for weight in range(3, -3, -1) %}when abs({{ number }}) >= {{ spark__power(weight) }} then {{ weight }} {% endfor %}else -3 end
{%- endmacro %}
{% macro spark__first_group(number) -%}
    case
        {%- for weight in range(3, -3, -1) %}
        when abs({{ number }}) >= {{ spark__power(weight) }} then cast(floor(abs({{ number }}) * {{ spark__power(-weight) }}) as bigint)
        {%- endfor %}
        else 0
    end
{%- endmacro %}
{% macro spark__power(weight) -%} {{ '1' ~ '0' * (4 * weight) if weight >= 0 else '0.' ~ '0' * (-4 * weight - 1) ~ '1' }} {%- endmacro %}

{# Without zeros at its end. #}
{% macro trimmed(number) -%} {{ adapter.dispatch('trimmed')(number) }} {%- endmacro %}
{% macro postgres__trimmed(number) -%} trim_scale({{ number }}) {%- endmacro %}
{% macro spark__trimmed(number) -%} {{ number }} {%- endmacro %}

{# The mean of a group's numbers. #}
{% macro mean(number) -%} {{ adapter.dispatch('mean')(number) }} {%- endmacro %}
{% macro postgres__mean(number) -%} avg({{ number }}) {%- endmacro %}
{% macro spark__mean(number) -%} avg(cast({{ number }} as decimal(28, 6))) {%- endmacro %}

{# An amount of whole micros that is split by weights, as the whole micros of one part and what remains of it. Amounts below zero
   split as their opposites do, so that a refund takes back what the sale gave. #}
{% macro whole_part(micros, weight, weights) -%} {{ adapter.dispatch('whole_part')(micros, weight, weights) }} {%- endmacro %}
{% macro postgres__whole_part(micros, weight, weights) -%}
    div(abs({{ micros }}) * cast({{ weight }} as numeric), {{ weights }})
{%- endmacro %}
{% macro spark__whole_part(micros, weight, weights) -%}
    cast(abs({{ micros }}) as decimal(20, 0)) * {{ weight }} div {{ weights }}
{%- endmacro %}
{% macro left_part(micros, weight, weights) -%} {{ adapter.dispatch('left_part')(micros, weight, weights) }} {%- endmacro %}
{% macro postgres__left_part(micros, weight, weights) -%}
    mod(abs({{ micros }}) * cast({{ weight }} as numeric), {{ weights }})
{%- endmacro %}
{% macro spark__left_part(micros, weight, weights) -%}
    cast(abs({{ micros }}) as decimal(20, 0)) * {{ weight }} % {{ weights }}
{%- endmacro %}

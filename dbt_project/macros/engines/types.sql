{# What the engines that build this project spell differently. Each macro here has one rendering an engine: Postgres, where nights are
   built, and Spark (docs/scale.md). Models use them and nothing else that only one engine knows: tests/unit/dbt_project. #}

{# Text of any length. #}
{% macro text_type() -%} {{ adapter.dispatch('text_type')() }} {%- endmacro %}
{% macro postgres__text_type() -%} text {%- endmacro %}
{% macro spark__text_type() -%} string {%- endmacro %}

{# A number that keeps its digits. Postgres keeps any; Spark has 38 of them, 24 behind the point, and stops the build beyond. #}
{% macro exact_type() -%} {{ adapter.dispatch('exact_type')() }} {%- endmacro %}
{% macro postgres__exact_type() -%} numeric {%- endmacro %}
{% macro spark__exact_type() -%} decimal(38, 24) {%- endmacro %}

{# A type as the contracts in YAML call it, in Spark's words. #}
{% macro spark_type(name) -%}
    {{ {'text': 'string', 'uuid': 'string', 'numeric': spark__exact_type(), 'timestamptz': 'timestamp'}.get(name, name) }}
{%- endmacro %}

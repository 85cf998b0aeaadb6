{# While tables are replaced, the marts stand for no night: marts.build is empty until all of them are right. #}
{% macro forget_the_night() %}
    {%- if execute and flags.WHICH in ('build', 'run') -%}
        {%- set build = adapter.get_relation(target.database, 'marts', 'build') -%}
        {%- if build %} truncate table {{ build }} {% endif -%}
    {%- endif -%}
{% endmacro %}

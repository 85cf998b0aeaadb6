{# What attribution makes anew in a night that knows what changed (variable `only_what_changed`): tables
     intermediate.changed_orders (order_id)              orders that are new, restated or gone, or before which a visit changed
     intermediate.changed_visitors (user_pseudo_id)      visitors of whom a visit changed, or such an order
   say so before the build, and int_months__changed follows from them. Rows with these keys are replaced, also by nothing; all
   others stay. Without the variable everything is made anew. #}

{% macro changed(key) -%}
    {%- if key == 'month' -%}
        select month from {{ ref('int_months__changed') }}
    {%- else -%}
        select {{ key }} from intermediate.{{ {'order_id': 'changed_orders', 'user_pseudo_id': 'changed_visitors'}[key] }}
    {%- endif -%}
{%- endmacro %}

{# A condition on rows: those whose key may have changed, or all. `value` says how the key is got from the row, if not by its name. #}
{% macro only_changed(column, value=none) -%}
    {%- if var('only_what_changed', false) -%}
        {{ value or column }} in ({{ changed(column.split('.') | last) }})
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}

{# dbt's incremental strategy `replace_keys`: what the model now says of the changed keys replaces what stood there. Rows that say the
   same stay untouched, so that a night writes no more than it changes. #}
{% macro get_incremental_replace_keys_sql(arguments) %}
    {%- set target, key = arguments['target_relation'], arguments['unique_key'] -%}
    {%- set columns = arguments['dest_columns'] | map(attribute='quoted') | join(', ') -%}
    {%- set ids = (model['constraints'] | selectattr('type', 'equalto', 'primary_key') | first)['columns'] -%}
    {%- set standing -%}
        select {{ columns }} from {{ target }} where {{ key }} in ({{ changed(key) }})
    {%- endset -%}
    {%- set coming -%}
        select {{ columns }} from {{ arguments['temp_relation'] }}
    {%- endset -%}
    delete from {{ target }} where ({{ ids | join(', ') }}) in (
        select {{ ids | join(', ') }} from ({{ standing }} except {{ coming }}) as gone
    );
    insert into {{ target }} ({{ columns }})
    {{ coming }} except {{ standing }}
{% endmacro %}

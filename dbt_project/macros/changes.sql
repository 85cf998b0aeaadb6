{# What attribution makes anew in a night that knows what changed (variable `only_what_changed`). Rows with these keys are replaced, also
   by nothing; all others stay. Without the variable everything is made anew: before the first night, and after a build broke off, since
   int_months__changed compares what stands with what is to come, and both may then be the new night's. #}

{# A condition on rows: those whose key may have changed, or all. `what` is order_id, user_pseudo_id, month, or claim_month (month, if
   what platforms claim counts too); `value` says how the key is got from the row, if not by its name. #}
{% macro only_changed(what, value=none) -%}
    {%- if var('only_what_changed', false) -%}
        {%- set key, changed = {
            'order_id': ('order_id', 'int_orders__changed'),
            'user_pseudo_id': ('user_pseudo_id', 'int_visitors__changed'),
            'month': ('month', 'int_months__changed'),
            'claim_month': ('month', 'int_claim_months__changed'),
        }[what] -%}
        {{ value or key }} in (select {{ key }} from {{ ref(changed) }})
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}

{# A table as the night before left it, by its name: what makes it comes after what asks. Unit tests put rows in its place. #}
{% macro standing(table) -%}
    {{ table }}
{%- endmacro %}

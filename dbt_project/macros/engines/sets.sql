{# Rows from lists, and lists from rows. #}

{# One row an expression of the list, in the place of a column. #}
{% macro one_row_each(values) -%} {{ adapter.dispatch('one_row_each')(values) }} {%- endmacro %}
{% macro postgres__one_row_each(values) -%} unnest(array[{{ values | join(', ') }}]) {%- endmacro %}
{% macro spark__one_row_each(values) -%} explode(array({{ values | join(', ') }})) {%- endmacro %}

{# Channels of a group's rows as one text, in this order. #}
{% macro path_of(channel, order_by) -%} {{ adapter.dispatch('path_of')(channel, order_by) }} {%- endmacro %}
{% macro postgres__path_of(channel, order_by) -%} string_agg({{ channel }}, ' > ' order by {{ order_by }}) {%- endmacro %}
{% macro spark__path_of(channel, order_by) -%} listagg({{ channel }}, ' > ') within group (order by {{ order_by }}) {%- endmacro %}

{# Such a text as an array. #}
{% macro channels_of(path) -%} {{ adapter.dispatch('channels_of')(path) }} {%- endmacro %}
{% macro postgres__channels_of(path) -%} string_to_array({{ path }}, ' > ') {%- endmacro %}
{% macro spark__channels_of(path) -%} split({{ path }}, ' > ') {%- endmacro %}

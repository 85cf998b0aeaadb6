{# Tables that follow the night's changes: the changed keys are deleted and come anew, everything else stays as it is.
   A model says `unique_key` (its columns in the set of changes) and `meta.changed` (the model that holds the set); its own SQL is
   held to the same set by `changed_only` and `changed_span`. A full refresh makes it from nothing: plugins/marts asks for one whenever the project or the
   settings changed. #}

{% macro get_incremental_replace_changed_sql(arg_dict) %}
    {%- set key = config.require('unique_key') | join(', ') -%}
    {%- set columns = arg_dict['dest_columns'] | map(attribute='quoted') | join(', ') -%}
    delete from {{ arg_dict['target_relation'] }}
    where ({{ key }}) in (select {{ key }} from {{ ref(config.get('meta')['changed']) }});

    insert into {{ arg_dict['target_relation'] }} ({{ columns }})
    select {{ columns }} from {{ arg_dict['temp_relation'] }}
{% endmacro %}

{# Whether the model at hand follows the set of changes, and isn't made from nothing. Unit tests set it. #}
{% macro follows_changes() -%}
    {{ return(model.config.materialized != 'unit' and is_incremental()) }}
{%- endmacro %}

{# A condition: the row's key is in the set of changes; all rows, when a table is made from nothing. #}
{% macro changed_only(changed, key) -%}
    {%- set follows = follows_changes() -%}
    {%- set set_of_changes = ref(changed) if follows or model.config.materialized != 'unit' -%}  {# a unit test knows only what it gives #}
    {%- if follows -%}
        ({{ key | join(', ') }}) in (select {{ key | join(', ') }} from {{ set_of_changes }})
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}

{# A condition that an index on `column` can serve: its day lies in the span of the set of changes, or `days` beside it. #}
{% macro changed_span(changed, column='day', days=0) -%}
    {%- set follows = follows_changes() -%}
    {%- set set_of_changes = ref(changed) if follows or model.config.materialized != 'unit' -%}
    {%- if follows -%}
        {{ column }} >= (select min(day) - {{ days }} from {{ set_of_changes }})
        and {{ column }} <= (select max(day) + {{ days }} from {{ set_of_changes }})
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}

{# Whether the tables that stand may lie on the other side of a night on which something became known, or ceased to be. #}
{% macro has_changed(known_on) -%}
    {{ known_on }} > least(cast('{{ var("changed_since").low }}' as date), cast('{{ var("decision_date") }}' as date))
    and {{ known_on }} <= greatest(cast('{{ var("changed_since").high }}' as date), cast('{{ var("decision_date") }}' as date))
{%- endmacro %}

{# A test's condition: the row's key is in the set of changes, so that a night is checked at the cost of its changes; all rows, when the
   tables were made from nothing or are made again to be sure (variable `check_everything`). `columns`: the key in the row, if it is
   named otherwise there. #}
{% macro to_be_checked(changed, key, columns=none) -%}
    {%- if var('check_everything') -%}
        true
    {%- else -%}
        ({{ columns or key | join(', ') }}) in (
            select {% for column in key %}changes.{{ column }}{{ ', ' if not loop.last }}{% endfor %} from {{ ref(changed) }} as changes
        )
    {%- endif -%}
{%- endmacro %}

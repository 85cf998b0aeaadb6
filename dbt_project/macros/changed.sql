{# dbt's incremental strategy `replace_changed`, of tables that follow the night's changes: what the model now says of the changed keys
   replaces what stood there. Rows that say the same stay untouched, so that a night writes no more than it changes. A model says
   `unique_key` (its columns in the set of changes) and `meta.changed` (the model that holds the set); its own SQL is held to the same
   set by `changed_only` and `changed_span`. A full refresh makes it from nothing: plugins/marts asks for one whenever the project or
   the settings changed. #}

{% macro get_incremental_replace_changed_sql(arguments) %}
    {%- set target, key = arguments['target_relation'], config.require('unique_key') | join(', ') -%}
    {%- set columns = arguments['dest_columns'] | map(attribute='quoted') | join(', ') -%}
    {%- set ids = (model['constraints'] | selectattr('type', 'equalto', 'primary_key') | first)['columns'] -%}
    {%- set standing -%}
        select {{ columns }} from {{ target }} where ({{ key }}) in (select {{ key }} from {{ ref(config.get('meta')['changed']) }})
    {%- endset -%}
    {%- set coming -%}
        select {{ columns }} from {{ arguments['temp_relation'] }}
    {%- endset -%}
    delete from {{ target }} where ({{ ids | join(', ') }}) in (
        select {{ ids | join(', ') }} from ({{ standing }} except all {{ coming }}) as gone
    );
    insert into {{ target }} ({{ columns }})
    {{ coming }} except all {{ standing }}
{% endmacro %}

{# Whether the model at hand follows the set of changes, and isn't made from nothing. Unit tests set it. #}
{% macro follows_changes() -%}
    {{ return(model.config.materialized != 'unit' and is_incremental()) }}
{%- endmacro %}

{# A condition: the row's key is in the set of changes; all rows, when a table is made from nothing. `by_index`: Postgres joins no other
   table into a view that has queries of its own, but seeks the keys of an array in it, where an index of raw serves them. #}
{% macro changed_only(changed, key, by_index=false) -%}
    {%- set follows = follows_changes() -%}
    {%- set set_of_changes = ref(changed) if follows or model.config.materialized != 'unit' -%}  {# a unit test knows only what it gives #}
    {%- if follows and by_index -%}
        {{ key[0] }} = any(array(select {{ key[0] }} from {{ set_of_changes }}))
    {%- elif follows -%}
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
   tables were made from nothing or are made again to be sure (variable `check_everything`). `of`: the table that has the key, if
   several have. #}
{% macro to_be_checked(changed, key, of=none) -%}
    {%- if var('check_everything') -%}
        true
    {%- else -%}
        {%- set dot = of ~ '.' if of else '' -%}
        ({{ dot }}{{ key | join(', ' ~ dot) }}) in (select changes.{{ key | join(', changes.') }} from {{ ref(changed) }} as changes)
    {%- endif -%}
{%- endmacro %}

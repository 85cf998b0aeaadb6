{# What a table is besides its rows. Spark's are Parquet files, made from nothing: who may read them and what they are indexed by is
   the lake's business, and nothing follows a night's changes there. #}

{# dbt gives a table its primary key before its rows, and Postgres then files each row one by one. Here the key comes when the rows
   are in, inside the same transaction: as strict, and of 660,000 attributed rows in 1.0 s of processor time instead of 2.6 s. #}
{% macro postgres__get_table_columns_and_constraints() %}
    ({{ adapter.render_raw_columns_constraints(raw_columns=model['columns']) | join(', ') }})
{% endmacro %}

{# The end of every table: its key, unless it stands, and fresh statistics, so that joins are planned on what is there tonight. A sample
   of a big table (80 MB) that follows a night's changes costs more than the changes do, and says what the last one said: there
   autovacuum takes it, once a tenth of the rows is new. #}
{% macro finish_table() %} {{ adapter.dispatch('finish_table')() }} {% endmacro %}
{% macro postgres__finish_table() %}
    {%- if model.config.materialized in ('table', 'incremental') -%}
        {%- for constraint in adapter.render_raw_model_constraints(raw_constraints=model['constraints']) if not is_incremental() -%}
            alter table {{ this }} add {{ constraint }};
        {%- endfor -%}
        {% if is_incremental() -%}
        do 'begin
            if (select relpages < 10000 from pg_class where oid = ''{{ this }}''::regclass) then analyze {{ this }}; end if;
        end';
        {%- else -%}
        analyze {{ this }};
        {%- endif -%}
    {%- endif -%}
{% endmacro %}
{# Spark enforces no key and no column to be filled: so it is asked, of every table that has a key, before the next one reads it. #}
{% macro spark__finish_table() %}
    {%- set keys = model['constraints'] | selectattr('type', 'equalto', 'primary_key') | map(attribute='columns') | list -%}
    {%- if execute and keys and model.config.materialized in ('table', 'incremental') -%}
        {%- set key = keys[0] | join(', ') -%}
        {%- set filled = spark_filled_columns() -%}
        {%- set found = run_query(
            "select count(*), count(distinct " ~ key ~ "), count_if(" ~ filled | join(' is null or ') ~ " is null) from " ~ this
        ).rows[0] -%}
        {%- if found[0] != found[1] or found[2] -%}
            {{ exceptions.raise_compiler_error(
                this ~ ': ' ~ (found[0] - found[1]) ~ ' rows have a key that another one has (' ~ key ~ '), '
                ~ found[2] ~ ' lack a value that they must have (' ~ filled | join(', ') ~ ')'
            ) }}
        {%- endif -%}
    {%- endif -%}
{% endmacro %}
{% macro spark_filled_columns() %}
    {%- set filled = [] -%}
    {%- for column in model['columns'].values() if column['constraints'] | selectattr('type', 'equalto', 'not_null') | list -%}
        {%- do filled.append(column['name']) -%}
    {%- endfor -%}
    {{ return(filled) }}
{% endmacro %}

{# The contract's columns in its order and types, as Postgres makes them of the contract itself. #}
{% macro spark__create_table_as(temporary, relation, compiled_code, language='sql') -%}
    create table {{ relation }} using parquet as
    select
        {% for column in model['columns'].values() -%}
        cast({{ column['name'] }} as {{ spark_type(column['data_type']) }}) as {{ column['name'] }}{{ ',' if not loop.last }}
        {% endfor %}
    from (
        {{ compiled_code }}
    ) as made
{%- endmacro %}

{# What follows changes in Postgres is made from nothing in Spark, and only when told so. #}
{% materialization incremental, adapter='spark' %}
    {%- if not should_full_refresh() -%}
        {{ exceptions.raise_compiler_error('Spark makes ' ~ this ~ ' from nothing; say so: --full-refresh') }}
    {%- endif -%}
    {{ return(materialization_table_spark()) }}
{% endmaterialization %}

{% macro spark__apply_grants(relation, grant_config, should_revoke=True) %}{% endmacro %}

{# A seed's rows, typed as _seeds.yml says. #}
{% macro spark__create_csv_table(model, agate_table) %}
    {%- set types = model['config'].get('column_types', {}) -%}
    {%- call statement('_') -%}
        create table {{ this }} (
            {%- for name in agate_table.column_names %}{{ name }} {{ spark_type(types[name]) }}{{ ', ' if not loop.last }}{% endfor -%}
        ) using parquet
    {%- endcall -%}
{% endmacro %}
{% macro spark__load_csv_rows(model, agate_table) %}
    {%- set types = model['config'].get('column_types', {}) -%}
    {%- call statement('_') -%}
        insert into {{ this }} values
        {% for row in agate_table.rows -%}
            ({% for name in agate_table.column_names -%}
                {%- set value = row[name] -%}
                {{ 'null' if value is none else "cast('" ~ value | string | replace("'", "\\'") ~ "' as " ~ spark_type(types[name]) ~ ")" }}
                {{- ', ' if not loop.last -}}
            {%- endfor %}){{ ', ' if not loop.last }}
        {% endfor %}
    {%- endcall -%}
{% endmacro %}

{# While tables are replaced, the marts stand for no night: marts.build is empty until all of them are right. #}
{% macro forget_the_night() %} {{ adapter.dispatch('forget_the_night')() }} {% endmacro %}
{% macro postgres__forget_the_night() %}
    {%- if execute and flags.WHICH in ('build', 'run') -%}
        {%- set build = adapter.get_relation(target.database, 'marts', 'build') -%}
        {%- if build %} truncate table {{ build }} {% endif -%}
    {%- endif -%}
{% endmacro %}
{# A run of Spark begins with an empty lake: plugins/marts/spark. #}
{% macro spark__forget_the_night() %}{% endmacro %}

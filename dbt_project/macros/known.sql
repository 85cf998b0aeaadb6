{# What the night knows of a raw table: the row versions that stand on its decision date. #}
{% macro known(relation) %}
    select *
    from {{ relation }}
    where
        known_from <= cast('{{ var("decision_date") }}' as date)
        and known_until > cast('{{ var("decision_date") }}' as date)
{% endmacro %}

{# What a night knows of a report: platforms restate for weeks, so the same key comes in many deliveries. #}

{# All lines of the newest known delivery of each key: for reports, where two lines of one key add up. #}
{% macro newest_delivery(relation, key) %}
    select *
    from (
        select
            report.*,
            rank() over (
                partition by {{ 'report.' ~ key | join(', report.') }}
                order by deliveries.newness desc
            ) as newest_first
        from {{ relation }} as report
        inner join {{ ref('stg_ops__deliveries') }} as deliveries
            on report.delivery_id = deliveries.delivery_id
    ) as ranked
    where newest_first = 1
{% endmacro %}

{# The last line of the newest known delivery of each key: for things that have one state, such as an order. #}
{% macro newest_line(relation, key) %}
    select *
    from (
        select
            report.*,
            row_number() over (
                partition by {{ 'report.' ~ key | join(', report.') }}
                order by deliveries.newness desc, report.line desc
            ) as newest_first
        from {{ relation }} as report
        inner join {{ ref('stg_ops__deliveries') }} as deliveries
            on report.delivery_id = deliveries.delivery_id
    ) as ranked
    where newest_first = 1
{% endmacro %}

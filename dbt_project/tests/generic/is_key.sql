{# No two rows have the same values in `columns`: for what Postgres can't hold to a primary key, such as a seed. #}
{% test is_key(model, columns) %}
select
    {{ columns | join(', ') }},
    count(*) as rows_found
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1
{% endtest %}

{# What a cell would have shown on days that no delivery covers, or that no rate values: the mean of the last four same weekdays before that are known,
   usually those of the last four weeks. `cells` has the columns of `key`, day, status and `measures`. #}
{% macro same_weekday_means(cells, key, measures) %}
    select
        {% for column in key -%} {{ column }}, {% endfor %}
        day,
        {% for measure in measures -%}
        round({{ mean(measure) }}) as {{ measure }}{{ ',' if not loop.last }}
        {% endfor %}
    from (
        select
            {% for column in key -%} gaps.{{ column }}, {% endfor %}
            gaps.day,
            {% for measure in measures -%} earlier.{{ measure }}, {% endfor %}
            row_number() over (
                partition by {% for column in key -%} gaps.{{ column }}, {% endfor %} gaps.day
                order by earlier.day desc
            ) as weeks_back
        from {{ cells }} as gaps
        inner join {{ cells }} as earlier
            on
                {% for column in key -%} gaps.{{ column }} = earlier.{{ column }} and {% endfor %}
                ({{ days_between('earlier.day', 'gaps.day') }}) % 7 = 0
                and gaps.day > earlier.day
        where gaps.status in ('imputed', 'no rate') and earlier.status not in ('imputed', 'no rate')
    ) as same_weekdays
    where weeks_back <= 4
    group by {% for column in key -%} {{ column }}, {% endfor %} day
{% endmacro %}

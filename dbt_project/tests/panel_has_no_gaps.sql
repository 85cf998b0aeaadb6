-- Parts of the panel that lack a row for some geo, channel or control and day, or that don't end on the eve of the decision date.
with

parts as (

    select
        'panel_media ' || channel as part,
        geo,
        day
    from {{ ref('panel_media') }}

    union all

    select
        'panel_outcome' as part,
        geo,
        day
    from {{ ref('panel_outcome') }}

    union all

    select
        'panel_controls ' || name as part,
        geo,
        day
    from {{ ref('panel_controls') }}

),

bounds as (

    select
        min(day) as first_day,
        cast('{{ var("decision_date") }}' as date) - 1 as last_day,
        count(distinct geo) as geos
    from parts

)

select
    parts.part,
    count(*) as cells_found,
    bounds.geos * ({{ days_between('bounds.first_day', 'bounds.last_day') }} + 1) as cells_wanted
from parts
cross join bounds
group by parts.part, bounds.geos, bounds.first_day, bounds.last_day
having count(*) <> bounds.geos * ({{ days_between('bounds.first_day', 'bounds.last_day') }} + 1)

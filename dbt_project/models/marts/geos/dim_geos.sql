-- One row a place that a number may have, with the places that hold it: numbers by state sum to regions, countries and the world.
with

geos as (select * from {{ ref('geos') }}),

populations as (select * from {{ ref('state_populations') }}),

above as (

    select
        geos.geo,
        geos.name,
        geos.level,
        geos.parent,
        case geos.level when 'region' then geos.geo when 'state' then geos.parent end as region,
        case geos.level when 'country' then geos.geo when 'region' then geos.parent when 'state' then parents.parent end as country
    from geos
    left join geos as parents on geos.parent = parents.geo

),

-- A state's people count for all places that hold it.
people as (

    select
        geo,
        people
    from populations

    union all

    select
        {{ one_row_each(['above.region', 'above.country', "'world'"]) }} as geo,
        populations.people
    from populations
    inner join above on populations.geo = above.geo

),

counted as (

    select
        geo,
        sum(people) as people
    from people
    group by geo

)

select
    above.geo,
    above.name,
    above.level,
    above.parent,
    above.region,
    above.country,
    cast(coalesce(counted.people, 0) as bigint) as people
from above
left join counted on above.geo = counted.geo

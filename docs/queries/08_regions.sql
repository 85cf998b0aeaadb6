-- What did we spend and credit by region in the last 28 days, and how much of the place is a guess?
-- Where a platform tells no place its spend is spread by people: place_is_a_guess is the share of spend that was.
select
    coalesce(regions.name, 'no region') as region,
    sum(days.spend_micros) / 1e6 as spend,
    sum(days.attributed_revenue_micros) / 1e6 as attributed_revenue,
    round(sum(days.spend_micros) / 1e6 / max(regions.people), 4) as spend_a_head,
    round(sum(days.estimated_spend_micros) / nullif(sum(days.spend_micros), 0), 3) as place_is_a_guess
from published.fct_channel_geo_days as days
left join published.dim_geos as places on days.geo = places.geo
left join published.dim_geos as regions on places.region = regions.geo
where days.day >= (select decision_date - 28 from published.build)
group by regions.name
order by spend desc nulls last;

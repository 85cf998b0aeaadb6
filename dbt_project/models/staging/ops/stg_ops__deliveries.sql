-- One row a delivery that the night knows: loaded, from a channel the company has, arrived by the decision date. What came later
-- doesn't exist yet, so the same night asked again gives the same answer.
{% set channels = "'" ~ var('channels') | join("', '") ~ "'" %}
select
    delivery_id,
    channel,
    report,
    delivered_on,
    first_day,
    last_day
from {{ source('ops', 'deliveries') }}
where
    status = 'loaded'
    and channel in ({{ channels }})
    and delivered_on <= cast('{{ var("decision_date") }}' as date)

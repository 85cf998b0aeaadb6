-- One row a visitor and month: the channels of the month's sessions that no order followed, kept from night to night.
with

-- depends_on: {{ ref('int_months__changed') }}, which compares what stands here with what is to come
-- depends_on: {{ ref('int_visitors__changed') }}, whose journeys are replaced
journeys as (select * from {{ ref('int_journeys__walked') }})

select
    user_pseudo_id,
    month,
    path
from journeys

-- One row a channel, report and day of which the night knows something else than the tables that stand: what was loaded since they
-- were built, and what became known, or ceased to be, between their night and this one, in either direction.
{% set since = var('changed_since') %}
{% if since %}
with

changes as (select * from {{ source('ops', 'day_changes') }}),

-- A LinkedIn campaign that has another place or account changes all days of its creatives.
campaigns as (

    select campaigns.campaign_urn
    from {{ source('linkedin', 'campaigns') }} as campaigns
    inner join {{ source('ops', 'deliveries') }} as deliveries on campaigns.delivery_id = deliveries.delivery_id
    where
        deliveries.load_no > {{ since.load_no }}
        or {{ has_changed('campaigns.known_from') }}
        or {{ has_changed('campaigns.known_until') }}

)

select
    channel,
    report,
    day
from changes
where
    day > '0001-01-01'  -- a list without days
    and (load_no > {{ since.load_no }} or {{ has_changed('known_on') }})

union

select
    'linkedin' as channel,
    'creative_days' as report,
    creatives.day
from {{ source('linkedin', 'creative_days') }} as creatives
inner join campaigns on creatives.campaign_urn = campaigns.campaign_urn
{% else %}
select
    channel,
    report,
    day
from {{ source('ops', 'day_changes') }}
where false
{% endif %}

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

),

changed as (

    select
        channel,
        report,
        day
    from changes
    where load_no > {{ since.load_no }} or {{ has_changed('known_on') }}

)

select
    channel,
    report,
    day
from changed
where day > '0001-01-01'  -- a list without days

union

select
    'linkedin' as channel,
    'creative_days' as report,
    creatives.day
from {{ source('linkedin', 'creative_days') }} as creatives
inner join campaigns on creatives.campaign_urn = campaigns.campaign_urn
{% if var('rates_channels') %}
{% set told_in_money = var('paid_channels') | join("'), ('") -%}
{% set banks = var('rates_channels') | join("', '") %}
union

-- A rate that is told anew changes every amount of its day, and of the days for which it may stand.
select
    channels.channel,
    'rates' as report,
    changed.day + stands.days as day
from changed
cross join (values ('{{ told_in_money }}'), ('shopify')) as channels (channel)
cross join generate_series(0, {{ var('rates_carried_days') }}) as stands (days)
where changed.channel in ('{{ banks }}')
{% endif %}
{% else %}
select
    channel,
    report,
    day
from {{ source('ops', 'day_changes') }}
where false
{% endif %}

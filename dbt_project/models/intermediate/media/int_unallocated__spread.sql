-- One row a campaign, state and day: what a campaign cost beyond its ads, where it probably did. It is split as the spend of the
-- campaign's own ads was on that day. A campaign whose ads spent nothing in a place that we know is split by people: over the
-- states where the channel's other ads ran, or over all of them if none did. Whole numbers whose sum is the campaign's own.
with

campaign_days as (

    select *
    from {{ ref('fct_campaign_days') }}
    where
        (account_unallocated_spend_micros <> 0 or unallocated_impressions <> 0 or unallocated_clicks <> 0)
        and {{ changed_only('stg_ops__changed_days', ['channel', 'day']) }} and {{ changed_span('stg_ops__changed_days') }}

),

ad_days as (

    select *
    from {{ ref('fct_ad_days') }}
    where
        geo <> 'unmapped' and account_spend_micros > 0
        and {{ changed_only('stg_ops__changed_days', ['channel', 'day']) }} and {{ changed_span('stg_ops__changed_days') }}

),

-- Half a click goes up or down, in another state for each campaign: see stg_amazon_ads__ad_days.
shifted as (

    select
        campaign_days.*,
        (
            row_number() over (
                partition by campaign_days.channel, campaign_days.day order by campaign_days.account_id, campaign_days.campaign_id
            ) * 0.6180339887
        ) % 1 as shift
    from campaign_days

),

own_places as (

    select
        channel,
        account_id,
        campaign_id,
        day,
        geo,
        sum(account_spend_micros) as weight
    from ad_days
    group by channel, account_id, campaign_id, day, geo

),

channel_places as (

    select distinct
        channel,
        day,
        geo
    from own_places

),

placeless as (

    select
        campaign_days.channel,
        campaign_days.account_id,
        campaign_days.campaign_id,
        campaign_days.day
    from campaign_days
    left join own_places using (channel, account_id, campaign_id, day)
    where own_places.geo is null

),

elsewhere as (

    select
        placeless.channel,
        placeless.account_id,
        placeless.campaign_id,
        placeless.day,
        populations.geo,
        populations.people,
        near.geo is not null as is_near,
        bool_or(near.geo is not null) over (
            partition by placeless.channel, placeless.account_id, placeless.campaign_id, placeless.day
        ) as some_are_near
    from placeless
    cross join {{ ref('state_populations') }} as populations
    left join channel_places as near
        on placeless.channel = near.channel and placeless.day = near.day and populations.geo = near.geo

),

places as (

    select
        own_places.channel,
        own_places.account_id,
        own_places.campaign_id,
        own_places.day,
        own_places.geo,
        own_places.weight
    from own_places
    inner join campaign_days using (channel, account_id, campaign_id, day)

    union all

    select
        channel,
        account_id,
        campaign_id,
        day,
        geo,
        people as weight
    from elsewhere
    where is_near or not some_are_near

),

running as (

    select
        channel,
        account_id,
        campaign_id,
        day,
        geo,
        weight,
        sum(weight) over (so_far) as weight_through,
        sum(weight) over (whole) as all_weight
    from places
    window
        whole as (partition by channel, account_id, campaign_id, day),
        so_far as (partition by channel, account_id, campaign_id, day order by geo)

),

states as (

    select
        channel,
        account_id,
        campaign_id,
        day,
        geo,
        {{ quotient('(weight_through - weight)', 'all_weight') }} as share_before,
        {{ quotient('weight_through', 'all_weight') }} as share_through
    from running

)

select
    states.channel,
    states.account_id,
    states.campaign_id,
    states.geo,
    states.day,
    {{ part_of('shifted.unallocated_spend_micros') }} as spend_micros,
    {{ part_of('shifted.unallocated_impressions') }} as impressions,
    {{ part_of('shifted.unallocated_clicks') }} as clicks
from shifted
inner join states using (channel, account_id, campaign_id, day)

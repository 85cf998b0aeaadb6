-- One row a state and line, as known on the night, of each Sponsored Products ad and day. Amazon tells no place, so each ad is
-- spread over the states by their people: whole numbers whose sum is the ad's own. Windows hold each other; one of them counts.
with

lines as (

    {{ known(source('amazon_ads', 'sp_ad_days')) }}

),

numbered as (

    select
        lines.*,
        row_number() over (
            partition by lines.day
            order by lines.campaign_id, lines.ad_group_id, lines.ad_id, lines.currency_code, lines.row_hash
        ) as place
    from lines

),

-- Half a click goes up or down. Were that the same for each ad, the state in the middle would have all single clicks; so each ad
-- is shifted by another fraction, and multiples of the golden ratio fall everywhere between 0 and 1 alike.
shifted as (

    select
        numbered.*,
        (numbered.place * 0.6180339887) % 1 as shift
    from numbered

),

running as (

    select
        geo,
        people,
        sum(people) over (order by geo) as people_through,
        sum(people) over () as all_people
    from {{ ref('state_populations') }}

),

states as (

    select
        geo,
        {{ quotient('(people_through - people)', 'all_people') }} as share_before,
        {{ quotient('people_through', 'all_people') }} as share_through
    from running

)

select
    'amazon_ads' as channel,
    {{ channel_setting('amazon_ads', 'account_id') }} as account_id,
    shifted.campaign_id as campaign_id,
    shifted.campaign_name as campaign_name,
    shifted.ad_group_id as ad_group_id,
    shifted.ad_id as ad_id,
    states.geo as geo,
    true as geo_is_estimated,
    shifted.day as day,

    shifted.currency_code as currency,
    {{ part_of(to_micros('shifted.cost')) }} as spend_micros,
    {{ part_of('coalesce(shifted.impressions, 0)') }} as impressions,
    {{ part_of('coalesce(shifted.clicks, 0)') }} as clicks,
    cast({{ part_of('coalesce(shifted.purchases_14d, 0)') }} as {{ exact_type() }}) as claimed_conversions,
    {{ part_of(to_micros('shifted.sales_14d')) }} as claimed_revenue_micros,

    shifted.delivery_id

from shifted
cross join states

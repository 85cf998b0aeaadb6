-- Channels and days whose spend in the marts is not, to the micro, what the newest known deliveries say. Asked of raw directly, by
-- another way than staging goes.
{% set reports = [
    ('google_ads', 'ad_geo_days', "'google_ads'", 'cost_micros', 'campaign_id, ad_group_id, ad_id, geo_target_region'),
    ('meta', 'ad_region_days', "'meta'", 'spend * 1000000', 'campaign_id, adset_id, ad_id, region'),
    ('tiktok', 'ad_province_days', "'tiktok'", 'spend * 1000000', 'campaign_id, adgroup_id, ad_id, province_id'),
    ('linkedin', 'creative_days', "'linkedin'", 'cost_in_local_currency * 1000000', 'campaign_urn, creative_urn'),
    ('microsoft_ads', 'ad_geo_days', "'microsoft_ads'", 'spend * 1000000', 'campaign_id, ad_group_id, ad_id, state'),
    (
        'pinterest', 'ad_region_days', "'pinterest'", "case targeting_type when 'REGION' then spend_in_micro_dollar end",
        'campaign_id, ad_group_id, ad_id, targeting_type, targeting_value'
    ),
    ('dv360', 'creative_region_days', "'dv360'", 'revenue * 1000000', 'insertion_order_id, line_item_id, creative_id, region_id'),
    ('trade_desk', 'creative_region_days', "'trade_desk'", 'advertiser_cost * 1000000', 'campaign_id, ad_group_id, creative_id, region'),
    ('amazon_ads', 'sp_ad_days', "'amazon_ads'", 'cost * 1000000', 'campaign_id, ad_group_id, ad_id'),
    ('amazon_dsp', 'line_item_region_days', "'amazon_dsp'", 'total_cost * 1000000', 'order_id, line_item_id, region'),
    ('offline', 'days', 'report.channel', 'cost * 1000000', 'report.channel, campaign, placement, geo_name'),
] %}
{% set channels = "'" ~ var('channels') | join("', '") ~ "'" %}
with

known as (

    select
        delivery_id,
        (delivered_on, delivery_id) as arrived
    from {{ source('ops', 'deliveries') }}
    where
        status = 'loaded'
        and delivered_on <= cast('{{ var("decision_date") }}' as date)
        and channel in ({{ channels }})

),

delivered as (
    {% for dialect, table, channel, micros, key in reports %}
    select
        newest.channel,
        newest.day,
        sum(newest.micros) as spend_micros
    from (
        select distinct on ({{ key }}, report.date)  -- noqa: AM01
            {{ channel }} as channel,
            report.date as day,
            sum(round(coalesce({{ micros }}, 0))) as micros
        from {{ source(dialect, table) }} as report
        inner join known on report.delivery_id = known.delivery_id
        group by {{ key }}, report.date, known.arrived
        order by {{ key }}, report.date, known.arrived desc
    ) as newest
    group by newest.channel, newest.day
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

marts as (

    select
        channel,
        day,
        sum(spend_micros) as spend_micros
    from {{ ref('fct_ad_days') }}
    group by channel, day

)

select
    channel,
    day,
    delivered.spend_micros as delivered_micros,
    marts.spend_micros as mart_micros
from delivered
full outer join marts using (channel, day)
where delivered.spend_micros is distinct from marts.spend_micros

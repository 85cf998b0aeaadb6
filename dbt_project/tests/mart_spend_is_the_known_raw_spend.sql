-- Channels and days whose spend in the marts is not, to the micro, what was known of raw on the night. Asked of raw directly, by
-- another way than staging goes.
{% set reports = [
    ('google_ads', 'ad_geo_days', "'google_ads'", 'cost_micros'),
    ('meta', 'ad_region_days', "'meta'", 'spend * 1000000'),
    ('tiktok', 'ad_province_days', "'tiktok'", 'spend * 1000000'),
    ('linkedin', 'creative_days', "'linkedin'", 'cost_in_local_currency * 1000000'),
    ('microsoft_ads', 'ad_geo_days', "'microsoft_ads'", 'spend * 1000000'),
    ('pinterest', 'ad_region_days', "'pinterest'", "case targeting_type when 'REGION' then spend_in_micro_dollar end"),
    ('dv360', 'creative_region_days', "'dv360'", 'revenue * 1000000'),
    ('trade_desk', 'creative_region_days', "'trade_desk'", 'advertiser_cost * 1000000'),
    ('amazon_ads', 'sp_ad_days', "'amazon_ads'", 'cost * 1000000'),
    ('amazon_dsp', 'line_item_region_days', "'amazon_dsp'", 'total_cost * 1000000'),
    ('offline', 'days', 'channel', 'cost * 1000000'),
] %}
{% set channels = "'" ~ var('channels') | join("', '") ~ "'" %}
with

delivered as (
    {% for dialect, table, channel, micros in reports %}
    select
        {{ channel }} as channel,
        day,
        sum(round(coalesce({{ micros }}, 0))) as spend_micros
    from {{ source(dialect, table) }}
    where
        cast('{{ var("decision_date") }}' as date) between known_from and known_until - 1
        and {{ channel }} in ({{ channels }})
        and {{ to_be_checked('stg_ops__changed_days', ['day']) }}
    group by {{ 'channel, ' if channel == 'channel' }}day
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

marts as (

    select
        channel,
        day,
        sum(account_spend_micros) as spend_micros
    from {{ ref('fct_ad_days') }}
    where {{ to_be_checked('stg_ops__changed_days', ['day']) }}
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

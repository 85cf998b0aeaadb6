-- One row a delivered line of any paid channel, all in the same columns; the facts sum them by ad, geo and day.
{% for dialect in var('ad_dialects') %}
select
    channel,
    account_id,
    campaign_id,
    campaign_name,
    ad_group_id,
    ad_id,
    geo,
    geo_is_estimated,
    day,
    currency,
    spend_micros,
    impressions,
    clicks,
    claimed_conversions,
    claimed_revenue_micros,
    delivery_id
from {{ ref('stg_' ~ dialect ~ '__ad_days') }}
{% if not loop.last %}union all{% endif %}
{% endfor %}

-- One row a line that a platform told of a whole campaign or account, all in the same columns; dialects without such reports have none.
{% for dialect in var('totals_dialects') %}
select
    channel,
    level,
    account_id,
    campaign_id,
    campaign_name,
    day,
    currency,
    spend_micros,
    impressions,
    clicks
from {{ ref('stg_' ~ dialect ~ '__totals') }}
{% if not loop.last %}union all{% endif %}
{% else %}
select
    cast(null as {{ text_type() }}) as channel,
    cast(null as {{ text_type() }}) as level,
    cast(null as {{ text_type() }}) as account_id,
    cast(null as {{ text_type() }}) as campaign_id,
    cast(null as {{ text_type() }}) as campaign_name,
    cast(null as date) as day,
    cast(null as {{ text_type() }}) as currency,
    cast(null as bigint) as spend_micros,
    cast(null as bigint) as impressions,
    cast(null as bigint) as clicks
where false
{% endfor %}

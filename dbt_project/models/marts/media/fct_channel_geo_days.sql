-- One row a channel, geo and day: what it cost, showed and claims, beside what each attribution model credits it with. Credited
-- revenue lies on the order's day and in its geo, so that over all channels it sums to the orders.
{% set models = var('credit_models') %}
with

ad_days as (

    select *
    from {{ ref('int_ad_days__summed') }}
    where {{ changed_only('int_days__affected', ['day']) }} and {{ changed_span('int_days__affected') }}

),

email_days as (

    select *
    from {{ ref('int_email_days__counted') }}
    where {{ changed_only('int_days__affected', ['day']) }} and {{ changed_span('int_days__affected') }}

),

credits as (

    select *
    from {{ ref('int_credits__by_day') }}
    where {{ changed_only('int_days__affected', ['day']) }} and {{ changed_span('int_days__affected') }}

),

parts as (

    select
        channel,
        geo,
        day,
        spend_micros,
        estimated_spend_micros,
        impressions,
        clicks,
        claimed_conversions,
        claimed_revenue_micros,
        {% for model in models %}
        0 as {{ model }}_micros{% if not loop.last %},{% endif %}
        {% endfor %}
    from ad_days

    union all

    select
        'klaviyo' as channel,
        geo,
        day,
        0 as spend_micros,
        0 as estimated_spend_micros,
        received as impressions,
        clicked as clicks,
        0 as claimed_conversions,
        0 as claimed_revenue_micros,
        {% for model in models %}
        0 as {{ model }}_micros{% if not loop.last %},{% endif %}
        {% endfor %}
    from email_days

    union all

    select
        channel,
        geo,
        day,
        0 as spend_micros,
        0 as estimated_spend_micros,
        0 as impressions,
        0 as clicks,
        0 as claimed_conversions,
        0 as claimed_revenue_micros,
        {% for model in models %}
        {{ model }}_micros{% if not loop.last %},{% endif %}
        {% endfor %}
    from credits

)

select
    channel,
    geo,
    day,
    {{ sum_if_all_known('spend_micros') }} as spend_micros,
    cast(sum(estimated_spend_micros) as bigint) as estimated_spend_micros,
    cast(sum(impressions) as bigint) as impressions,
    cast(sum(clicks) as bigint) as clicks,
    sum(claimed_conversions) as claimed_conversions,
    {{ sum_if_all_known('claimed_revenue_micros') }} as claimed_revenue_micros,
    cast(sum({{ var('attribution_model') }}_micros) as bigint) as attributed_revenue_micros,
    {% for model in models %}
    cast(sum({{ model }}_micros) as bigint) as {{ model }}_revenue_micros{% if not loop.last %},{% endif %}
    {% endfor %}
from parts
group by channel, geo, day

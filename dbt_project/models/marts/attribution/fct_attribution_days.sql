-- One row a day, channel and model: all nine views of who brought the day's net revenue, side by side. In each of them a day's rows
-- sum to its orders exactly; of the platforms' own claims, 'unattributed' is what they leave over, below zero where they claim more
-- than was sold.
{% set models = var('credit_models') %}
with

credits as (

    select * from {{ ref('int_credits__by_day') }}
    where {{ only_changed('claim_month') }}

),

ad_days as (

    select * from {{ ref('int_ad_days__summed') }}
    where
        claimed_revenue_micros <> 0
        and {{ only_changed('claim_month', month_of('day')) }}

),

parts as (

    {% for model in models %}
    select
        day,
        channel,
        '{{ model }}' as model,
        {{ model }}_micros as revenue_micros
    from credits

    union all

    {% endfor %}
    select
        day,
        channel,
        'platform_claims' as model,
        claimed_revenue_micros as revenue_micros
    from ad_days

    union all

    select
        day,
        'unattributed' as channel,
        'platform_claims' as model,
        first_touch_micros as revenue_micros
    from credits

    union all

    select
        day,
        'unattributed' as channel,
        'platform_claims' as model,
        -claimed_revenue_micros as revenue_micros
    from ad_days

)

select
    day,
    {{ month_of('day') }} as month,
    channel,
    model,
    model = '{{ var("attribution_model") }}' as is_ours,
    cast(sum(revenue_micros) as bigint) as revenue_micros
from parts
group by day, channel, model

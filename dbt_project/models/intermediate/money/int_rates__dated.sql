-- One row a currency and day: what one unit of it was worth in the reporting currency. Banks name no rate on weekends and holidays,
-- so the last one stands for var rates_carried_days days; after that there is no row, and an amount has no value.
{% set reporting = "'" ~ var('currency') ~ "'" %}
with

rates as (select * from {{ ref('stg_ecb__rates') }}),

-- The base buys itself one for one, on each day on which it buys anything.
quoted as (

    select
        base,
        currency,
        day,
        rate
    from rates

    union

    select
        base,
        base as currency,
        day,
        cast(1 as {{ exact_type() }}) as rate
    from rates

),

crossed as (

    select
        quoted.currency,
        quoted.day,
        {{ trimmed(quotient('reporting.rate', 'quoted.rate', whole=6, decimals=12)) }} as rate
    from quoted
    inner join quoted as reporting
        on quoted.base = reporting.base and quoted.day = reporting.day and reporting.currency = {{ reporting }}
    where quoted.currency <> {{ reporting }}

),

until as (

    select
        currency,
        day as rate_day,
        rate,
        least(
            lead(day) over (partition by currency order by day) - 1,
            day + {{ var('rates_carried_days') }}
        ) as last_day
    from crossed

)

select
    until.currency,
    cast(days.day as date) as day,
    until.rate,
    until.rate_day
from until
cross join {{ each_day('until.rate_day', 'until.last_day') }} as days (day)

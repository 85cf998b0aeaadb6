-- One row an order whose buyer agreed to be recognised on the web: who that was there, and when the purchase was seen first.
with

events as (

    select *
    from {{ ref('stg_ga4__events') }}
    where {{ changed_only('stg_ops__changed_purchases', ['order_id'], by_index=true) }}

),

purchases as (

    select
        *,
        row_number() over (
            partition by order_id
            order by occurred_at, event_key  -- a reloaded thank-you page reports the purchase again
        ) as nth_report
    from events
    where
        event_name = 'purchase'
        and order_id is not null
        and user_pseudo_id is not null

)

select
    order_id,
    {{ hashed('user_pseudo_id') }} as user_pseudo_id,
    occurred_at as bought_at
from purchases
where nth_report = 1

-- One row an order that may look other than in the tables that stand, and its business day: told or refunded on a changed day, or
-- of a customer with such an order (which of a customer's orders is the first depends on all of them).
with

changed_days as (select * from {{ ref('stg_ops__changed_days') }} where channel = 'shopify'),

-- Orders are read in place and not as a query of their own: so each join finds its few by an index.
told as (

    select
        orders.order_id,
        orders.customer_id
    from {{ source('shopify', 'orders') }} as orders
    inner join changed_days on orders.day = changed_days.day and changed_days.report = 'orders'

    union

    select
        orders.order_id,
        orders.customer_id
    from {{ source('shopify', 'orders') }} as orders
    inner join {{ source('shopify', 'refunds') }} as refunds on orders.order_id = refunds.order_id
    inner join changed_days on refunds.day = changed_days.day and changed_days.report = 'refunds'
    {% if var('rates_channels') %}
    union

    select
        orders.order_id,
        orders.customer_id
    from {{ source('shopify', 'orders') }} as orders
    inner join changed_days
        on
            {{ business_day('orders.created_at') }} = changed_days.day
            and changed_days.report = 'rates'
            and orders.currency <> '{{ var("currency") }}'
    {% endif %}
),

theirs as (

    select told.order_id
    from told

    union

    select orders.order_id
    from {{ source('shopify', 'orders') }} as orders
    inner join told on orders.customer_id = told.customer_id

)

select distinct
    orders.order_id,
    {{ business_day('orders.created_at') }} as day
from {{ source('shopify', 'orders') }} as orders
inner join theirs on orders.order_id = theirs.order_id

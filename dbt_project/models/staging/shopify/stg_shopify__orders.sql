-- One row an order, as last known. The customer is a salted key, as far as a contract allows; names and e-mails go no further
-- than raw.
with

lines as (

    {{ known(source('shopify', 'orders')) }}

),

geo_names as (select * from {{ ref('geo_names') }} where source = 'shopify')

select
    lines.order_id,
    case when {{ is_allowed('shopify', 'customers') }} then {{ hashed('lines.customer_id') }} end as customer_key,
    case when {{ is_allowed('shopify', 'customers') }} then lines.customer_orders_count end as customer_orders_count,
    lines.created_at as ordered_at,
    {{ business_day('lines.created_at') }} as day,
    coalesce(geo_names.geo, 'unmapped') as geo,

    lines.currency,
    {{ to_micros('lines.total_amount') }} as gross_micros,

    coalesce(lines.test, false) as is_test,
    lines.cancelled_at is not null or coalesce(lines.financial_status = 'voided', false) as is_cancelled,

    lines.delivery_id

from lines
left join geo_names on lines.country_code || '-' || lines.province_code = geo_names.source_geo
where {{ changed_only('stg_ops__changed_orders', ['order_id']) }}

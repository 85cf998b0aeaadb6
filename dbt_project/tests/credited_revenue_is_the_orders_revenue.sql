-- Days on which an attribution model credits another revenue than the day's orders brought, over all channels.
with

credited as (

    select
        day,
        sum(last_touch_revenue_micros) as last_touch_micros,
        sum(position_based_revenue_micros) as position_based_micros
    from {{ ref('fct_channel_geo_days') }}
    group by day

),

ordered as (

    select
        day,
        sum(net_micros) as net_micros
    from {{ ref('fct_orders') }}
    group by day

)

select
    day,
    ordered.net_micros,
    credited.last_touch_micros,
    credited.position_based_micros
from ordered
full outer join credited using (day)
where
    coalesce(ordered.net_micros, 0) <> coalesce(credited.last_touch_micros, 0)
    or coalesce(ordered.net_micros, 0) <> coalesce(credited.position_based_micros, 0)

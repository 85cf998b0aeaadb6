-- Cells of the panel that were delivered, yet show another spend than the marts.
with

panel as (

    select *
    from {{ ref('panel_media') }}
    where status <> 'imputed' and {{ to_be_checked('stg_ops__changed_days', ['day']) }}

),

marts as (

    select
        channel,
        geo,
        day,
        {{ sum_if_all_known('spend_micros') }} as spend_micros
    from {{ ref('fct_ad_days') }}
    where
        geo <> 'unmapped'
        and {{ to_be_checked('stg_ops__changed_days', ['day']) }}
        and day between (select min(panel.day) from panel) and (select max(panel.day) from panel)
    group by channel, geo, day

)

select
    channel,
    geo,
    day,
    panel.spend_micros as panel_micros,
    marts.spend_micros as mart_micros
from panel
full outer join marts using (channel, geo, day)
where coalesce(panel.spend_micros, 0) <> coalesce(marts.spend_micros, 0)

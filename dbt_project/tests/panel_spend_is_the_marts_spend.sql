-- Cells of the panel that were delivered, yet show another spend than the marts; and spend of the marts in no cell.
with

panel as (

    select *
    from {{ ref('panel_media') }}
    where {{ to_be_checked('stg_ops__changed_days', ['day']) }}

),

covered as (select * from {{ ref('int_days__covered') }}),

marts as (

    select
        channel,
        geo,
        day,
        spend_micros
    from {{ ref('fct_channel_geo_days') }}
    where
        geo <> 'unmapped'
        and {{ to_be_checked('stg_ops__changed_days', ['day']) }}
        and day between (select min(panel.day) from panel) and (select max(panel.day) from panel)

)

select
    channel,
    geo,
    day,
    panel.spend_micros as panel_micros,
    marts.spend_micros as mart_micros
from panel
full outer join marts using (channel, geo, day)
left join covered using (channel, day)
where
    coalesce(panel.status, 'reported') not in ('imputed', 'no rate')
    and (panel.status is not null or covered.day is not null)  -- a total of a day without a file of ads has no place yet
    and coalesce(panel.spend_micros, 0) <> coalesce(marts.spend_micros, 0)

-- One row a geo, paid channel and day, without gaps: the spend that the response model reads. The status says where a number comes
-- from: 'reported', 'none' (the channel was heard and had nothing here: a true zero), 'imputed' (nobody told us: a stand-in) or
-- 'no rate' (told in a currency without one: a stand-in).
with

cells as (select * from {{ ref('int_panel__cells') }}),

ad_days as (select * from {{ ref('int_ad_days__summed') }}),

channels as (

    select
        channel,
        min(day) as first_day
    from ad_days
    group by channel

),

covered as (select * from {{ ref('int_days__covered') }}),

heard as (

    select
        cells.geo,
        channels.channel,
        cells.day,
        coalesce(ad_days.spend_micros, 0) as spend_micros,
        coalesce(ad_days.impressions, 0) as impressions,
        coalesce(ad_days.clicks, 0) as clicks,
        case
            when ad_days.spend_micros is not null and (ad_days.has_ads or covered.day is not null) then 'reported'
            when ad_days.day is not null and ad_days.spend_micros is null then 'no rate'
            when covered.day is not null or cells.day < channels.first_day then 'none'
            else 'imputed'
        end as status
    from cells
    cross join channels
    left join ad_days
        on cells.geo = ad_days.geo and channels.channel = ad_days.channel and cells.day = ad_days.day
    left join covered
        on channels.channel = covered.channel and cells.day = covered.day

),

stand_ins as (

    {{ same_weekday_means('heard', ['geo', 'channel'], ['spend_micros', 'impressions', 'clicks']) }}

)

select
    heard.geo,
    heard.channel,
    heard.day,
    cast(coalesce(stand_ins.spend_micros, heard.spend_micros) as bigint) as spend_micros,
    cast(coalesce(stand_ins.impressions, heard.impressions) as bigint) as impressions,
    cast(coalesce(stand_ins.clicks, heard.clicks) as bigint) as clicks,
    heard.status
from heard
left join stand_ins
    on heard.geo = stand_ins.geo and heard.channel = stand_ins.channel and heard.day = stand_ins.day

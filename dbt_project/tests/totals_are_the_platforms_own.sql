-- Campaigns and accounts of a day that cost, to the micro, something else than the platform told of them as a whole. Asked of raw
-- directly. Where a day has ads of a campaign that nobody describes, the ads alone count.
{% set totals = [
    ('google_ads', 'campaign', 'customer_id', 'campaign_id', 'cost_micros'),
    ('google_ads', 'account', 'customer_id', 'null', 'cost_micros'),
    ('meta', 'campaign', 'account_id', 'campaign_id', 'spend * 1000000'),
    ('meta', 'account', 'account_id', 'null', 'spend * 1000000'),
    ('microsoft_ads', 'campaign', 'account_id', 'campaign_id', 'spend * 1000000'),
    ('microsoft_ads', 'account', 'account_id', 'null', 'spend * 1000000'),
    ('tiktok', 'campaign', channel_setting('tiktok', 'account_id'), 'campaign_id', 'spend * 1000000'),
    ('tiktok', 'account', 'advertiser_id', 'null', 'spend * 1000000'),
    ('linkedin', 'campaign', "split_part(account_urn, ':', 4)", "split_part(campaign_group_urn, ':', 4)",
     'cost_in_local_currency * 1000000'),
    ('linkedin', 'account', "split_part(account_urn, ':', 4)", 'null', 'cost_in_local_currency * 1000000'),
] %}
{% set channels = "'" ~ var('channels') | join("', '") ~ "'" %}
with

lines as (
    {% for dialect, level, account, campaign, micros in totals %}
    select
        '{{ dialect }}' as channel,
        '{{ level }}' as level,
        {{ account }} as account_id,
        {{ campaign }} as campaign_id,
        day,
        round(coalesce({{ micros }}, 0)) as micros
    from {{ source(dialect, level ~ '_days') }}
    where
        cast('{{ var("decision_date") }}' as date) between known_from and known_until - 1
        and '{{ dialect }}' in ({{ channels }})
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

undescribed as (

    select distinct
        channel,
        day
    from {{ ref('fct_campaign_days') }}
    where campaign_id = 'unknown'

),

told as (

    select
        channel,
        level,
        account_id,
        campaign_id,
        day,
        sum(micros) as micros
    from lines
    where
        {{ to_be_checked('stg_ops__changed_days', ['channel', 'day']) }}
        and not exists (
            select 1 from undescribed
            where undescribed.channel = lines.channel and undescribed.day = lines.day
        )
    group by channel, level, account_id, campaign_id, day

),

found as (

    select
        channel,
        'campaign' as level,
        account_id,
        campaign_id,
        day,
        account_spend_micros as micros
    from {{ ref('fct_campaign_days') }}

    union all

    select
        channel,
        'account' as level,
        account_id,
        null as campaign_id,
        day,
        account_spend_micros as micros
    from {{ ref('fct_account_days') }}

)

select
    told.channel,
    told.level,
    told.account_id,
    told.campaign_id,
    told.day,
    told.micros as told_micros,
    found.micros as mart_micros
from told
left join found
    on
        told.channel = found.channel
        and told.level = found.level
        and told.account_id = found.account_id
        and told.campaign_id is not distinct from found.campaign_id
        and told.day = found.day
where told.micros <> coalesce(found.micros, 0)

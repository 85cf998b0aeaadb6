{# Known lines of a platform's totals by campaign and by account, in the same columns for all. What differs is said as SQL about `lines`;
   `whole_account` is the account's id in its own totals, where it is told otherwise there. #}
{% macro platform_totals(
    dialect, account, currency, spend,
    campaign='lines.campaign_id', campaign_name='lines.campaign_name', clicks='lines.clicks', whole_account=none
) -%}
with

campaigns as (

    {{ known(source(dialect, 'campaign_days')) }}

),

accounts as (

    {{ known(source(dialect, 'account_days')) }}

)

select
    '{{ dialect }}' as channel,
    'campaign' as level,
    {{ account }} as account_id,
    {{ campaign }} as campaign_id,
    {{ campaign_name }} as campaign_name,
    lines.day,

    {{ currency }} as currency,
    {{ spend }} as spend_micros,
    coalesce(lines.impressions, 0) as impressions,
    coalesce({{ clicks }}, 0) as clicks

from campaigns as lines

union all

select
    '{{ dialect }}' as channel,
    'account' as level,
    {{ whole_account or account }} as account_id,
    cast(null as {{ text_type() }}) as campaign_id,
    cast(null as {{ text_type() }}) as campaign_name,
    lines.day,

    {{ currency }} as currency,
    {{ spend }} as spend_micros,
    coalesce(lines.impressions, 0) as impressions,
    coalesce({{ clicks }}, 0) as clicks

from accounts as lines
{%- endmacro %}

{# What config/channels.yml says of a channel, where its export doesn't: its account, its currency. #}
{% macro channel_setting(channel, key) -%}
    '{{ var("channels")[channel][key] }}'
{%- endmacro %}

{# The dialects of all paid channels: each has a staging model of ad days. #}
{% macro ad_dialects() %}
    {%- set dialects = [] -%}
    {%- for channel in var("channels").values() if channel.kind == "paid" and channel.dialect not in dialects -%}
        {%- do dialects.append(channel.dialect) -%}
    {%- endfor -%}
    {{ return(dialects | sort) }}
{% endmacro %}

{# Channels whose reports list only what happened (a schedule, e-mails sent): up to the night, a day without rows is a day
   without activity. An ad platform reports every day, so there a day without rows at the end is a day we don't know. #}
{% macro quiet_channels() %}
    {%- set quiet = ["''"] -%}
    {%- for name, channel in var("channels").items() if channel.dialect == "offline" or channel.kind == "owned" -%}
        {%- do quiet.append("'" ~ name ~ "'") -%}
    {%- endfor -%}
    {{ return(quiet | join(', ')) }}
{% endmacro %}

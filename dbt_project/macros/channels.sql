{# What config/channels.yml says of a channel, where its export doesn't: its account, its currency. Null if the company doesn't have
   the channel: then its export has no rows either. #}
{% macro channel_setting(channel, key) -%}
    {%- if channel in var("channels") -%} '{{ var("channels")[channel][key] }}'
    {%- else -%} cast(null as {{ text_type() }})
    {%- endif -%}
{%- endmacro %}

{# What config/channels.yml says of a channel, where its export doesn't: its account, its currency. #}
{% macro channel_setting(channel, key) -%}
    '{{ var("channels")[channel][key] }}'
{%- endmacro %}

{# A person's id as a key that joins but doesn't name: SHA-256 with the house's salt. In Postgres the salt comes with the connection, so
   that it stands in no compiled file and no log. Spark never sees an id: what it reads left raw as a key (plugins/marts/spark). #}
{% macro hashed(id) -%} {{ adapter.dispatch('hashed')(id) }} {%- endmacro %}
{% macro postgres__hashed(id) -%}
    encode(sha256(convert_to(current_setting('mixloop.salt') || {{ id }}, 'UTF8')), 'hex')
{%- endmacro %}
{% macro spark__hashed(id) -%} {{ id }} {%- endmacro %}

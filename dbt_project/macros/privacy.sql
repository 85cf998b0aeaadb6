{# A condition: a contract allows this use of the source's rows on the night. #}
{% macro is_allowed(source, use) -%}
    exists (select 1 from {{ ref('stg_privacy__contracts') }} where source = '{{ source }}' and use = '{{ use }}')
{%- endmacro %}

{# A condition: the person with this id has withdrawn consent by the night. No id is hashed while nobody has. #}
{% macro has_withdrawn(id) -%}
    exists (select 1 from {{ ref('stg_privacy__withdrawals') }})
    and {{ hashed(id) }} in (select person_key from {{ ref('stg_privacy__withdrawals') }})
{%- endmacro %}

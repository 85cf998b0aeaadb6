-- One row: the night that the marts stand for. Written last, after every table is made and tested; empty while they are made.
-- depends_on: {{ ref('dim_days') }}
-- depends_on: {{ ref('dim_geos') }}
-- depends_on: {{ ref('fct_account_days') }}
-- depends_on: {{ ref('fct_channel_days') }}
-- depends_on: {{ ref('fct_channel_geo_days') }}
-- depends_on: {{ ref('fct_order_days') }}
-- depends_on: {{ ref('fct_attribution_days') }}
-- depends_on: {{ ref('fct_platform_claims') }}
-- depends_on: {{ ref('panel_media') }}
-- depends_on: {{ ref('panel_outcome') }}
-- depends_on: {{ ref('panel_controls') }}
select
    cast('{{ var("decision_date") }}' as date) as decision_date,
    '{{ var("input_hash") }}' as input_hash

-- What the platforms delivered, word for word and typed: one table a report, one row a line of a file. Every delivery stays,
-- so that `as of` any night can be answered; which delivery wins is decided in staging, never here.
-- Ids are text (some exceed 2^53), money is in the platform's own unit (micros or currency units), missing marks are null.

create table if not exists raw.google_ads__ad_geo_days (
    delivery_id bigint not null,
    line bigint not null,
    customer_id text not null,
    currency_code text,
    time_zone text,
    campaign_id text not null,
    campaign_name text,
    ad_group_id text not null,
    ad_group_name text,
    ad_id text not null,
    date date not null,
    geo_target_region text not null,
    cost_micros bigint,
    impressions bigint,
    clicks bigint,
    conversions numeric,
    conversions_value numeric,
    view_through_conversions bigint,
    primary key (delivery_id, line)
);

create table if not exists raw.meta__ad_region_days (
    delivery_id bigint not null,
    line bigint not null,
    account_id text not null,
    account_currency text,
    campaign_id text not null,
    campaign_name text,
    adset_id text not null,
    adset_name text,
    ad_id text not null,
    ad_name text,
    date date not null,
    region text not null,
    spend numeric,
    impressions bigint,
    clicks bigint,
    inline_link_clicks bigint,
    reach bigint,
    purchases numeric,
    purchase_value numeric,
    primary key (delivery_id, line)
);

create table if not exists raw.tiktok__ad_province_days (
    delivery_id bigint not null,
    line bigint not null,
    ad_id text not null,
    date date not null,
    province_id text not null,
    campaign_id text not null,
    campaign_name text,
    adgroup_id text not null,
    adgroup_name text,
    ad_name text,
    spend numeric,
    impressions bigint,
    clicks bigint,
    conversion numeric,
    real_time_conversion numeric,
    total_purchase_value numeric,
    reach bigint,
    primary key (delivery_id, line)
);

create table if not exists raw.linkedin__creative_days (
    delivery_id bigint not null,
    line bigint not null,
    date date not null,
    creative_urn text not null,
    campaign_urn text not null,
    cost_in_local_currency numeric,
    cost_in_usd numeric,
    impressions bigint,
    clicks bigint,
    landing_page_clicks bigint,
    external_website_conversions numeric,
    post_click_conversions numeric,
    post_view_conversions numeric,
    conversion_value_in_local_currency numeric,
    primary key (delivery_id, line)
);

create table if not exists raw.linkedin__campaigns (
    delivery_id bigint not null,
    line bigint not null,
    campaign_urn text not null,
    name text,
    account_urn text not null,
    campaign_group_urn text not null,
    geo_urn text not null,
    primary key (delivery_id, line)
);

create table if not exists raw.microsoft_ads__ad_geo_days (
    delivery_id bigint not null,
    line bigint not null,
    date date not null,
    account_id text not null,
    account_name text,
    currency_code text,
    campaign_id text not null,
    campaign_name text,
    ad_group_id text not null,
    ad_group_name text,
    ad_id text not null,
    country text,
    state text not null,
    impressions bigint,
    clicks bigint,
    spend numeric,
    conversions_qualified numeric,
    revenue numeric,
    primary key (delivery_id, line)
);

create table if not exists raw.pinterest__ad_region_days (
    delivery_id bigint not null,
    line bigint not null,
    date date not null,
    ad_account_id text not null,
    campaign_id text not null,
    campaign_name text,
    ad_group_id text not null,
    ad_id text not null,
    targeting_type text not null,
    targeting_value text not null,
    spend_in_micro_dollar bigint,
    impression_1 bigint,
    impression_2 bigint,
    clickthrough_1 bigint,
    clickthrough_2 bigint,
    total_checkout numeric,
    total_checkout_value_in_micro_dollar bigint,
    primary key (delivery_id, line)
);

create table if not exists raw.dv360__creative_region_days (
    delivery_id bigint not null,
    line bigint not null,
    date date not null,
    advertiser_id text not null,
    advertiser_currency text,
    insertion_order_id text not null,
    insertion_order text,
    line_item_id text not null,
    line_item text,
    creative_id text not null,
    region_id text not null,
    impressions bigint,
    clicks bigint,
    revenue numeric,
    media_cost numeric,
    total_conversions numeric,
    post_click_revenue numeric,
    post_view_revenue numeric,
    primary key (delivery_id, line)
);

create table if not exists raw.trade_desk__creative_region_days (
    delivery_id bigint not null,
    line bigint not null,
    date date not null,
    advertiser_id text not null,
    advertiser_currency_code text,
    campaign_id text not null,
    campaign text,
    ad_group_id text not null,
    ad_group text,
    creative_id text not null,
    region text not null,
    impressions bigint,
    clicks bigint,
    advertiser_cost numeric,
    conversions_01 numeric,
    click_revenue_01 numeric,
    view_revenue_01 numeric,
    primary key (delivery_id, line)
);

create table if not exists raw.amazon_ads__sp_ad_days (
    delivery_id bigint not null,
    line bigint not null,
    date date not null,
    campaign_id text not null,
    campaign_name text,
    ad_group_id text not null,
    ad_id text not null,
    currency_code text not null,
    impressions bigint,
    clicks bigint,
    cost numeric,
    purchases_1d bigint,
    purchases_7d bigint,
    purchases_14d bigint,
    purchases_30d bigint,
    sales_14d numeric,
    primary key (delivery_id, line)
);

create table if not exists raw.amazon_dsp__line_item_region_days (
    delivery_id bigint not null,
    line bigint not null,
    date date not null,
    advertiser_id text not null,
    order_id text not null,
    order_name text,
    order_currency text,
    line_item_id text not null,
    line_item_name text,
    region text not null,
    impressions bigint,
    clicks bigint,
    total_cost numeric,
    purchases bigint,
    off_amazon_purchases numeric,
    off_amazon_product_sales numeric,
    primary key (delivery_id, line)
);

-- Offline media (TV, radio, OOH, print): every such channel shares this table; config/channels.yml maps its columns.
create table if not exists raw.offline__days (
    delivery_id bigint not null,
    line bigint not null,
    channel text not null,
    date date not null,
    geo_name text not null,
    campaign text not null,
    placement text,
    cost numeric,
    impressions bigint,
    grps numeric,
    primary key (delivery_id, line)
);

create table if not exists raw.klaviyo__events (
    delivery_id bigint not null,
    line bigint not null,
    event_id text not null,
    metric text not null,
    occurred_at timestamptz not null,
    profile_id text,
    email text,
    campaign_id text,
    campaign_name text,
    region text,
    consent boolean,
    primary key (delivery_id, line)
);

create table if not exists raw.ga4__events (
    delivery_id bigint not null,
    line bigint not null,
    event_date date not null,
    event_timestamp bigint not null,
    event_name text not null,
    ga_session_id bigint,
    user_pseudo_id text,
    user_id text,
    analytics_storage text,
    ads_storage text,
    source text,
    medium text,
    campaign_id text,
    gclid text,
    region text,
    transaction_id text,
    purchase_revenue numeric,
    batch_event_index bigint,
    primary key (delivery_id, line)
);

create table if not exists raw.shopify__orders (
    delivery_id bigint not null,
    line bigint not null,
    order_id text not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    cancelled_at timestamptz,
    test boolean,
    financial_status text,
    currency text not null,
    total_amount numeric not null,
    customer_id text,
    customer_orders_count bigint,
    customer_email text,
    province_code text,
    country_code text,
    accepts_marketing boolean,
    primary key (delivery_id, line)
);

create table if not exists raw.shopify__refunds (
    delivery_id bigint not null,
    line bigint not null,
    refund_id text not null,
    order_id text not null,
    created_at timestamptz not null,
    amount numeric not null,
    currency text not null,
    primary key (delivery_id, line)
);

-- Which bytes the loader saw at which place: a file with the same size and time of change is not read again.
create table if not exists ops.files (
    path text primary key,
    size_bytes bigint not null,
    modified_at timestamptz not null,
    delivery_id bigint
);

-- A table's rows in quarantine can be read again only with the file's own header line.
create table if not exists quarantine.headers (
    delivery_id bigint primary key,
    header text not null
);

grant usage on schema raw, ops, quarantine to mixloop_loader;
grant select, insert, delete on all tables in schema raw to mixloop_loader;
grant select, insert, update, delete on ops.files, quarantine.headers to mixloop_loader;
grant usage on schema raw to mixloop_dbt, mixloop_loop;
grant select on all tables in schema raw to mixloop_dbt, mixloop_loop;
grant select on ops.files to mixloop_dbt, mixloop_loop;

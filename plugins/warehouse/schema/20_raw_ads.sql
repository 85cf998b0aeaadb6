-- What the platforms delivered, word for word and typed: one table a report, each distinct version of a row once, with the nights on
-- which it was what we knew: a night N sees the rows with known_from <= N < known_until. What was ever known stays; a row that comes
-- again unchanged costs nothing. Ids are text (some exceed 2^53), money is in the platform's own unit, missing marks are null.
create table if not exists raw.version (
    delivery_id bigint not null,
    line bigint,
    day date not null,
    known_from date not null,
    known_until date not null default 'infinity',
    row_hash uuid not null,
    check (known_from <= known_until)
);
comment on table raw.version is 'What every raw table says of each of its rows; holds none itself.';
comment on column raw.version.delivery_id is 'The delivery that brought this version; joins ops.deliveries.';
comment on column raw.version.line is 'Line of that file; null where a late file cut a version in two and this is the second part.';
comment on column raw.version.day is 'The day that the row is about; 0001-01-01 for lists without days.';
comment on column raw.version.known_from is 'First night on which this was known.';
comment on column raw.version.known_until is 'First night on which it no longer was: changed or gone; infinity while it stands. Equal to known_from if another file of the same night corrected it.';
comment on column raw.version.row_hash is 'Hash of all values of the row, and of its number among equal rows of one file.';

create table if not exists raw.google_ads__ad_geo_days (
    like raw.version including all,
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
    primary key (day, row_hash, known_from)
);

create table if not exists raw.meta__ad_region_days (
    like raw.version including all,
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
    primary key (day, row_hash, known_from)
);

create table if not exists raw.tiktok__ad_province_days (
    like raw.version including all,
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
    primary key (day, row_hash, known_from)
);

create table if not exists raw.linkedin__creative_days (
    like raw.version including all,
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
    primary key (day, row_hash, known_from)
);

create table if not exists raw.linkedin__campaigns (
    like raw.version including all,
    campaign_urn text not null,
    name text,
    account_urn text not null,
    campaign_group_urn text not null,
    geo_urn text not null,
    primary key (campaign_urn, known_from, row_hash)
);
create index if not exists linkedin__campaigns_by_day on raw.linkedin__campaigns (day);

create table if not exists raw.microsoft_ads__ad_geo_days (
    like raw.version including all,
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
    primary key (day, row_hash, known_from)
);

create table if not exists raw.pinterest__ad_region_days (
    like raw.version including all,
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
    primary key (day, row_hash, known_from)
);

create table if not exists raw.dv360__creative_region_days (
    like raw.version including all,
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
    primary key (day, row_hash, known_from)
);

create table if not exists raw.trade_desk__creative_region_days (
    like raw.version including all,
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
    primary key (day, row_hash, known_from)
);

create table if not exists raw.amazon_ads__sp_ad_days (
    like raw.version including all,
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
    primary key (day, row_hash, known_from)
);

create table if not exists raw.amazon_dsp__line_item_region_days (
    like raw.version including all,
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
    primary key (day, row_hash, known_from)
);

-- Offline media (TV, radio, OOH, print): every such channel shares this table; config/channels.yml maps its columns.
create table if not exists raw.offline__days (
    like raw.version including all,
    channel text not null,
    date date not null,
    geo_name text not null,
    campaign text not null,
    placement text,
    cost numeric,
    impressions bigint,
    grps numeric,
    primary key (channel, day, row_hash, known_from)
);

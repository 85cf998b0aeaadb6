-- What the shop, its e-mails, its web pages and a bank say.
create table if not exists raw.klaviyo__events (
    like raw.version including all,
    event_id text not null,
    metric text not null,
    occurred_at timestamptz not null,
    profile_id text,
    email text,
    campaign_id text,
    campaign_name text,
    region text,
    consent boolean,
    primary key (event_id, known_from, row_hash)
);
create index if not exists klaviyo__events_by_day on raw.klaviyo__events (day);

create table if not exists raw.ga4__events (
    like raw.version including all,
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
    primary key (day, row_hash, known_from)
);

-- Who bought an order is asked for single orders, of all days.
create index if not exists ga4__events_by_order on raw.ga4__events (transaction_id);

create table if not exists raw.shopify__orders (
    like raw.version including all,
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
    primary key (order_id, known_from, row_hash)
);
create index if not exists shopify__orders_by_day on raw.shopify__orders (day);
create index if not exists shopify__orders_by_customer on raw.shopify__orders (customer_id);

create table if not exists raw.shopify__refunds (
    like raw.version including all,
    refund_id text not null,
    order_id text not null,
    created_at timestamptz not null,
    amount numeric not null,
    currency text not null,
    primary key (refund_id, known_from, row_hash)
);
create index if not exists shopify__refunds_by_day on raw.shopify__refunds (day);
create index if not exists shopify__refunds_by_order on raw.shopify__refunds (order_id);

create table if not exists raw.ecb__rates (
    like raw.version including all,
    date date not null,
    currency text not null,
    base text not null,
    rate numeric,
    primary key (day, row_hash, known_from)
);

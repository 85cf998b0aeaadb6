-- What platforms say of whole campaigns and accounts: more than their ads' rows add up to, where ads are gone or withheld.
create table if not exists raw.google_ads__campaign_days (
    like raw.version including all,
    customer_id text not null,
    currency_code text,
    campaign_id text not null,
    campaign_name text,
    date date not null,
    cost_micros bigint,
    impressions bigint,
    clicks bigint,
    primary key (day, row_hash, known_from)
);

create table if not exists raw.google_ads__account_days (
    like raw.version including all,
    customer_id text not null,
    currency_code text,
    date date not null,
    cost_micros bigint,
    impressions bigint,
    clicks bigint,
    primary key (day, row_hash, known_from)
);

create table if not exists raw.meta__campaign_days (
    like raw.version including all,
    account_id text not null,
    account_currency text,
    campaign_id text not null,
    campaign_name text,
    date date not null,
    spend numeric,
    impressions bigint,
    inline_link_clicks bigint,
    primary key (day, row_hash, known_from)
);

create table if not exists raw.meta__account_days (
    like raw.version including all,
    account_id text not null,
    account_currency text,
    date date not null,
    spend numeric,
    impressions bigint,
    inline_link_clicks bigint,
    primary key (day, row_hash, known_from)
);

create table if not exists raw.microsoft_ads__campaign_days (
    like raw.version including all,
    date date not null,
    account_id text not null,
    currency_code text,
    campaign_id text not null,
    campaign_name text,
    impressions bigint,
    clicks bigint,
    spend numeric,
    primary key (day, row_hash, known_from)
);

create table if not exists raw.microsoft_ads__account_days (
    like raw.version including all,
    date date not null,
    account_id text not null,
    currency_code text,
    impressions bigint,
    clicks bigint,
    spend numeric,
    primary key (day, row_hash, known_from)
);

create table if not exists raw.tiktok__campaign_days (
    like raw.version including all,
    campaign_id text not null,
    campaign_name text,
    date date not null,
    spend numeric,
    impressions bigint,
    clicks bigint,
    primary key (day, row_hash, known_from)
);

create table if not exists raw.tiktok__account_days (
    like raw.version including all,
    advertiser_id text not null,
    date date not null,
    spend numeric,
    impressions bigint,
    clicks bigint,
    primary key (day, row_hash, known_from)
);

create table if not exists raw.linkedin__campaign_days (
    like raw.version including all,
    account_urn text not null,
    campaign_group_urn text not null,
    date date not null,
    cost_in_local_currency numeric,
    impressions bigint,
    clicks bigint,
    primary key (day, row_hash, known_from)
);

create table if not exists raw.linkedin__account_days (
    like raw.version including all,
    account_urn text not null,
    date date not null,
    cost_in_local_currency numeric,
    impressions bigint,
    clicks bigint,
    primary key (day, row_hash, known_from)
);

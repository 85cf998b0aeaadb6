-- People's say: what their data may be used for, who withdrew consent, who was forgotten. No id stands here, only hashes made with
-- the house's salt. The owner writes (python -m plugins.privacy); dbt, the loader and the loop read.
create schema if not exists privacy;

-- A source is used for something only while a contract says so. Without one in force, its rows say nothing of persons that night.
create table if not exists privacy.contracts (
    source text not null,
    use text not null,
    purpose text not null,
    valid_from date not null default '-infinity',
    valid_until date not null default 'infinity',
    primary key (source, use, valid_from),
    check (valid_from < valid_until),
    check ((source, use) in (('ga4', 'journeys'), ('shopify', 'customers')))
);
comment on table privacy.contracts is 'What a source''s rows about persons may be used for, on which nights.';
comment on column privacy.contracts.use is 'journeys: whose visits led to an order; customers: which orders are one customer''s.';
comment on column privacy.contracts.valid_until is 'First night on which the use is no longer allowed.';
insert into privacy.contracts (source, use, purpose)
select source, use, purpose
from (values
    ('ga4', 'journeys', 'Credit orders to the visits before them, of visitors who agreed to analytics storage.'),
    ('shopify', 'customers', 'Tell new customers from those who came back.')
) as usual (source, use, purpose)
where not exists (select from privacy.contracts);

-- Whoever withdrew: by the key that visits have beyond raw. From that night on none of their visits, of whatever day, is used.
create table if not exists privacy.withdrawals (
    key text primary key,
    from_night date not null,
    noted_at timestamptz not null default now()
);

-- With which salt the hashes here were made: with another one nobody here would be recognised.
create table if not exists privacy.salt (print text not null);
create unique index if not exists salt_is_one_row on privacy.salt ((true));

-- Whoever was forgotten: a hash of each of their ids, and of their orders', that equals no key of any table. The loader holds every row
-- against these before it is stored.
create table if not exists privacy.forgotten (id_hash text primary key);

-- That somebody was forgotten, and how much went with them; not who.
create table if not exists privacy.erasures (
    load_no bigint primary key,
    erased_at timestamptz not null default now(),
    rows_deleted bigint not null,
    rows_emptied bigint not null,
    rows_quarantined bigint not null
);

-- What may be done on a night, and what people's say is on it: another text, other marts.
create or replace function privacy.contracts_on(night date) returns text
language sql stable
as $$
    select coalesce(string_agg(source || '/' || use, ' ' order by source, use), '') from privacy.contracts
    where valid_from <= night and valid_until > night
$$;
create or replace function privacy.state_on(night date) returns text
language sql stable
as $$
    select concat_ws(
        '; ', privacy.contracts_on(night),
        (select 'withdrawn: ' || count(*) from privacy.withdrawals where from_night <= night),
        (select 'erasures: ' || count(*) from privacy.erasures)
    )
$$;

grant usage on schema privacy to mixloop_dbt, mixloop_loop, mixloop_loader;
grant select on privacy.contracts, privacy.withdrawals to mixloop_dbt, mixloop_loop;
grant select on privacy.erasures to mixloop_dbt, mixloop_loop;
grant select on privacy.salt to mixloop_loop, mixloop_loader;
grant select on privacy.forgotten to mixloop_loader;

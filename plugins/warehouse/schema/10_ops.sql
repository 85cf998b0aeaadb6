-- The loop's own books: what was delivered, what was refused, what each stage did.
create table if not exists ops.deliveries (
    delivery_id bigint primary key,
    channel text not null,
    report text not null,
    path text not null,
    file_sha256 text not null,
    size_bytes bigint not null,
    delivered_on date not null,
    rows_read bigint not null,
    rows_loaded bigint not null,
    rows_quarantined bigint not null,
    sums jsonb not null,
    status text not null check (status in ('loaded', 'duplicate', 'refused')),
    reason text,
    first_day date,
    last_day date,
    seconds numeric not null,
    loaded_at timestamptz not null default now(),
    load_no bigint not null,
    is_part boolean not null default false,
    rows_repeated bigint not null default 0,
    rows_suppressed bigint not null default 0,
    check (status <> 'refused' or reason is not null)
);
alter table ops.deliveries add column if not exists is_part boolean not null default false;
alter table ops.deliveries add column if not exists rows_repeated bigint not null default 0;
alter table ops.deliveries add column if not exists rows_suppressed bigint not null default 0;
comment on column ops.deliveries.is_part is 'It adds its rows to what the night knows; any other file tells its days, or its orders, anew.';
comment on column ops.deliveries.rows_repeated is 'Good rows that say nothing new: the same event, sent twice.';
comment on column ops.deliveries.rows_suppressed is 'Rows of people who were forgotten: never loaded, or taken out since.';
create index if not exists deliveries_by_channel on ops.deliveries (channel, delivered_on);

-- What a load changed: on this day, from this night on, we know something else. Whoever stands on the rows of a night, and remembers
-- the number of the last load that it saw, finds here which days to look at again.
create table if not exists ops.day_changes (
    load_no bigint not null,
    channel text not null,
    report text not null,
    day date not null,
    known_on date not null,
    primary key (load_no, channel, report, day, known_on)
);

-- Loads are numbered in the order in which they become visible: the row stays locked until the load commits.
create table if not exists ops.load_counter (last_no bigint not null);
create unique index if not exists load_counter_is_one_row on ops.load_counter ((true));
insert into ops.load_counter values (0) on conflict do nothing;

-- Which nights and loads dbt's tables may stand for: one night, when a build is whole; all that it may have been between, while one runs
-- or when it broke off. No row: nothing is known of them, they are made from nothing.
create table if not exists ops.marts_standing (
    is_one_row boolean primary key default true check (is_one_row),
    low date not null,
    high date not null,
    load_no bigint not null,
    project_hash text not null,
    is_whole boolean not null,
    -- what the last build began from, if that was whole: the sets of changes that it left say what differs from there
    before_night date,
    before_load_no bigint
);

-- Which night and load the published marts stand for: of a channel that was frozen since, an older one than of the others.
create table if not exists ops.published (
    scope text primary key,
    night date not null,
    load_no bigint not null
);

-- How far each partition of a topic is written: moved in the transaction of the rows, so that each message counts once.
create table if not exists ops.kafka_offsets (
    topic text not null,
    partition int not null,
    next_offset bigint not null,
    written_at timestamptz not null default now(),
    primary key (topic, partition)
);

create table if not exists quarantine.rows (
    delivery_id bigint not null,
    line bigint not null,
    column_name text,
    value text,
    reason text not null,
    raw_line text not null,
    status text not null default 'open' check (status in ('open', 'replayed')),
    primary key (delivery_id, line)
);

create table if not exists quarantine.files (
    path text not null,
    file_sha256 text not null,
    delivered_on date,
    reason text not null,
    seen_at timestamptz not null default now(),
    primary key (path, file_sha256)
);

create table if not exists ops.stages (
    stage text not null,
    decision_date date not null,
    input_hash text not null,
    version int not null,
    output_hash text not null,
    summary jsonb not null,
    seconds numeric not null,
    finished_at timestamptz not null default now(),
    primary key (stage, decision_date, input_hash),
    unique (stage, decision_date, version)
);

grant select, insert on ops.day_changes to mixloop_loader;
grant select, update on ops.load_counter to mixloop_loader;
grant select, insert, update on ops.kafka_offsets to mixloop_loader;
grant select on ops.kafka_offsets to mixloop_loop;
grant select on ops.day_changes, ops.load_counter to mixloop_dbt, mixloop_loop;
grant select, insert, update, delete on ops.marts_standing, ops.published to mixloop_loop;
grant select, insert, update on ops.deliveries, quarantine.rows, quarantine.files to mixloop_loader;
grant select, insert on ops.stages to mixloop_loader, mixloop_loop;
grant select on ops.deliveries, ops.stages to mixloop_dbt, mixloop_loop;
grant delete on quarantine.rows to mixloop_loader;  -- rows of people who were forgotten
grant select on quarantine.rows, quarantine.files to mixloop_loop;

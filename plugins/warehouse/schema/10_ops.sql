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
    check (status <> 'refused' or reason is not null)
);
create index if not exists deliveries_by_channel on ops.deliveries (channel, delivered_on);

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

grant select, insert, update on ops.deliveries, quarantine.rows, quarantine.files to mixloop_loader;
grant select, insert on ops.stages to mixloop_loader, mixloop_loop;
grant select on ops.deliveries, ops.stages to mixloop_dbt, mixloop_loop;
grant select on quarantine.rows, quarantine.files to mixloop_loop;

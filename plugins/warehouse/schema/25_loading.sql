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
-- The loader adds versions and moves their bounds; what a platform said it can't change.
grant select, insert, delete on all tables in schema raw to mixloop_loader;
revoke all on raw.version from mixloop_loader;
do $$
declare raw_table text;
begin
    for raw_table in select tablename from pg_tables where schemaname = 'raw' and tablename <> 'version' loop
        execute format('grant update (delivery_id, line, known_from, known_until) on raw.%I to mixloop_loader', raw_table);
    end loop;
end $$;
grant select, insert, update, delete on ops.files, quarantine.headers to mixloop_loader;
grant usage on schema raw to mixloop_dbt, mixloop_loop;
grant select on all tables in schema raw to mixloop_dbt, mixloop_loop;
grant select on ops.files to mixloop_dbt, mixloop_loop;

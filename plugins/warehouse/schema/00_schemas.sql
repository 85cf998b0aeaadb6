-- The rooms of the warehouse, and who may enter which.
create schema if not exists raw;
create schema if not exists ops;
create schema if not exists quarantine;
create schema if not exists gate;
create schema if not exists model;
create schema if not exists plan;
create schema if not exists mail;
create schema if not exists staging;
create schema if not exists intermediate;
create schema if not exists marts;
create schema if not exists published;

-- dbt makes and replaces its own tables; the rest of the tables belongs to the owner and is only granted.
alter schema staging owner to mixloop_dbt;
alter schema intermediate owner to mixloop_dbt;
alter schema marts owner to mixloop_dbt;
alter schema published owner to mixloop_loop;  -- which copies the marts there once they passed the gate

grant usage on schema raw, ops, quarantine to mixloop_loader;
grant usage on schema raw, ops to mixloop_dbt;
grant usage on schema raw, ops, quarantine, gate, model, plan, mail, staging, intermediate, marts to mixloop_loop;
grant usage on schema gate, model, plan, published to mixloop_analyst;
alter default privileges for role mixloop_loop in schema published grant select on tables to mixloop_analyst;

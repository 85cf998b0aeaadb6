-- What spend causes, as each night's fit knew it. Every interval is 80 %, equal-tailed; money is micros of the reporting currency.
create table if not exists model.fits (
    fit_id text primary key,
    decision_date date not null,
    panel_hash text not null,
    spec jsonb not null,
    seed bigint not null,
    diagnostics jsonb not null,
    posterior bytea not null check (octet_length(posterior) <= 10485760)
);
comment on table model.fits is 'One row a converged fit; fit_id is the digest of panel, spec, seed and code.';
comment on column model.fits.panel_hash is 'SHA-256 of every label and number of the panel.';
comment on column model.fits.spec is 'The model''s structure and priors, as values.';
comment on column model.fits.diagnostics is 'Checks with what they saw and their limit; what is known about each channel; imputed cells.';
comment on column model.fits.posterior is 'Joint draws and the panel; models.response.Posterior.load reads it.';
create index if not exists fits_by_date on model.fits (decision_date);

create table if not exists model.channel_effects (
    fit_id text not null references model.fits,
    channel text not null,
    window_days integer not null check (window_days > 0),
    spend_micros bigint not null,
    contribution_mean_micros bigint not null,
    contribution_low_micros bigint not null,
    contribution_high_micros bigint not null,
    iroas_mean numeric,
    iroas_low numeric,
    iroas_high numeric,
    mroas_mean numeric not null,
    mroas_low numeric not null,
    mroas_high numeric not null,
    interval numeric not null default 0.8,
    primary key (fit_id, channel, window_days)
);
comment on table model.channel_effects is 'What a channel''s spend caused over the last window_days days of the panel, and what its next unit would cause.';
comment on column model.channel_effects.iroas_mean is 'Contribution on the window''s days over spend on them; null where nothing was spent.';
comment on column model.channel_effects.mroas_mean is 'Revenue of the next unit of daily spend, at the window''s mean day, every geo growing alike.';

create table if not exists model.cell_effects (
    fit_id text not null references model.fits,
    channel text not null,
    geo text not null,
    window_days integer not null check (window_days > 0),
    spend_micros bigint not null,
    contribution_mean_micros bigint not null,
    contribution_low_micros bigint not null,
    contribution_high_micros bigint not null,
    iroas_mean numeric,
    iroas_low numeric,
    iroas_high numeric,
    mroas_mean numeric not null,
    mroas_low numeric not null,
    mroas_high numeric not null,
    interval numeric not null default 0.8,
    primary key (fit_id, channel, geo, window_days)
);
comment on table model.cell_effects is 'model.channel_effects by geo.';

create table if not exists model.contributions (
    fit_id text not null references model.fits,
    day date not null,
    channel text not null,
    mean_micros bigint not null,
    low_micros bigint not null,
    high_micros bigint not null,
    primary key (fit_id, day, channel)
);
comment on table model.contributions is
'Fitted revenue of each of the last 90 days, taken apart: channels and ''baseline''; means add up to the fitted total.';

create table if not exists model.response_curves (
    fit_id text not null references model.fits,
    channel text not null,
    daily_spend_micros bigint not null,
    revenue_mean_micros bigint not null,
    revenue_low_micros bigint not null,
    revenue_high_micros bigint not null,
    primary key (fit_id, channel, daily_spend_micros)
);
comment on table model.response_curves is 'Daily incremental revenue of a channel at constant daily spends, split over geos as lately.';

-- A night may learn more than once, when what it knows changes: its newest fit counts.
create or replace view model.effects as
select
    newest.decision_date,
    effects.*
from (
    select distinct on (decision_date)
        decision_date,
        summary ->> 'fit_id' as fit_id
    from ops.stages
    where stage = 'fit'
    order by decision_date, version desc
) as newest
inner join model.channel_effects as effects on newest.fit_id = effects.fit_id;
comment on view model.effects is
'What a channel''s spend caused, by each night''s newest fit; columns as in model.channel_effects, and the night.';
comment on column model.effects.decision_date is 'The night that learned it; the window ends on its eve.';

grant usage on schema model to mixloop_dbt;
grant select on model.effects to mixloop_dbt, mixloop_loop;
grant select, insert on all tables in schema model to mixloop_loop;
grant select on all tables in schema model to mixloop_analyst;

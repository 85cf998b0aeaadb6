-- What should be spent: one plan a night, its lines by channel and geo, and who agreed to it.
-- A plan is born 'proposed', gets its lines, and only then may become 'approved'. Whatever breaks a rule below is refused
-- here, by the database, whoever writes it: the optimiser, a script or a person.

create table if not exists plan.objectives (
    objective_id text primary key,
    north_star text not null check (north_star in ('profit', 'revenue', 'cac', 'ltv')),
    settings jsonb not null,
    effective_from date not null
);
comment on table plan.objectives is 'Each wording of config/objective.yml that ever made a plan; objective_id is its digest.';

create table if not exists plan.guardrails (
    guardrails_id text primary key,
    settings jsonb not null
);
comment on table plan.guardrails is 'Each wording of config/guardrails.yml that ever bound a plan; guardrails_id is its digest.';

create table if not exists plan.plans (
    plan_id text primary key,
    decision_date date not null,
    version integer not null check (version >= 1),
    input_hash text not null,
    fit_id text,
    objective_id text references plan.objectives,
    guardrails_id text references plan.guardrails,
    seed bigint not null,
    basis text not null check (basis in ('last_plan', 'status_quo')),
    kind text not null check (kind in ('move', 'hold')),
    status text not null check (status in ('proposed', 'approved', 'superseded', 'rejected')),
    risk_tier text not null check (risk_tier in ('auto', 'one_approver', 'two_approvers')),
    cause text,
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    current_micros bigint not null check (current_micros >= 0),
    proposed_micros bigint not null check (proposed_micros >= 0),
    moved_micros bigint not null check (moved_micros >= 0),
    expected_effect_micros bigint not null,
    effect_low_micros bigint not null,
    effect_high_micros bigint not null,
    optimality_gap numeric check (optimality_gap >= 0 and optimality_gap < 1),
    gain numeric check (gain > '-infinity' and gain < 'infinity'),
    gain_low numeric,
    gain_high numeric,
    gain_unit text,
    created_at timestamptz not null default now(),
    unique (decision_date, version),
    constraint plan_id_is_date_and_version check (plan_id = decision_date || '.' || version),
    constraint a_hold_names_its_cause check ((kind = 'hold') = (cause is not null)),
    constraint a_move_names_what_it_rests_on check (
        kind = 'hold'
        or (fit_id is not null and objective_id is not null and guardrails_id is not null and optimality_gap is not null)
    ),
    constraint a_hold_moves_nothing check (kind = 'move' or (moved_micros = 0 and risk_tier = 'auto')),
    constraint effect_lies_in_its_interval check (effect_low_micros <= effect_high_micros)
);
comment on table plan.plans is 'One row a plan: the head of its lines. Daily amounts, valid from decision_date for seven days.';
comment on column plan.plans.basis is 'What current_micros are: the last approved plan before this night, or the mean of the last 28 days.';
comment on column plan.plans.moved_micros is 'Money a day that changes place: the larger of all that is added and all that is taken.';
comment on column plan.plans.expected_effect_micros is 'Expected incremental revenue a day against current; interval 80 %, equal-tailed, from joint draws.';
comment on column plan.plans.gain is 'What the plan adds to the north star over the objective''s horizon, in gain_unit; null for a hold.';
comment on column plan.plans.optimality_gap is 'How far, at most, the optimum lies above what the plan earns before exploration, as a share.';

create unique index if not exists one_approved_plan_a_night on plan.plans (decision_date) where status = 'approved';
create unique index if not exists one_waiting_plan_a_night on plan.plans (decision_date) where status = 'proposed';

create table if not exists plan.plan_lines (
    plan_id text not null references plan.plans,
    channel text not null,
    geo text not null,
    first_day date not null,
    last_day date not null,
    current_micros bigint not null check (current_micros >= 0),
    proposed_micros bigint not null check (proposed_micros >= 0),
    change_micros bigint not null,
    optimum_micros bigint not null check (optimum_micros >= 0),
    exploration_micros bigint not null,
    propensity numeric not null check (propensity > 0 and propensity <= 1),
    expected_effect_micros bigint not null,
    effect_low_micros bigint not null,
    effect_high_micros bigint not null,
    mroas double precision check (mroas > '-infinity' and mroas < 'infinity'),
    mroas_low double precision check (mroas_low > '-infinity' and mroas_low < 'infinity'),
    mroas_high double precision check (mroas_high > '-infinity' and mroas_high < 'infinity'),
    binding text,
    verdict text not null check (verdict in ('pass', 'default', 'freeze', 'stop')),
    reason text not null check (reason <> ''),
    primary key (plan_id, channel, geo),
    constraint change_is_proposed_less_current check (change_micros = proposed_micros - current_micros),
    constraint proposed_is_optimum_and_exploration check (proposed_micros = optimum_micros + exploration_micros),
    constraint a_frozen_line_stays check (verdict not in ('freeze', 'stop') or change_micros = 0),
    constraint a_plan_lasts_a_week check (last_day = first_day + 6),
    constraint effect_lies_in_its_interval check (effect_low_micros <= effect_high_micros)
);
comment on table plan.plan_lines is 'One row a plan, channel and geo: the daily budget, its expected effect, and one sentence why.';
comment on column plan.plan_lines.optimum_micros is 'The budget before exploration; exploration sums to zero over the geos of a channel.';
comment on column plan.plan_lines.propensity is 'Probability with which chance gave this line its direction of exploration; 1 where none was drawn.';
comment on column plan.plan_lines.mroas is 'Incremental revenue of the next unit of daily spend at proposed_micros; null where no posterior was read.';

create table if not exists plan.plan_effects (
    plan_id text not null references plan.plans,
    scope text not null check (scope in ('channel', 'geo')),
    name text not null,
    expected_effect_micros bigint not null,
    effect_low_micros bigint not null,
    effect_high_micros bigint not null,
    primary key (plan_id, scope, name),
    constraint effect_lies_in_its_interval check (effect_low_micros <= effect_high_micros)
);
comment on table plan.plan_effects is
'Expected incremental revenue a day of all lines of a channel, or of a geo: intervals are of joint draws, so they don''t add up.';

create table if not exists plan.approvals (
    plan_id text not null references plan.plans,
    actor text not null check (actor <> ''),
    answer text not null check (answer in ('approve', 'reject')),
    reason text,
    answered_at timestamptz not null default now(),
    primary key (plan_id, actor),
    constraint a_rejection_says_why check (answer = 'approve' or reason <> '')
);
comment on table plan.approvals is 'Who answered for a waiting plan, what and when; one answer a person, never rewritten.';

-- A plan's head: born proposed, changes nothing but its status, and only along proposed -> approved, rejected or superseded
-- and approved -> superseded. Approval needs as many different people as its risk tier says.
create or replace function plan.guard_plan() returns trigger language plpgsql as $$
declare
    needed integer;
    agreed integer;
begin
    if tg_op = 'DELETE' then
        raise exception 'plan %: plans are never deleted; a newer version supersedes it', old.plan_id using errcode = '23514';
    end if;
    if tg_op = 'INSERT' then
        if new.status <> 'proposed' then
            raise exception 'plan %: status % at birth; store it as proposed, add its lines, then approve it', new.plan_id, new.status
                using errcode = '23514';
        end if;
        return new;
    end if;
    if (to_jsonb(new) - 'status') is distinct from (to_jsonb(old) - 'status') then
        raise exception 'plan %: only its status may change; store a new version', old.plan_id using errcode = '23514';
    end if;
    if new.status = old.status then
        return new;
    end if;
    if not (old.status = 'proposed' or (old.status = 'approved' and new.status = 'superseded')) then
        raise exception 'plan %: % can not become %', old.plan_id, old.status, new.status using errcode = '23514';
    end if;
    if new.status = 'approved' then
        needed := case new.risk_tier when 'auto' then 0 when 'one_approver' then 1 when 'two_approvers' then 2 end;
        select count(*) into agreed from plan.approvals where plan_id = new.plan_id and answer = 'approve';
        if agreed < needed then
            raise exception 'plan %: risk tier % needs % approval(s) by different people, it has %',
                new.plan_id, new.risk_tier, needed, agreed using errcode = '23514';
        end if;
        if exists (select 1 from plan.approvals where plan_id = new.plan_id and answer = 'reject') then
            raise exception 'plan %: it was rejected; store a new version', new.plan_id using errcode = '23514';
        end if;
    end if;
    return new;
end $$;

create or replace trigger guard_plan before insert or update or delete on plan.plans
for each row execute function plan.guard_plan();

-- Lines belong to a plan that still waits; afterwards nobody adds, changes or removes one.
create or replace function plan.guard_line() returns trigger language plpgsql as $$
declare
    of_plan text := case tg_op when 'DELETE' then old.plan_id else new.plan_id end;
    at_status text;
begin
    select status into at_status from plan.plans where plan_id = of_plan for share;
    if at_status is distinct from 'proposed' then
        raise exception 'plan %: its lines can not be changed, it is %; store a new version', of_plan, coalesce(at_status, 'unknown')
            using errcode = '23514';
    end if;
    if tg_op = 'UPDATE' and new.plan_id <> old.plan_id then
        raise exception 'plan %: a line can not move to plan %', old.plan_id, new.plan_id using errcode = '23514';
    end if;
    return case tg_op when 'DELETE' then old else new end;
end $$;

create or replace trigger guard_line before insert or update or delete on plan.plan_lines
for each row execute function plan.guard_line();

create or replace trigger guard_line before insert or update or delete on plan.plan_effects
for each row execute function plan.guard_line();

-- An answer is given once, to a plan that waits.
create or replace function plan.guard_approval() returns trigger language plpgsql as $$
declare
    at_status text;
begin
    if tg_op <> 'INSERT' then
        raise exception 'plan %: the answer of % stands', old.plan_id, old.actor using errcode = '23514';
    end if;
    select status into at_status from plan.plans where plan_id = new.plan_id for update;
    if at_status is distinct from 'proposed' then
        raise exception 'plan %: nothing to answer, it is %', new.plan_id, coalesce(at_status, 'unknown') using errcode = '23514';
    end if;
    return new;
end $$;

create or replace trigger guard_approval before insert or update or delete on plan.approvals
for each row execute function plan.guard_approval();

-- At commit the parts equal the whole: whoever wrote the head and the lines, in whatever order.
create or replace function plan.parts_equal_the_whole() returns trigger language plpgsql as $$
declare
    head plan.plans;
    parts record;
    off_channel text;
    off_scope text;
begin
    select * into head from plan.plans where plan_id = coalesce(new.plan_id, old.plan_id);
    select
        count(*) as lines,
        coalesce(sum(current_micros), 0) as current_micros,
        coalesce(sum(proposed_micros), 0) as proposed_micros,
        coalesce(sum(expected_effect_micros), 0) as expected_effect_micros,
        greatest(
            coalesce(sum(change_micros) filter (where change_micros > 0), 0),
            coalesce(-sum(change_micros) filter (where change_micros < 0), 0)
        ) as moved_micros,
        count(*) filter (where first_day <> head.decision_date) as off_days,
        count(*) filter (where change_micros <> 0) as moves
    into parts from plan.plan_lines where plan_id = head.plan_id;

    if parts.lines = 0 then
        raise exception 'plan %: it has no lines', head.plan_id using errcode = '23514';
    end if;
    if parts.current_micros <> head.current_micros or parts.proposed_micros <> head.proposed_micros
        or parts.moved_micros <> head.moved_micros or parts.expected_effect_micros <> head.expected_effect_micros then
        raise exception 'plan %: its lines sum to current %, proposed %, moved %, effect %; its head says %, %, %, %', head.plan_id,
            parts.current_micros, parts.proposed_micros, parts.moved_micros, parts.expected_effect_micros,
            head.current_micros, head.proposed_micros, head.moved_micros, head.expected_effect_micros using errcode = '23514';
    end if;
    if parts.off_days > 0 then
        raise exception 'plan %: % line(s) do not start on its decision date', head.plan_id, parts.off_days using errcode = '23514';
    end if;
    if head.kind = 'hold' and parts.moves > 0 then
        raise exception 'plan %: a hold moves nothing, % of its lines move', head.plan_id, parts.moves using errcode = '23514';
    end if;
    select channel into off_channel from plan.plan_lines
    where plan_id = head.plan_id group by channel having sum(exploration_micros) <> 0 limit 1;
    if found then
        raise exception 'plan %: the exploration of % does not sum to zero over its geos', head.plan_id, off_channel
            using errcode = '23514';
    end if;
    select scope into off_scope from plan.plan_effects
    where plan_id = head.plan_id group by scope having sum(expected_effect_micros) <> head.expected_effect_micros limit 1;
    if found then
        raise exception 'plan %: the effects by % do not sum to its own', head.plan_id, off_scope using errcode = '23514';
    end if;
    return null;
end $$;

drop trigger if exists parts_equal_the_whole on plan.plans;
create constraint trigger parts_equal_the_whole after insert or update on plan.plans
deferrable initially deferred for each row execute function plan.parts_equal_the_whole();

drop trigger if exists parts_equal_the_whole on plan.plan_lines;
create constraint trigger parts_equal_the_whole after insert or update or delete on plan.plan_lines
deferrable initially deferred for each row execute function plan.parts_equal_the_whole();

drop trigger if exists parts_equal_the_whole on plan.plan_effects;
create constraint trigger parts_equal_the_whole after insert or update or delete on plan.plan_effects
deferrable initially deferred for each row execute function plan.parts_equal_the_whole();

-- At commit a plan that moves keeps the guardrails that it names: no plan, script or person stores one beyond them. A hold
-- moves nothing and may stand outside newer guardrails. Shares of whole micros are rounded down, as in the optimiser.
create or replace function plan.keep_the_guardrails() returns trigger language plpgsql as $$
declare
    head plan.plans;
    rules jsonb;
    budget bigint;
    tier text;
    off record;
begin
    select * into head from plan.plans where plan_id = coalesce(new.plan_id, old.plan_id);
    if head.kind = 'hold' then
        return null;
    end if;
    select settings into rules from plan.guardrails where guardrails_id = head.guardrails_id;

    budget := case
        when rules ->> 'total_budget' = 'as_status_quo' then coalesce(
            (
                select first.current_micros from plan.plans as first
                where first.basis = 'status_quo' and first.decision_date < head.decision_date
                order by first.decision_date, first.version desc limit 1
            ),
            head.current_micros
        )
        else (rules ->> 'total_budget')::numeric * 1000000
    end;
    if head.proposed_micros > budget then
        raise exception 'plan %: total_budget: % micros proposed, % allowed', head.plan_id, head.proposed_micros, budget
            using errcode = '23514';
    end if;
    if head.moved_micros > floor(head.current_micros * (rules ->> 'turnover')::numeric) then
        raise exception 'plan %: turnover: % micros change place, % allowed', head.plan_id, head.moved_micros,
            floor(head.current_micros * (rules ->> 'turnover')::numeric) using errcode = '23514';
    end if;
    tier := case
        when head.moved_micros <= head.current_micros * (rules #>> '{risk,auto}')::numeric then 'auto'
        when head.moved_micros <= head.current_micros * (rules #>> '{risk,one_approver}')::numeric then 'one_approver'
        else 'two_approvers'
    end;
    if rules ? 'risk' and head.risk_tier <> tier then
        raise exception 'plan %: risk: tier % given, % moves % of % micros', head.plan_id, head.risk_tier, tier,
            head.moved_micros, head.current_micros using errcode = '23514';
    end if;

    select * into off from (
        select
            lines.*,
            lines.verdict in ('freeze', 'stop') or coalesce(rules -> 'frozen' ? lines.channel, false) as is_held
        from plan.plan_lines as lines where lines.plan_id = head.plan_id
    ) as lines
    where
        (is_held and change_micros <> 0)
        or (
            not is_held
            and (
                abs(change_micros) > floor(current_micros * (rules #>> '{step,cell}')::numeric)
                or abs(exploration_micros) > floor(optimum_micros * (rules #>> '{exploration,share}')::numeric)
            )
        )
    limit 1;
    if found then
        raise exception 'plan %: cell_step, exploration or frozen: % in % goes from % to % micros, % of them exploration',
            head.plan_id, off.channel, off.geo, off.current_micros, off.proposed_micros, off.exploration_micros
            using errcode = '23514';
    end if;

    select * into off from (
        select
            channel,
            sum(current_micros) as current_micros,
            sum(proposed_micros) as proposed_micros
        from plan.plan_lines
        where plan_id = head.plan_id and verdict not in ('freeze', 'stop') and not coalesce(rules -> 'frozen' ? channel, false)
        group by channel
    ) as channels
    where
        abs(proposed_micros - current_micros) > floor(current_micros * (rules #>> '{step,channel}')::numeric)
        or proposed_micros < (rules -> 'floors' ->> channel)::numeric * 1000000
        or proposed_micros > (rules -> 'caps' ->> channel)::numeric * 1000000
    limit 1;
    if found then
        raise exception 'plan %: channel_step, floors or caps: % goes from % to % micros', head.plan_id, off.channel,
            off.current_micros, off.proposed_micros using errcode = '23514';
    end if;
    return null;
end $$;

drop trigger if exists keep_the_guardrails on plan.plans;
create constraint trigger keep_the_guardrails after insert or update on plan.plans
deferrable initially deferred for each row execute function plan.keep_the_guardrails();

drop trigger if exists keep_the_guardrails on plan.plan_lines;
create constraint trigger keep_the_guardrails after insert or update or delete on plan.plan_lines
deferrable initially deferred for each row execute function plan.keep_the_guardrails();

-- What executes now: the lines of the newest approved plan.
create or replace view plan.active as
select
    plans.decision_date,
    plans.currency,
    lines.*
from plan.plan_lines as lines
inner join plan.plans as plans on lines.plan_id = plans.plan_id
where plans.plan_id = (
    select newest.plan_id from plan.plans as newest
    where newest.status = 'approved'
    order by newest.decision_date desc limit 1
)
order by lines.channel, lines.geo;

grant select, insert on plan.objectives, plan.guardrails, plan.plans, plan.plan_lines, plan.plan_effects, plan.approvals
to mixloop_loop;
grant update (status) on plan.plans to mixloop_loop;
grant select on plan.active to mixloop_loop;
grant select on all tables in schema plan to mixloop_analyst;

-- What was doubted, what the answer was, and what it means for tomorrow's money.
create table if not exists gate.results (
    decision_date date not null,
    gate text not null check (gate in ('raw', 'mart')),
    version int not null,
    doubt_id text not null,
    scope text not null,
    success boolean not null,
    observed text not null,
    expected text not null,
    verdict text not null check (verdict in ('pass', 'default', 'freeze', 'stop')),
    sentence text not null,
    because text not null,
    primary key (decision_date, gate, version, doubt_id, scope)
);

create table if not exists gate.verdicts (
    decision_date date not null,
    gate text not null check (gate in ('raw', 'mart')),
    version int not null,
    scope text not null,
    verdict text not null check (verdict in ('pass', 'default', 'freeze', 'stop')),
    failing text,
    primary key (decision_date, gate, version, scope),
    constraint a_bad_verdict_says_why check (verdict = 'pass' or failing <> '')
);

-- What holds of a channel, or of the night, after both gates: the worse of their newest answers. A gate that has not
-- answered yet stops the night: silence is no pass.
create or replace view gate.verdict_now as
with

weights (verdict, weight) as (values ('pass', 0), ('default', 1), ('freeze', 2), ('stop', 3)),

newest as not materialized (  -- so that whoever asks for some nights reads no others

    select verdicts.*
    from gate.verdicts as verdicts
    where verdicts.version = (
        select max(later.version) from gate.verdicts as later
        where later.decision_date = verdicts.decision_date and later.gate = verdicts.gate
    )

),

silent as (

    select
        nights.decision_date,
        'night' as scope,
        'stop' as verdict,
        'the ' || gates.gate || ' gate has not answered' as failing
    from (select distinct decision_date from gate.verdicts) as nights
    cross join (values ('raw'), ('mart')) as gates (gate)
    where not exists (
        select 1 from gate.verdicts
        where verdicts.decision_date = nights.decision_date and verdicts.gate = gates.gate
    )

),

said as (

    select
        decision_date,
        scope,
        verdict,
        failing
    from newest
    union all
    select
        decision_date,
        scope,
        verdict,
        failing
    from silent

),

ranked as (

    select
        said.*,
        weights.weight,
        max(weights.weight) over (partition by said.decision_date, said.scope) as worst
    from said
    inner join weights on said.verdict = weights.verdict

)

select
    decision_date,
    scope,
    min(verdict) as verdict,
    string_agg(distinct failing, '; ' order by failing) as failing
from ranked
where weight = worst
group by decision_date, scope;

grant select, insert on gate.results, gate.verdicts to mixloop_loop;
grant select on gate.verdict_now to mixloop_loop;
grant select on all tables in schema gate to mixloop_analyst;

"""Nights that were decided: verdicts, fits, plans and approvals of a span of nights, written straight into the warehouse's tables.

Numbers are made up from the night's date and the panel that stands, so that they are the same in every run. Triggers are left out: the
loop's own path into these tables is tested elsewhere.
"""

from contextlib import closing
from datetime import date

import psycopg2

FINDINGS = 500  # of a gate in a night

_WRITE = """
set session_replication_role = replica;

create temporary table nights as
select day::date as night, day::date || '.1' as plan_id, 'fit ' || day::date as fit_id, extract(doy from day)::int as n
from generate_series(%(first)s::date, %(last)s::date, interval '1 day') as days (day);

create temporary table cells as
select channel, geo, row_number() over (order by channel, geo)::int as n, 100000000 as budget
from marts.panel_media group by channel, geo;

create temporary table days as
select channel, day, sum(spend_micros)::bigint as spend_micros from marts.panel_media group by channel, day;

insert into gate.results
select
    night, gate, 1, 'doubt ' || finding, 'night', true, 'what is expected', 'what is seen', 'stop',
    'finding ' || finding || ' holds', 'it is an example'
from nights, (values ('raw'), ('mart')) as gates (gate), generate_series(1, %(findings)s) as finding;

insert into gate.verdicts
select
    night, gate, 1, scope, case when is_held then 'freeze' else 'pass' end, case when is_held then 'its file was late' end
from nights, (values ('raw'), ('mart')) as gates (gate)
cross join (select distinct channel from ops.deliveries union all select 'night') as scopes (scope)
cross join lateral (select scope = 'meta' and gate = 'raw' and n %% 9 = 4 as is_held) as verdict;

insert into ops.stages
select 'fit', night, fit_id, 1, fit_id, jsonb_build_object('fit_id', fit_id), 1, night from nights;

insert into model.fits select fit_id, night, fit_id, '{}', 1, '{}', '' from nights;

insert into model.channel_effects
select
    fit_id, channel, window_days, spend_micros, spend_micros * 2, spend_micros, spend_micros * 3,
    2 + n %% 7 / 100.0, 1.5, 2.5, 1.2, 0.8, 1.6
from (
    -- a night knew of a unit less than was told since
    select nights.fit_id, nights.n, days.channel, windows.days as window_days, sum(days.spend_micros)::bigint - 1000000 as spend_micros
    from nights
    cross join (values (28), (90)) as windows (days)
    inner join days on days.day >= nights.night - windows.days and days.day < nights.night
    group by nights.fit_id, nights.n, days.channel, windows.days
) as windows;

insert into model.cell_effects
select fit_id, channel, geo, 28, 1, 2, 1, 3, 2, 1, 3, 1.2, 0.8, 1.6 from nights, cells;

insert into model.contributions
select fit_id, night - back, channel, 1000, 800, 1200
from nights, generate_series(1, 90) as back, (select distinct channel from cells) as channels;

insert into model.response_curves
select fit_id, channel, level * 1000000, level * 2000000, level * 1000000, level * 3000000
from nights, generate_series(0, 24) as level, (select distinct channel from cells) as channels;

insert into plan.objectives values ('objective', 'profit', '{}', %(first)s);
insert into plan.guardrails values ('guardrails', '{}');

create temporary table lines as
select
    nights.plan_id, nights.night, cells.channel, cells.geo, cells.budget as current_micros,
    (nights.n + cells.n) %% 5 * 1000000 as more, case when cells.n %% 2 = 0 then 500000 else -500000 end as exploration
from nights, cells;

insert into plan.plans
select
    nights.plan_id, night, 1, 'inputs', fit_id, 'objective', 'guardrails', 1, 'last_plan', 'move', 'approved',
    case when n %% 3 = 0 then 'one_approver' else 'auto' end, null, 'USD', sums.current_micros, sums.proposed_micros, sums.moved_micros,
    5000000, 1000000, 9000000, 0.01, 1000, 500, 1500, 'profit in 28 days', night
from nights
inner join (
    select
        plan_id, sum(current_micros) as current_micros, sum(current_micros + more + exploration) as proposed_micros,
        sum(greatest(more + exploration, 0)) as moved_micros
    from lines group by plan_id
) as sums on nights.plan_id = sums.plan_id;

insert into plan.plan_lines
select
    plan_id, channel, geo, night, night + 6, current_micros, current_micros + more + exploration, more + exploration,
    current_micros + more, exploration, 0.5, 10000, 5000, 15000, 1.2, 0.8, 1.6, null, 'pass', 'the next unit brings 1.20'
from lines;

insert into plan.approvals select plan_id, 'maria', 'approve', null, night from nights where n %% 3 = 0;

analyze gate.results, gate.verdicts, model.fits, model.channel_effects, model.cell_effects, model.contributions,
    model.response_curves, plan.plans, plan.plan_lines, plan.approvals, ops.stages;
"""


def decide(admin_url: str, first: date, last: date, *, findings: int = FINDINGS) -> None:
    """Write what was decided in the nights from `first` to `last`; marts must stand. `findings` is how many a gate has in a night."""
    with closing(psycopg2.connect(admin_url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(_WRITE, {"first": first, "last": last, "findings": findings})

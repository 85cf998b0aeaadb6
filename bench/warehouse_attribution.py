"""How long do all nine attribution models take, cold and in a night with 1 % new, and is such a night equal to a rebuild?

Ten million visits of 20 channels in a year, half a million orders, made from a seed inside the embedded Postgres (two cores); then the
project's own dbt models, nothing else. `python -m bench.warehouse_attribution [touches] [orders]`: 10,000,000 touches unless it is said
otherwise; with `orders`, Markov chains of order 2 and 3 are timed too (minutes).
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import psutil
import psycopg2

from bench import results
from bench.servers import a_server
from plugins.marts import dbt
from plugins.warehouse.install import install, new_passwords

SEED = 0.20261127  # Postgres' random(): -1 to 1
LAST_DAY = date(2026, 3, 15)
DAYS = 365
CHANNELS = ["direct", "organic", *(f"channel_{number:02}" for number in range(1, 19))]
MODELS = (
    "fct_touchpoints", "int_journeys__walked", "int_months__changed", "int_claim_months__changed", "int_journeys__lost",
    "int_paths__counted", "fct_paths", "fct_removal_effects", "fct_attribution", "int_credits__by_day", "fct_attribution_days",
    "fct_platform_claims",
)  # fmt: skip
VIEWS = ("int_journeys__walked", "int_paths__counted")
STORED = tuple(model for model in MODELS if model not in VIEWS and not model.endswith("__changed"))

TABLES = """
create table intermediate.int_sessions__consented (
    user_pseudo_id text not null, ga_session_id bigint not null, touched_at timestamptz not null, day date not null,
    geo text not null, channel text not null
);
create table intermediate.int_orders__recognised (
    order_id text not null, user_pseudo_id text not null, bought_at timestamptz not null
);
create table marts.fct_orders (
    order_id text not null, ordered_at timestamptz not null, day date not null, geo text not null, currency text not null,
    gross_micros bigint not null, refunded_micros bigint not null, net_micros bigint not null,
    is_new_customer boolean not null, customer_key text, is_test boolean not null, is_cancelled boolean not null
);
create table intermediate.int_ad_days__summed (
    channel text not null, geo text not null, day date not null, claimed_conversions numeric not null,
    claimed_revenue_micros bigint not null
);
create table staging.stg_ops__changed_days (channel text, report text, day date);
create table intermediate.int_orders__changed (order_id text primary key);
create table intermediate.int_visitors__changed (user_pseudo_id text primary key);
"""

# Visitors come back a geometric number of times, days apart; a sixth of them orders minutes after the last visit. Channels are as
# unequal as real ones: the n-th has a share of 1/n. Every tenth order has no consent, every thirtieth is cancelled, some are
# refunded by more than they cost.
_VISITS = """
create temporary table visitors as
select {who} as user_pseudo_id, now_known.start + {spread} * random() * interval '1 day' as first_visit,
    1 + floor(ln(1 - random()) / ln(0.7))::int as visits, random() < 0.1667 as orders, (random() * 20)::int as state
from generate_series(1, {visitors}) as number, (select timestamptz '{start} 12:00+00' as start) as now_known
order by number;
create temporary table visits as
select user_pseudo_id, nth + {earlier} as ga_session_id, orders and nth = visits as is_last, 'US-' || state as geo,
    first_visit + sum({gap} * -ln(1 - random()) * (nth > 1)::int) over (partition by user_pseudo_id order by nth)
        * interval '1 day' as touched_at,
    (array[{channels}])[least(20, floor(exp(random() * ln(21.0))))::int] as channel
from visitors cross join lateral generate_series(1, visits) as nth order by user_pseudo_id, nth;
insert into intermediate.int_sessions__consented
select user_pseudo_id, ga_session_id, touched_at, least(date '{last}', touched_at::date), geo, channel from visits
order by user_pseudo_id, ga_session_id;  -- as the model's window leaves them
create temporary table purchases as
select '{prefix}' || user_pseudo_id as order_id, user_pseudo_id, touched_at + interval '7 minutes' as bought_at,
    least(date '{last}', touched_at::date) as day, geo, (5e6 + 2e8 * random() ^ 3)::bigint as gross_micros,
    random() as luck from visits where is_last order by user_pseudo_id;
insert into marts.fct_orders
select order_id, bought_at, day, geo, 'USD', gross_micros, 0,
    case when luck < 0.033 then 0 when luck < 0.04 then -gross_micros / 10 else gross_micros end,
    true, null, false, luck < 0.033 from purchases;
insert into intermediate.int_orders__recognised
select order_id, user_pseudo_id, bought_at from purchases where luck < 0.9;
"""

_KEYS = """
alter table intermediate.int_sessions__consented add primary key (user_pseudo_id, ga_session_id);
alter table intermediate.int_orders__recognised add primary key (order_id);
create index on intermediate.int_orders__recognised (user_pseudo_id);
alter table marts.fct_orders add primary key (order_id);
insert into intermediate.int_ad_days__summed
select 'channel_' || to_char(number, 'FM00'), 'US-' || state, day::date, (random() * 30)::int, (random() * 3e9)::bigint
from generate_series(1, 18) as number, generate_series(0, 20) as state,
    generate_series(date '{first}', date '{last}', interval '1 day') as day;
analyze;
"""

# What changed: the people of the new visits, their orders, and a refund of one order in two hundred of the last month.
_NIGHT = """
create temporary table refunded as
select order_id from marts.fct_orders where day > date '{last}' - 30 and net_micros > 0 and md5(order_id) < '0147';
update marts.fct_orders set refunded_micros = gross_micros / 2, net_micros = gross_micros - gross_micros / 2
where order_id in (select order_id from refunded);
insert into staging.stg_ops__changed_days
select 'channel_01', 'ad days', day from generate_series(date '{last}' - 30, date '{last}', interval '1 day') as days (day);
insert into intermediate.int_visitors__changed select distinct user_pseudo_id from visits;
insert into intermediate.int_orders__changed select order_id from purchases union select order_id from refunded
union select order_id from intermediate.int_orders__recognised
where user_pseudo_id in (select user_pseudo_id from visits) and bought_at > date '{last}' - 10;
analyze intermediate.int_visitors__changed; analyze intermediate.int_orders__changed;
analyze marts.fct_orders; analyze intermediate.int_orders__recognised;
"""


def main() -> int:
    """Measure, compare, write the page when the size is the full one; 0 if a night equals a rebuild."""
    touches = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    with warehouse() as owner:
        _fill(owner, touches)
        cold = build(only_what_changed=False)
        counts = {table: _one(owner, f"select count(*) from {_named(table)}") for table in STORED}  # noqa: S608
        new = _deliver_a_night(owner, touches // 100)
        night = build(only_what_changed=True)
        months = _one(owner, "select count(*) from intermediate.int_months__changed")
        kept = _hashes(owner)
        build(only_what_changed=False)
        rebuilt = _hashes(owner)
        longer = {memory: _seconds_of_chains(memory) for memory in (2, 3) if "orders" in sys.argv}
    differing = [table for table in STORED if kept[table] != rebuilt[table]]
    page = _page(touches, cold, night, counts, new, months, differing, longer)
    print(page)
    if touches == 10_000_000:
        results.write("attribution", "Nine attribution models, cold and in a night", page)
    return 1 if differing else 0


@contextmanager
def warehouse() -> Iterator[psycopg2.extensions.connection]:
    """A fresh server with the whole schema, gone afterwards; a connection of its owner."""
    with a_server(55900) as (folder, cluster):
        urls = install(cluster.url.replace("/postgres", "/attribution"), "attribution", new_passwords())
        os.environ |= urls | {"MIXLOOP_DATA": str(folder / "data")}
        owner = psycopg2.connect(urls["MIXLOOP_WAREHOUSE_OWNER"])
        owner.autocommit = True
        with owner.cursor() as cursor:
            # dbt's incremental tables pass through temporary ones.
            cursor.execute("grant temporary on database attribution to mixloop_dbt, mixloop_owner")
        yield owner
        owner.close()


def _fill(owner: Any, touches: int) -> None:
    """A year of visits and orders, as tables that dbt's models would have left."""
    with owner.cursor() as cursor:
        cursor.execute("set role mixloop_dbt; set work_mem = '256MB'; set max_parallel_workers_per_gather = 0")
        cursor.execute(TABLES)
        cursor.execute("reset role")
        cursor.execute("select setseed(%s)", (SEED,))
        cursor.execute(_visits("o", touches, who="'v' || number", first_days_ago=DAYS - 1, spread=DAYS - 20, gap=4))
        cursor.execute(_KEYS.format(first=date.fromordinal(LAST_DAY.toordinal() - DAYS), last=LAST_DAY))


def _deliver_a_night(owner: Any, touches: int) -> tuple[int, int]:
    """Add visits and orders of the last days, refund some, and say what changed; how many visits and orders came."""
    with owner.cursor() as cursor:
        cursor.execute("drop table visitors, visits, purchases")
        who = "case when number % 2 = 0 then 'v' || number * 97 else 'n' || number end"  # half of them were here before
        came = _visits("new ", touches, who=who, earlier=1000, first_days_ago=6, spread=4, gap=0.5)
        cursor.execute(came + _NIGHT.format(last=LAST_DAY))
        cursor.execute("select (select count(*) from visits), (select count(*) from intermediate.int_orders__changed)")
        return cursor.fetchone()


def _visits(
    prefix: str, touches: int, *, who: str, first_days_ago: int, spread: float, gap: float, earlier: int = 0
) -> str:  # fmt: skip
    channels = ", ".join(f"'{name}'" for name in CHANNELS)
    start = date.fromordinal(LAST_DAY.toordinal() - first_days_ago)
    return _VISITS.format(
        prefix=prefix, who=who, earlier=earlier, visitors=touches * 3 // 10, start=start, last=LAST_DAY, spread=spread,
        gap=gap, channels=channels,
    )  # fmt: skip


def build(*, only_what_changed: bool) -> dict[str, float]:
    """Seconds of each model by name, of the whole run as `models`, with dbt's own start as `dbt`, and of processors as `server`."""
    started, worked = time.monotonic(), _processor_seconds()
    ran = dbt.run("run", "--select", *MODELS, decision_date=LAST_DAY, only_what_changed=only_what_changed)
    seconds = {result.node.name: result.execution_time for result in ran.results}
    spans = [step for result in ran.results for step in result.timing if step.name == "execute"]
    models = (max(span.completed_at for span in spans) - min(span.started_at for span in spans)).total_seconds()
    took = time.monotonic() - started
    return seconds | {"models": models, "dbt": took, "server": _processor_seconds() - worked}


def _processor_seconds() -> float:
    """Processor time that the server's processes, past and present, have taken: what a busy machine doesn't distort."""
    home = Path(os.environ["MIXLOOP_DATA"]).parent / "postgres"
    server = psutil.Process(int((home / "postmaster.pid").read_text().splitlines()[0]))
    ended = server.cpu_times()
    running = [one.cpu_times() for one in server.children()]
    return ended.children_user + ended.children_system + sum(one.user + one.system for one in running)


def _seconds_of_chains(memory: int) -> float:
    """Seconds of the removal effects of all months by a chain of another order than the configured one."""
    known = dbt.settings
    dbt.settings = lambda: {**known(), "markov_order": memory}
    try:
        (ran,) = dbt.run("run", "--select", "fct_removal_effects", decision_date=LAST_DAY).results[-1:]
    finally:
        dbt.settings = known
    return float(ran.execution_time)


def _named(table: str) -> str:
    return f"{'intermediate' if table.startswith('int_') else 'marts'}.{table}"


def _hashes(owner: Any) -> dict[str, Any]:
    """Each table's rows, hashed: equal for equal contents in whatever order they were written."""
    query = "select count(*)::text || ' ' || sum(('x' || left(md5(row::text), 15))::bit(60)::bigint) from {} as row"
    return {table: _one(owner, query.format(_named(table))) for table in STORED}


def _one(owner: Any, query: str) -> Any:
    with owner.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]


def _page(
    touches: int, cold: dict[str, float], night: dict[str, float], counts: dict[str, int], new: tuple[int, int],
    months: int, differing: list[str],
    longer: dict[int, float],
) -> str:  # fmt: skip
    lines = [
        f"{touches:,} visits of {len(CHANNELS)} channels in {DAYS} days, seed {SEED}, embedded Postgres, two dbt threads.",
        f"A night adds {new[0]:,} visits and changes {new[1]:,} orders, which touches {months} of 12 months.", "",
        f"Cold, all models: {cold['models']:.1f} s ({cold['dbt']:.1f} s with dbt's start; {cold['server']:.1f} s of processor "
        f"time in the server). A night: {night['models']:.1f} s ({night['dbt']:.1f} s with dbt's start; {night['server']:.1f} s of "
        f"processor time). The machine had other work: {os.getloadavg()[1]:.1f} processes ran at a time. "
        f"Tables that differ from a rebuild: {', '.join(differing) or 'none'}.", "",
        "| model | rows | cold, s | a night, s |", "|---|---:|---:|---:|",
        *(f"| {model} | {counts.get(model, '')} | {cold[model]:.1f} | {night[model]:.2f} |" for model in MODELS), "",
        *(f"Removal effects of all months by a chain of order {memory}: {seconds:.0f} s." for memory, seconds in longer.items()),
    ]  # fmt: skip
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())

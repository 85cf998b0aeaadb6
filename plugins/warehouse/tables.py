"""What an analyst may read besides the marts, as a page: written from Postgres' own catalogue and comments.

`python -m plugins.warehouse.tables` writes docs/plan_tables.md from a warehouse that is up; `make docs` does, too.
"""

import sys
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from psycopg2.extensions import connection as Connection
from psycopg2.extras import NamedTupleCursor

from plugins.house.places import ROOT
from plugins.warehouse import connect

PAGE = ROOT / "docs" / "plan_tables.md"

_HEAD = """# Verdicts, effects and plans

What the loop decided and why: schemas `gate`, `model` and `plan`, written by the loop alone; and of which night
the published marts are. An analyst reads all of them.
Amounts are whole millionths of a currency (`*_micros`); intervals are 80 %, equal-tailed. The marts are in [tables.md](tables.md).

This page is written from the warehouse's own comments by `make docs`; a test fails when it is stale.

## Questions

Each of these runs as it stands.
"""

QUESTIONS = {
    "What executes now, and why?": "select channel, geo, proposed_micros / 1e6 as budget, reason from plan.active;",
    "Which channels were held lately, and for what?": (
        "select decision_date, scope, verdict, failing from gate.verdict_now where verdict <> 'pass'\n"
        "order by decision_date desc, scope;"
    ),
    "Which channels' published rows are older than the others', and why?": (
        "select channel, night, verdict, why from published.freshness where is_stale order by channel;"
    ),
    "What did each channel's last four weeks cause, by the newest fit?": (
        "select channel, spend_micros / 1e6 as spend, contribution_mean_micros / 1e6 as revenue, iroas_low, iroas_high\n"
        "from model.channel_effects inner join model.fits using (fit_id)\n"
        "where window_days = 28 and decision_date = (select max(decision_date) from model.fits) order by channel;"
    ),
    "How much moved each night, who agreed, and what was it to bring?": (
        "select plans.decision_date, status, moved_micros / 1e6 as moved, gain, gain_unit, string_agg(actor, ', ') as agreed\n"
        "from plan.plans left join plan.approvals on plans.plan_id = approvals.plan_id and answer = 'approve'\n"
        "group by plans.plan_id order by plans.decision_date desc, version desc;"
    ),
    "How did a channel's budget in one geo come about, night by night?": (
        "select decision_date, current_micros / 1e6 as before, optimum_micros / 1e6 as optimum,\n"
        "    exploration_micros / 1e6 as exploration, propensity, binding, reason\n"
        "from plan.plan_lines inner join (select plan_id, decision_date from plan.plans where status = 'approved') as heads\n"
        "using (plan_id) where channel = 'meta' and geo = 'US-CA' order by decision_date;"
    ),
}

_COLUMNS = """
select
    namespace.nspname as schema, tables.relname as name, tables.relkind = 'v' as is_view,
    obj_description(tables.oid, 'pg_class') as description,
    columns.attname as column, format_type(columns.atttypid, columns.atttypmod) as type, columns.attnotnull as never_null,
    col_description(tables.oid, columns.attnum) as meaning,
    coalesce(columns.attnum = any(keys.conkey), false) as is_key
from pg_class as tables
inner join pg_namespace as namespace on tables.relnamespace = namespace.oid
inner join pg_attribute as columns on columns.attrelid = tables.oid and columns.attnum > 0 and not columns.attisdropped
left join pg_constraint as keys on keys.conrelid = tables.oid and keys.contype = 'p'
where tables.relkind in ('r', 'v') and (
    namespace.nspname in ('gate', 'model', 'plan')
    or namespace.nspname = 'published' and tables.relname = 'freshness'  -- the marts beside it have a page of their own
)
order by namespace.nspname, tables.relname, columns.attnum
"""


def page(connection: Connection) -> str:
    """The page's text: questions that run, then each table with its key, columns, types and meaning."""
    with connection.cursor(cursor_factory=NamedTupleCursor) as cursor:
        cursor.execute(_COLUMNS)  # type: ignore[no-untyped-call]
        rows: list[Any] = cursor.fetchall()
    tables = [list(columns) for _, columns in groupby(rows, key=lambda row: (row.schema, row.name))]
    questions = (line for asked, query in QUESTIONS.items() for line in (asked, "", "```sql", query, "```", ""))
    return "\n".join([_HEAD, *questions, *(line for columns in tables for line in _section(columns))])


def _section(columns: list[Any]) -> Iterator[str]:
    first = columns[0]
    yield f"## {first.schema}.{first.name}"
    yield ""
    yield first.description
    yield ""
    if key := [f"`{column.column}`" for column in columns if column.is_key]:
        yield f"Key: {', '.join(key)}."
        yield ""
    if any(column.meaning for column in columns):
        yield "| column | type | meaning |"
        yield "| --- | --- | --- |"
        for column in columns:
            kind = column.type if column.never_null or first.is_view else f"{column.type}, may be null"
            yield f"| `{column.column}` | {kind} | {column.meaning} |"
        yield ""


if __name__ == "__main__":
    PAGE.write_text(page(connect("analyst")), encoding="utf-8")
    print(PAGE)
    sys.exit(0)

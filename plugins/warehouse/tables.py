"""What an analyst may read besides the marts, as a page: written from Postgres' own catalogue and comments.

`python -m plugins.warehouse.tables` writes docs/plan_tables.md from a warehouse that is up, and docs/questions.md; so does `make docs`.
"""

import sys
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from psycopg2.extensions import connection as Connection
from psycopg2.extras import NamedTupleCursor

from plugins.house.places import ROOT
from plugins.warehouse import connect, questions

PAGE = ROOT / "docs" / "plan_tables.md"

_HEAD = """# Verdicts, effects and plans

What the loop decided and why: schemas `gate`, `model` and `plan`, written by the loop alone; and of which night
the published marts are. An analyst reads all of them.
Amounts are whole millionths of a currency (`*_micros`); intervals are 80 %, equal-tailed. The marts are in [tables.md](tables.md),
iROAS beside spend, revenue and CAC in [metrics.md](metrics.md), examples of use in [questions.md](questions.md).

This page is written from the warehouse's own comments by `make docs`; a test fails when it is stale.
"""

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
    """The page's text: each table with its key, columns, types and meaning."""
    with connection.cursor(cursor_factory=NamedTupleCursor) as cursor:
        cursor.execute(_COLUMNS)  # type: ignore[no-untyped-call]
        rows: list[Any] = cursor.fetchall()
    tables = [list(columns) for _, columns in groupby(rows, key=lambda row: (row.schema, row.name))]
    return "\n".join([_HEAD, *(line for columns in tables for line in _section(columns))])


def _section(columns: list[Any]) -> Iterator[str]:
    first = columns[0]
    yield f"## {first.schema}.{first.name}"
    yield ""
    yield first.description
    yield ""
    if key := [f"`{column.column}`" for column in columns if column.is_key]:
        yield f"Key: {', '.join(key)}."
        yield ""
    yield from questions.asked_of(f"{first.schema}.{first.name}")
    if any(column.meaning for column in columns):
        yield "| column | type | meaning |"
        yield "| --- | --- | --- |"
        for column in columns:
            kind = column.type if column.never_null or first.is_view else f"{column.type}, may be null"
            yield f"| `{column.column}` | {kind} | {column.meaning} |"
        yield ""


if __name__ == "__main__":
    PAGE.write_text(page(connect("analyst")), encoding="utf-8")
    questions.PAGE.write_text(questions.page(), encoding="utf-8")
    print(PAGE, questions.PAGE)
    sys.exit(0)

"""Do two warehouses hold the same? Every table's rows, hashed without the columns that hold the wall clock."""

import psycopg2
from psycopg2 import sql

SCHEMAS = ["raw", "quarantine", "ops", "marts", "gate", "model", "plan", "mail"]

# A wall-clock column says so by its default, counts seconds, or says when a mail went out; nothing else may depend on the clock.
_COLUMNS = """
select table_schema, table_name, array_agg(column_name::text order by ordinal_position)
from information_schema.columns
join information_schema.tables using (table_schema, table_name)
where table_schema = any(%s) and table_type = 'BASE TABLE'
    and column_name not in ('seconds', 'sent_at') and column_name <> all(%s) and coalesce(column_default, '') not like '%%now()%%'
group by table_schema, table_name
"""


def table_hashes(url: str, but: tuple[str, ...] = ()) -> dict[str, str]:
    """Rows and hash of each table of the loop, by name, without the columns `but`; whatever order they were written in."""
    connection = psycopg2.connect(url)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute("set timezone to 'UTC'")
            cursor.execute(_COLUMNS, (SCHEMAS, list(but)))
            return {
                f"{schema}.{table}": _hash(cursor, schema, table, columns)
                for schema, table, columns in cursor.fetchall()
            }
    finally:
        connection.close()


def _hash(cursor, schema: str, table: str, columns: list[str]) -> str:
    row = sql.SQL("row({})::text").format(sql.SQL(", ").join(map(sql.Identifier, columns)))
    cursor.execute(
        sql.SQL(
            "select count(*), md5(coalesce(string_agg(h, '' order by h), '')) from (select md5({}) as h from {}) as rows"
        ).format(row, sql.Identifier(schema, table))
    )
    count, digest = cursor.fetchone()
    return f"{count} rows {digest}"

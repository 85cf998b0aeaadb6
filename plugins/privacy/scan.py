"""Does any table beyond raw name a person? Every text of every one of them is read, and held against all ids that raw knows."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from psycopg2 import sql
from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor
from psycopg2.extras import execute_values

from plugins.privacy.erasure import reports_with_persons

RAW = ("raw", "quarantine")  # word for word what platforms delivered, open to the loader alone
OURS = ("plan", "mail")  # where our own people stand by their address: who approved, who is written to

_PATTERNS = {
    "e-mail address": r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+\.[A-Za-z]{2,}",
    "phone number": r"(\+[0-9][0-9 ().-]{7,}[0-9])|(\([0-9]{3}\) ?[0-9]{3}-[0-9]{4})",
    "IP address": r"(^|[^0-9.])((25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])\.){3}(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])($|[^0-9.])",
}
_TEXTS = "'text', 'character varying', 'character', 'name', 'uuid', 'json', 'jsonb', 'ARRAY'"
WORDS = 8  # characters: a shorter id is looked for as a whole cell only, since a number in a sentence could be anything


@dataclass(frozen=True)
class Find:
    """A column that names people: how many of its distinct texts do, and as what. Never the text itself."""

    place: str
    what: str
    texts: int


@dataclass(frozen=True)
class Scan:
    """What was read, and what was found."""

    tables: int
    columns: int
    cells: int
    ids: int
    finds: tuple[Find, ...]

    def __str__(self) -> str:
        return (
            f"{self.tables:,} tables, {self.columns:,} columns, {self.cells:,} cells held against {self.ids:,} ids: "
            f"{sum(find.texts for find in self.finds):,} found"
        )


def scan(connection: Connection) -> Scan:
    """Look for every id that raw has of a person, and for what looks like an address, in all tables beyond raw.

    Orders' ids are no person's: they stand in every table of orders.
    """
    with connection.cursor() as cursor:
        cursor.execute("create temporary table sought (id text primary key) on commit drop")
        for _, report in reports_with_persons():
            for column in report.persons:
                cursor.execute(_SEEK.format(raw=sql.Identifier("raw", report.table), column=sql.Identifier(column)))
        cursor.execute("delete from sought where id in (select order_id from raw.shopify__orders)")
        return _read(cursor, without=RAW, patterns=True)


def look_for(connection: Connection, words: Collection[str]) -> Scan:
    """Look for these words, whatever they are, in all tables: of raw, too."""
    with connection.cursor() as cursor:
        cursor.execute("create temporary table sought (id text primary key) on commit drop")
        sought = {form for word in words for form in (word, word.lower())}
        execute_values(cursor, "insert into sought values %s", [(word,) for word in sorted(sought)])
        return _read(cursor, without=(), patterns=False)


def _read(cursor: Cursor, *, without: tuple[str, ...], patterns: bool) -> Scan:
    cursor.execute("analyze sought")
    cursor.execute("select count(*) from sought")
    ids: int = cursor.fetchall()[0][0]
    columns = _columns(cursor, without)
    cells, finds = 0, []
    for schema, table, column in columns:
        names = {"table": sql.Identifier(schema, table), "column": sql.Identifier(column)}
        cursor.execute(_HELD.format(**names), {"words": WORDS})
        ((filled, named),) = cursor.fetchall()
        cells += filled
        place = f"{schema}.{table}.{column}"
        finds += [Find(place, "an id of raw", named)] if named else []
        if patterns and schema not in OURS:
            finds += _by_pattern(cursor, place, names)
    cursor.execute("drop table sought")
    return Scan(len({column[:2] for column in columns}), len(columns), cells, ids, tuple(finds))


def _columns(cursor: Cursor, without: tuple[str, ...]) -> list[tuple[str, str, str]]:
    """Every column of every table that can hold a text."""
    cursor.execute(
        f"""
        select table_schema::text, table_name::text, column_name::text
        from information_schema.columns
        inner join information_schema.tables using (table_schema, table_name)
        where
            table_type = 'BASE TABLE' and data_type in ({_TEXTS})
            and table_schema not in ('pg_catalog', 'information_schema') and table_schema <> all(%s)
        order by 1, 2, ordinal_position
        """,  # noqa: S608
        (list(without),),
    )
    return cursor.fetchall()


def _by_pattern(cursor: Cursor, place: str, names: dict[str, sql.Identifier]) -> Iterator[Find]:
    for what, pattern in _PATTERNS.items():
        cursor.execute(_LIKE.format(**names), (pattern,))
        ((texts,),) = cursor.fetchall()
        if texts:
            yield Find(place, f"an {what}" if what[0] in "eI" else f"a {what}", texts)


_SEEK = sql.SQL(
    """
    insert into sought
    select {column} from {raw} where {column} is not null union select lower({column}) from {raw} where {column} is not null
    on conflict do nothing
    """
)
_HELD = sql.SQL(
    r"""
    with texts as (
        select {column}::text as text, count(*) as cells from {table} where {column} is not null group by {column}::text
    ),

    named as (
        select text from texts inner join sought on texts.text = sought.id
        union
        select text from texts cross join lateral regexp_split_to_table(text, '[\s"''`,;{{}}()<>=\[\]/|&?#]+') as word
        inner join sought on lower(word) = sought.id and length(word) >= %(words)s
    )

    select coalesce(sum(cells), 0)::bigint, (select count(*) from named) from texts
    """
)
_LIKE = sql.SQL("select count(distinct {column}::text) from {table} where {column}::text ~ %s")

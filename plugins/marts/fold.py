"""Cells that count too few people are no one's to read: they become one cell, 'few', and every sum stays what it was."""

from dataclasses import dataclass

from psycopg2 import sql
from psycopg2.extensions import connection as Connection

FEW = "few"


@dataclass(frozen=True)
class Fold:
    """How a table counts people: `cell` names the cells of each `group`, `people` counts who is in one.

    `words` are text columns that a folded cell can't add up; they say 'few' too.
    """

    group: str
    cell: str
    people: str
    words: tuple[str, ...] = ()


def folded(connection: Connection, table: sql.Identifier, fold: Fold, smallest: int) -> sql.Composed:
    """SQL of the table's rows as people may read them.

    A cell of fewer than `smallest` people is folded; so are the next smallest, until 'few' itself counts that many: one folded cell
    alone could be had by subtraction from the group's total. A group that has no more people is folded whole. A cell of nobody
    tells of nobody, and stays.
    """
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("select * from {} limit 0").format(table))
        columns = [column.name for column in cursor.description or ()]
    return sql.SQL(_FOLDED).format(
        columns=sql.SQL(", ").join(_column(fold, name) for name in columns),
        group=sql.Identifier(fold.group),
        cell=sql.Identifier(fold.cell),
        people=sql.Identifier(fold.people),
        table=table,
        few=sql.Literal(FEW),
        smallest=sql.Literal(smallest),
    )


def _column(fold: Fold, name: str) -> sql.Composable:
    column = sql.Identifier(name)
    if name == fold.group:
        return column
    if name == fold.cell:
        return sql.SQL("shown_as as {}").format(column)
    if name in fold.words:
        return sql.SQL("case when shown_as = {few} then {few} else min({column}) end as {column}").format(
            few=sql.Literal(FEW), column=column
        )
    return sql.SQL("sum({0})::bigint as {0}").format(column)


_FOLDED = """
    with ranked as (
        select
            *,
            sum({people}) over (
                partition by {group} order by nullif({people}, 0), {cell} rows between unbounded preceding and 1 preceding
            ) as smaller,
            bool_or({people} > 0 and {people} < {smallest}) over (partition by {group}) as has_small
        from {table}
    ),

    shown as (
        select
            *,
            case
                when {people} > 0 and ({people} < {smallest} or has_small and coalesce(smaller, 0) < {smallest}) then {few}
                else {cell}
            end as shown_as
        from ranked
    )

    select {columns} from shown group by {group}, shown_as
"""

"""A file's rows on their way from `arriving` into the versions of their raw table: what days and entities have in common."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from psycopg2 import sql
from psycopg2.extensions import cursor as Cursor

from plugins.channels.reading.report import Report
from plugins.loader.ledger import Delivery

ALWAYS = sql.SQL("true")
BOOKS = ("delivery_id", "line", "day", "known_from", "known_until", "row_hash")

type Changes = set[tuple[date, date]]
type Changed = list[tuple[Any, ...]]  # a day, and a night from which something else is known of it


@dataclass
class Settled:
    """What became of the rows that arrived: days and the nights from which they changed, and rows that said nothing new."""

    changes: Changes = field(default_factory=set)
    repeated: int = 0
    repeated_sums: dict[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True)
class File:
    """One file's rows on their way from `arriving` into their raw table.

    `load_no` is that of an earlier load of the same delivery, whose rows are completed; None for a new one.
    """

    cursor: Cursor
    report: Report
    delivery: Delivery
    load_no: int | None
    settled: Settled

    @property
    def raw(self) -> sql.Identifier:
        """The raw table, as SQL."""
        return sql.Identifier("raw", self.report.table)

    def run(self, statement: str, **names: sql.Composable) -> list[tuple[Any, ...]]:
        """Run a statement about the raw table `{raw}`; the rows that it returns, if any."""
        own = own_columns(self.report)
        where = sql.SQL("raw.channel = %(channel)s") if self.report.channel_column else sql.SQL("true")
        query = sql.SQL(statement).format(
            raw=self.raw,
            books=names_of(BOOKS),
            own=names_of(own),
            raw_own=names_of(own, "raw"),
            arriving_own=names_of(own, "arriving"),
            mine=where,
            entity=names_of(self.report.entity),
            **names,
        )
        values = {
            "id": self.delivery.delivery_id,
            "channel": self.delivery.channel,
            "report": self.delivery.report,
            "night": self.delivery.delivered_on,
            "first": self.delivery.first_day,
            "last": self.delivery.last_day,
            "load_no": self.load_no,
            "path": self.delivery.path,
        }
        self.cursor.execute(query, values)
        return self.cursor.fetchall() if self.cursor.description is not None else []

    def company(self) -> tuple[bool, bool]:
        """Whether another file of this report came for this night or a later one, and a part: then versions may have to be joined."""
        ((others, parts_among),) = self.run(COMPANY)
        return others, parts_among

    def drop(self, repeated: str) -> None:
        """Take rows that say nothing new out of those that arrived, and count them."""
        measures = [column.name for column in self.report.columns if column.measure]
        sums = [sql.SQL("coalesce(sum({}), 0)").format(sql.Identifier(name)) for name in measures]
        ((count, *totals),) = self.run(repeated, counts=sql.SQL(", ").join([sql.SQL("count(*)"), *sums]))
        self.settled.repeated += count
        for name, total in zip(measures, totals, strict=True):
            self.settled.repeated_sums[name] = self.settled.repeated_sums.get(name, Decimal(0)) + total

    def join(self, same: sql.Composable, *, but: sql.Composable = ALWAYS, earlier: bool = True) -> None:
        """Make one version of two that touch and say the same: with what comes later, unless `but` forbids it, and with what was."""
        self.run(JOIN_LATER, same=same, but=but)
        if earlier:
            self.run(JOIN_EARLIER, same=same)


def own_columns(report: Report) -> list[str]:
    """Columns of the report's raw table besides the books, in the order in which rows are copied."""
    shared = ["channel"] if report.channel_column else []
    return [*shared, *(column.name for column in report.columns)]


def names_of(columns: Iterable[str], table: str | None = None) -> sql.Composed:
    """Column names as SQL, of this table if one is named."""
    named = (sql.Identifier(*filter(None, (table, column))) for column in columns)
    return sql.SQL(", ").join(named)


def alike(left: str, right: str, columns: Iterable[str]) -> sql.Composed:
    """The condition that two tables' rows have the same values in these columns."""
    pairs = (sql.SQL("{} = {}").format(sql.Identifier(left, name), sql.Identifier(right, name)) for name in columns)
    return sql.SQL(" and ").join(pairs)


COMPANY = """
    select count(*) > 0, coalesce(bool_or(is_part), false) from ops.deliveries
    where
        channel = %(channel)s and report = %(report)s and delivered_on >= %(night)s and delivery_id <> %(id)s
        and status in ('loaded', 'duplicate')
"""

# What an earlier file of this night said, a second one corrected, and this one says again.
FORGET_CORRECTED = """
    delete from {raw} as corrected using arriving
    where
        {same} and corrected.row_hash = arriving.row_hash
        and corrected.known_from = %(night)s and corrected.known_until = %(night)s
"""

JOIN_LATER = """
    with pairs as (
        select one.ctid as kept, other.ctid as dropped, other.known_until
        from {raw} as one
        inner join {raw} as other
            on {same} and one.row_hash = other.row_hash and one.known_until = other.known_from and {but}
        where one.delivery_id = %(id)s and one.known_from = %(night)s and one.known_until > %(night)s
    ),

    dropped as (delete from {raw} as raw using pairs where raw.ctid = pairs.dropped)

    update {raw} as raw set known_until = pairs.known_until from pairs where raw.ctid = pairs.kept
"""

JOIN_EARLIER = """
    with pairs as (
        select other.ctid as kept, one.ctid as dropped, one.known_until
        from {raw} as one
        inner join {raw} as other
            on {same} and one.row_hash = other.row_hash and other.known_until = one.known_from
        where
            one.delivery_id = %(id)s and one.known_from = %(night)s and one.known_until > %(night)s
            and other.known_from < %(night)s
    ),

    dropped as (delete from {raw} as raw using pairs where raw.ctid = pairs.dropped)

    update {raw} as raw set known_until = pairs.known_until from pairs where raw.ctid = pairs.kept
"""

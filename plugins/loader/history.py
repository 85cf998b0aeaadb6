"""What a delivery changes of what was known: row versions that begin, that end, and those that go on standing.

A version stands for the nights [known_from, known_until). A file tells all of each day that it spans, so that what it leaves out
is gone from its night on; a report of entities (orders, which come again when they change) tells only of the entities in it. A
file that arrives after later ones changes the nights up to the next file that tells of the same days or entities: in whatever
order files are loaded, the same versions stand. A part of a file only adds (see `plugins/loader/parts.py`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from psycopg2 import sql
from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor
from psycopg2.extras import execute_values

from plugins.channels.reading.report import Report
from plugins.loader import parts
from plugins.loader.ledger import Delivery

BOOKS = ("delivery_id", "line", "day", "known_from", "known_until", "row_hash")
NO_DAY = date.min  # what lists without days have for a day

type Changes = set[tuple[date, date]]


@dataclass
class Settled:
    """What became of the rows that arrived: days and the nights from which they changed, and rows that said nothing new."""

    changes: Changes = field(default_factory=set)
    repeated: int = 0
    repeated_sums: dict[str, Decimal] = field(default_factory=dict)


def lock(connection: Connection, channel: str, report: str) -> None:
    """Wait until nobody else loads this report, and nobody builds on the raw rows, and keep both out till the end."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock_shared(hashtextextended('raw rows', 0))")
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"load {channel}/{report}",))


def lay_out(connection: Connection, report: Report) -> None:
    """Make the table in which a file's rows arrive: `arriving`, for this transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("create temporary table arriving on commit drop as select {} from raw.{} with no data").format(
                _names(arriving_columns(report)), sql.Identifier(report.table)
            )
        )


def arriving_columns(report: Report) -> list[str]:
    """Columns of `arriving`, in the order in which rows are copied."""
    return ["line", "day", "row_hash", *_own_columns(report)]


def settle(connection: Connection, report: Report, delivery: Delivery, *, retires: bool = True) -> Settled:
    """Turn the rows that arrived into versions; which days changed, from which night on, and which rows were repeated.

    Parameters
    ----------
    delivery : Delivery
        Its first and last day are those that its good rows span.
    retires : bool
        Whether what the file leaves out of its days is gone; False for rows that are added to a file loaded before. A part
        retires nothing in any case.
    """
    settled = Settled()
    with connection.cursor() as cursor:
        if delivery.rows_loaded:
            cursor.execute("set local work_mem = '96MB'")  # a million hashes are grouped and compared in memory
            cursor.execute(sql.SQL("analyze arriving ({})").format(_names(("day", "row_hash", *report.entity))))
            file = _File(cursor, report, delivery, _load_no_of(cursor, delivery.delivery_id), settled)
            retires = retires and not delivery.is_part
            settled.changes |= set(file.settle_entities() if report.entity else file.settle_days(retires=retires))
        cursor.execute("drop table arriving")
    return settled


def note(connection: Connection, delivery: Delivery, load_no: int, changes: Changes) -> None:
    """Write down what changed, under the load's number."""
    rows = [(load_no, delivery.channel, delivery.report, day, known_on) for day, known_on in sorted(changes)]
    with connection.cursor() as cursor:
        execute_values(cursor, "insert into ops.day_changes (load_no, channel, report, day, known_on) values %s", rows)


def _load_no_of(cursor: Cursor, delivery_id: int) -> int | None:
    cursor.execute("select load_no from ops.deliveries where delivery_id = %s and status = 'loaded'", (delivery_id,))
    row = cursor.fetchone()
    return row[0] if row else None


def _own_columns(report: Report) -> list[str]:
    shared = ["channel"] if report.channel_column else []
    return [*shared, *(column.name for column in report.columns)]


def _names(columns: Iterable[str], table: str | None = None) -> sql.Composed:
    parts = (sql.Identifier(*filter(None, (table, column))) for column in columns)
    return sql.SQL(", ").join(parts)


@dataclass(frozen=True)
class _File:
    """One file's rows on their way from `arriving` into their raw table.

    `load_no` is that of an earlier load of the same delivery, whose rows are completed; None for a new one.
    """

    cursor: Cursor
    report: Report
    delivery: Delivery
    load_no: int | None
    settled: Settled

    @property
    def _raw(self) -> sql.Identifier:
        return sql.Identifier("raw", self.report.table)

    def run(self, statement: str, **names: sql.Composable) -> list[tuple[Any, ...]]:
        """Run a statement about the raw table `{raw}`; the rows that it returns, if any."""
        own = _own_columns(self.report)
        where = sql.SQL("raw.channel = %(channel)s") if self.report.channel_column else sql.SQL("true")
        query = sql.SQL(statement).format(
            raw=self._raw,
            books=_names(BOOKS),
            own=_names(own),
            raw_own=_names(own, "raw"),
            arriving_own=_names(own, "arriving"),
            mine=where,
            entity=_names(self.report.entity),
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
        ((others, parts_among),) = self.run(_COMPANY)
        return others, parts_among

    def settle_days(self, *, retires: bool) -> list[tuple[date, date]]:
        """Days and nights of change, where the file tells all of its days."""
        is_part, is_one = self.delivery.is_part, self.report.equal_rows_are_one
        if is_one:
            self._drop(parts.COPIES)
        else:
            self.run(_NUMBER_COPIES)
        self.run(_SPAN)
        self.run(parts.LIVE if is_part else _LIVE_DAYS)
        if is_part or (is_one and not retires):
            self._drop(parts.SAID_TONIGHT)
        elif not retires:
            self._number_on()
        has_company, has_parts = self.company()
        changes: list[tuple[date, date]] = []
        if not (has_company or is_part) and not self.run("select true from live limit 1"):
            self.run(_OPEN_ALL)
            changes = self.run("select distinct day, %(night)s::date from arriving")
            self.run("drop table span, live")
            return changes
        if retires:
            if has_company:
                changes += self.run(_REOPEN)
            changes += self.run(_CLOSE_GONE)
        if has_company:
            self.run(_FORGET_CORRECTED, same=sql.SQL("corrected.day = arriving.day"))
        if is_part:
            self.run(parts.BEGIN_AGAIN)
        until = sql.SQL(parts.UNTIL).format(raw=self._raw) if has_parts else sql.SQL("span.known_until")
        changes += self.run(_OPEN_DAYS, until=until)
        if has_company:
            same = sql.SQL("one.day = other.day")
            self.run(_JOIN_LATER, same=same, but=sql.SQL(parts.NOT_BY_A_PART if has_parts else "true"))
            if not is_part:
                self.run(_JOIN_EARLIER, same=same)
        self.run("drop table span, live")
        return changes

    def _number_on(self) -> None:
        """Equal rows of this file that stand already are other facts: those that are added are numbered after them."""
        copies = 1
        self.run("create temporary table first_copy on commit drop as select line, row_hash from arriving")
        while self.run("select true from arriving inner join live using (day, row_hash) limit 1"):
            copies += 1
            self.run(_NUMBER_ON, copy=sql.Literal(copies))
        self.run("drop table first_copy")

    def _drop(self, repeated: str) -> None:
        """Take rows that say nothing new out of those that arrived, and count them."""
        measures = [column.name for column in self.report.columns if column.measure]
        sums = [sql.SQL("coalesce(sum({}), 0)").format(sql.Identifier(name)) for name in measures]
        ((count, *totals),) = self.run(repeated, counts=sql.SQL(", ").join([sql.SQL("count(*)"), *sums]))
        self.settled.repeated += count
        for name, total in zip(measures, totals, strict=True):
            self.settled.repeated_sums[name] = self.settled.repeated_sums.get(name, Decimal(0)) + total

    def settle_entities(self) -> list[tuple[date, date]]:
        """Days and nights of change, where the file tells of the entities in it and of nothing else."""
        joined = [
            sql.SQL("{} = {}").format(sql.Identifier("one", name), sql.Identifier("other", name))
            for name in self.report.entity
        ]
        same = sql.SQL(" and ").join(joined)
        has_company, has_parts = self.company()
        if has_company:
            self.run(_FORGET_CORRECTED, same=_between("corrected", "arriving", self.report.entity))
        names = {
            "raw_is_arriving": _between("raw", "arriving", self.report.entity),
            "later_is_arriving": _between("later", "arriving", self.report.entity),
            "entity_of_arriving": _names(self.report.entity, "arriving"),
            "told_is_live": _between("told", "live", self.report.entity),
            "newest": sql.Identifier(self.report.day or "day"),
            "later_is_old": sql.SQL("false"),
        }
        if has_parts:
            names["later_is_old"] = sql.SQL(parts.LATER_IS_OLD).format(newest=names["newest"])
        for table in (_TOLD, _LIVE_ENTITIES):
            self.run(table, **names)
        changes: list[tuple[date, date]] = []
        if self.delivery.is_part:
            for statement in parts.YIELD_TO_NEWER:
                self.run(statement, **names)
        if has_parts:
            changes += self.run(parts.OUTDO_LATER, **names)
        self.run(_CLOSE_ENTITIES)
        changes += self.run(_OPEN_ENTITIES)
        if has_company:
            self.run(_JOIN_LATER, same=same, but=sql.SQL("true"))
            self.run(_JOIN_EARLIER, same=same)
        self.run("drop table told, live")
        return changes


def _between(left: str, right: str, columns: Iterable[str]) -> sql.Composed:
    pairs = (sql.SQL("{} = {}").format(sql.Identifier(left, name), sql.Identifier(right, name)) for name in columns)
    return sql.SQL(" and ").join(pairs)


_COMPANY = """
    select count(*) > 0, coalesce(bool_or(is_part), false) from ops.deliveries
    where
        channel = %(channel)s and report = %(report)s and delivered_on >= %(night)s and delivery_id <> %(id)s
        and status in ('loaded', 'duplicate')
"""

# Two equal rows of one file are two facts (a spot that was booked twice): each further one has a hash of its own.
_NUMBER_COPIES = """
    with copies as (
        select ctid as place, row_number() over (partition by day, row_hash order by line) as copy
        from arriving
        where (day, row_hash) in (select day, row_hash from arriving group by day, row_hash having count(*) > 1)
    )
    update arriving set row_hash = md5(arriving.row_hash::text || copies.copy)::uuid
    from copies where arriving.ctid = copies.place and copies.copy > 1
"""

_NUMBER_ON = """
    update arriving set row_hash = md5(first_copy.row_hash::text || {copy}::int)::uuid
    from first_copy, live
    where arriving.line = first_copy.line and live.day = arriving.day and live.row_hash = arriving.row_hash
"""

# For each day that the file tells of: the first later night on which another file tells it anew, and that file.
_SPAN = """
    create temporary table span on commit drop as
    select distinct on (days.day)
        cast(days.day as date) as day,
        coalesce(later.delivered_on, 'infinity') as known_until,
        later.delivery_id
    from generate_series(%(first)s, %(last)s, interval '1 day') as days (day)
    left join ops.deliveries as later
        on
            later.channel = %(channel)s and later.report = %(report)s and later.status in ('loaded', 'duplicate')
            and not later.is_part  -- it tells no day whole
            and days.day between later.first_day and later.last_day
            and (later.delivered_on > %(night)s or later.delivered_on = %(night)s and later.load_no > %(load_no)s)
    order by days.day, later.delivered_on, later.load_no desc
"""

_LIVE_DAYS = """
    create temporary table live on commit drop as
    select raw.ctid as place, raw.day, raw.row_hash, raw.known_from, raw.known_until
    from {raw} as raw
    where
        {mine} and raw.day between %(first)s and %(last)s
        and raw.known_from <= %(night)s and raw.known_until > %(night)s
"""

# What this file leaves out, but a later one had again.
_REOPEN = """
    with reopened as (
        insert into {raw} ({books}, {own})
        select span.delivery_id, null, raw.day, span.known_until, raw.known_until, raw.row_hash, {raw_own}
        from {raw} as raw
        inner join live on raw.ctid = live.place
        inner join span on live.day = span.day
        left join arriving on live.day = arriving.day and live.row_hash = arriving.row_hash
        where arriving.row_hash is null and live.known_until > span.known_until
        returning day, known_from
    )
    select distinct day, known_from from reopened
"""

_CLOSE_GONE = """
    with closed as (
        update {raw} as raw set known_until = %(night)s
        from live
        where
            raw.ctid = live.place
            and not exists (
                select from arriving where arriving.day = live.day and arriving.row_hash = live.row_hash
            )
        returning raw.day
    )
    select distinct day, %(night)s::date from closed
"""

# What an earlier file of this night said, a second one corrected, and this one says again.
_FORGET_CORRECTED = """
    delete from {raw} as corrected using arriving
    where
        {same} and corrected.row_hash = arriving.row_hash
        and corrected.known_from = %(night)s and corrected.known_until = %(night)s
"""

_OPEN_DAYS = """
    with opened as (
        insert into {raw} ({books}, {own})
        select %(id)s, arriving.line, arriving.day, %(night)s, {until}, arriving.row_hash, {arriving_own}
        from arriving
        inner join span on arriving.day = span.day
        left join live on arriving.day = live.day and arriving.row_hash = live.row_hash
        where live.row_hash is null
        returning day, known_until
    ),

    days as (select distinct day, known_until from opened)

    select day, %(night)s::date from days
    union
    select day, known_until from days where known_until < 'infinity'
"""

# Nothing was known of these days before, and no later file tells of them: all begins, and nothing has to be compared.
_OPEN_ALL = """
    insert into {raw} ({books}, {own})
    select %(id)s, arriving.line, arriving.day, %(night)s, 'infinity', arriving.row_hash, {arriving_own} from arriving
"""

# The newest line that tells of each entity, of equally new ones the last, until which night it stands, and whether another file of
# this night came after it.
_TOLD = """
    create temporary table told on commit drop as
    select distinct on ({entity_of_arriving})
        arriving.*,
        coalesce((
            select min(later.known_from) from {raw} as later
            left join ops.deliveries as file on later.delivery_id = file.delivery_id
            where
                {later_is_arriving} and later.known_from < later.known_until and not {later_is_old}
                and (later.known_from > %(night)s or later.known_from = %(night)s and file.load_no > %(load_no)s)
        ), 'infinity') as known_until
    from arriving
    order by {entity_of_arriving}, arriving.{newest} desc, arriving.line desc
"""

_LIVE_ENTITIES = """
    create temporary table live on commit drop as
    select raw.ctid as place, {raw_own}, raw.row_hash, raw.delivery_id
    from {raw} as raw
    inner join told as arriving on {raw_is_arriving}
    where raw.known_from <= %(night)s and raw.known_until > %(night)s and arriving.known_until > %(night)s
"""

_CLOSE_ENTITIES = """
    update {raw} as raw set known_until = %(night)s
    from live
    where raw.ctid = live.place and not exists (select from told where told.row_hash = live.row_hash)
"""

_OPEN_ENTITIES = """
    with opened as (
        insert into {raw} ({books}, {own})
        select %(id)s, line, day, %(night)s, known_until, row_hash, {own} from told as arriving
        where not exists (select from live where live.row_hash = arriving.row_hash)
        union all
        -- what the file itself corrects further down
        select %(id)s, line, day, %(night)s, %(night)s, row_hash, {own} from arriving
        where not exists (select from told where told.row_hash = arriving.row_hash)
        on conflict do nothing
        returning day, known_until
    ),

    days as (select distinct day, known_until from opened)

    select day, %(night)s::date from days
    union
    select day, known_until from days where known_until < 'infinity'
"""

_JOIN_LATER = """
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

_JOIN_EARLIER = """
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

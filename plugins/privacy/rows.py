"""One report's rows of people who are to be forgotten: in raw, in the ledger's counts, in quarantine."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from psycopg2 import sql
from psycopg2.extensions import cursor as Cursor

from plugins.channels.reading.report import Report
from plugins.loader.versions import alike, names_of
from plugins.privacy.forgotten import hash_of_emptied, words
from plugins.privacy.people import Found, plain


@dataclass(frozen=True)
class Rows:
    """Rows of these people in one report of a channel; `load_no` is the number under which changes are noted."""

    cursor: Cursor
    channel: str
    report: Report
    found: Found
    load_no: int

    def find(self) -> None:
        """List them in `theirs`, for this transaction, and note that their days change."""
        columns = [sql.Identifier(column) for column in self.report.persons]
        one = sql.SQL("{0} = any(%(ids)s) or lower({0}) = any(%(ids)s)")
        self._run(
            "create temporary table theirs on commit drop as select ctid as place, * from {raw} where {are_theirs}",
            are_theirs=sql.SQL(" or ").join(one.format(column) for column in columns),
        )
        self._run(
            """
            insert into ops.day_changes (load_no, channel, report, day, known_on)
            select distinct %(load_no)s::bigint, %(channel)s, %(report)s, day, known_from from theirs
            """
        )

    def forget(self) -> None:
        """Forget the list."""
        self._run("drop table theirs")

    def files(self) -> list[str]:
        """Files that may hold them: those that tell of their days, and those that were refused."""
        self._run(
            """
            select path from ops.deliveries
            where
                channel = %(channel)s and report = %(report)s
                and (status = 'refused' or exists (select from theirs where theirs.day between first_day and last_day))
            order by path
            """
        )
        return [path for (path,) in self.cursor.fetchall()]

    def delete(self) -> int:
        """Delete every version of them, and take them out of the counts and sums of the files that brought them."""
        totals = [column.name for column in self.report.columns if column.measure]
        sums = sql.SQL(" || ").join(
            [
                sql.SQL("sums"),
                *(sql.SQL(_SUM_LEFT).format(name=sql.Literal(one), total=sql.Identifier(one)) for one in totals),
            ]
        )
        summed = sql.SQL("").join(
            sql.SQL(", coalesce(sum({0}), 0) as {0}").format(sql.Identifier(one)) for one in totals
        )
        self._run(_CORRECT_LEDGER, sums=sums, summed=summed)
        return self._run("delete from {raw} as raw using theirs where raw.ctid = theirs.place")

    def empty(self) -> int:
        """Empty what they say of a person; versions that then say the same become one, as if nothing else had ever been said."""
        emptied = sql.SQL(", ").join(sql.SQL("{} = null").format(sql.Identifier(name)) for name in self.report.personal)
        self._run(
            "delete from {raw} as raw using theirs where raw.ctid = theirs.place and theirs.known_from = theirs.known_until"
        )
        count = self._run(
            """
            create temporary table emptied on commit drop as
            with changed as (
                update {raw} as raw set {emptied} from theirs where raw.ctid = theirs.place returning raw.*
            )
            select {entity}, known_from, known_until, row_hash, {hash} as new_hash from changed
            """,
            emptied=emptied, hash=hash_of_emptied(self.report),
        )  # fmt: skip
        for statement in _JOIN_EMPTIED:
            self._run(statement)
        return count

    def delete_from_quarantine(self) -> int:
        """Delete rows that wait, or waited, and name one of them."""
        ids = self.found.ids | self.found.orders
        self._run(
            """
            select rows.delivery_id, rows.line, rows.raw_line, rows.status
            from quarantine.rows inner join ops.deliveries using (delivery_id)
            where
                channel = %(channel)s and report = %(report)s
                and exists (select from unnest(%(ids)s) as ids (id) where position(lower(id) in lower(raw_line)) > 0)
            """
        )
        named = [row for row in self.cursor.fetchall() if not ids.isdisjoint(map(plain, words(row[2])))]
        waiting = Counter(delivery_id for delivery_id, _, _, status in named if status == "open")
        for delivery_id, line, _, _ in named:
            self._run(
                "delete from quarantine.rows where delivery_id = %(delivery)s and line = %(line)s",
                delivery=delivery_id, line=line,
            )  # fmt: skip
        for delivery_id, count in waiting.items():
            self._run(
                """
                update ops.deliveries
                set rows_quarantined = rows_quarantined - %(count)s, rows_suppressed = rows_suppressed + %(count)s
                where delivery_id = %(delivery)s
                """,
                delivery=delivery_id, count=count,
            )  # fmt: skip
        return len(named)

    def _run(self, statement: str, **given: Any) -> int:
        """Run a statement about these rows; how many it touched."""
        parts = {name: part for name, part in given.items() if isinstance(part, sql.Composable)}
        names = {
            "raw": sql.Identifier("raw", self.report.table),
            "entity": names_of(self.report.entity),
            "is_it": alike("raw", "standing", self.report.entity),
        }
        query = sql.SQL(statement).format(**names, **parts)
        values = {
            "channel": self.channel,
            "report": self.report.name,
            "load_no": self.load_no,
            "ids": sorted(self.found.ids | self.found.orders),
        }
        self.cursor.execute(query, values | {name: value for name, value in given.items() if name not in parts})
        return self.cursor.rowcount


_SUM_LEFT = "jsonb_build_object({name}, (deliveries.sums ->> {name})::numeric - gone.{total})"

# What a whole file told of its days on its night, and what a part added.
_CORRECT_LEDGER = """
    update ops.deliveries set
        rows_loaded = rows_loaded - gone.count, rows_suppressed = rows_suppressed + gone.count, sums = {sums}
    from (
        select told.delivery_id, count(*) as count{summed}
        from ops.deliveries as told
        inner join theirs
            on
                theirs.known_from <= told.delivered_on and theirs.known_until > told.delivered_on
                and case
                    when told.is_part then theirs.delivery_id = told.delivery_id
                    else theirs.day between told.first_day and told.last_day and not exists (
                        select from ops.deliveries as part
                        where
                            part.delivery_id = theirs.delivery_id and part.is_part and part.delivered_on = told.delivered_on
                    )
                end
        where told.channel = %(channel)s and told.report = %(report)s and told.status = 'loaded'
        group by told.delivery_id
    ) as gone
    where deliveries.delivery_id = gone.delivery_id
"""

# Versions of an entity touch where one ends and the next begins: of those in a row that say the same, the first stands for all.
_JOIN_EMPTIED = (
    """
    create temporary table standing on commit drop as
    with marked as (
        select *, new_hash is not distinct from lag(new_hash) over versions
            and known_from = lag(known_until) over versions as goes_on
        from emptied
        window versions as (partition by {entity} order by known_from)
    ),

    numbered as (
        select *, count(*) filter (where not goes_on) over (partition by {entity} order by known_from) as nth
        from marked
    )

    select
        {entity}, known_from, row_hash, new_hash, goes_on,
        max(known_until) over (partition by {entity}, nth) as stands_until
    from numbered
    """,
    """
    delete from {raw} as raw using standing
    where
        {is_it} and raw.known_from = standing.known_from
        and raw.row_hash = standing.row_hash and standing.goes_on
    """,
    """
    update {raw} as raw set row_hash = standing.new_hash, known_until = standing.stands_until from standing
    where
        {is_it} and raw.known_from = standing.known_from
        and raw.row_hash = standing.row_hash and not standing.goes_on
    """,
    "drop table standing, emptied",
)

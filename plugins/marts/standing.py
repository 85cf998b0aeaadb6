"""What dbt's tables stand for, so that a night's build follows the night's changes instead of the whole history."""

from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date

from psycopg2.extensions import connection as Connection

from plugins.warehouse import connect


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The nights, from `low` to `high`, and the last load that the tables may stand for.

    After a whole build it is one night. While one runs, and after it broke off, some tables stand for its night and some for the one
    before: what changed between any of them is then made anew.
    """

    low: date
    high: date
    load_no: int
    project_hash: str

    def stretched_to(self, night: date) -> "Standing":
        """What the tables may stand for while `night` is built."""
        return replace(self, low=min(self.low, night), high=max(self.high, night))

    @property
    def as_variable(self) -> dict[str, str | int]:
        """What dbt's variable `changed_since` holds."""
        return {"low": self.low.isoformat(), "high": self.high.isoformat(), "load_no": self.load_no}


def keep_loads_out(connection: Connection) -> int:
    """Let no load change raw rows until the transaction ends; the number of the last one."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended('raw rows', 0))")
        cursor.execute("select last_no from ops.load_counter")
        (number,) = cursor.fetchone() or (0,)
    return int(number)


def begin(night: date, project_hash: str) -> Standing | None:
    """Note that a build of `night` begins; what the tables stood for, or None if they must be made from nothing."""
    with closing(connect("loop")) as connection, connection, connection.cursor() as cursor:
        cursor.execute("select low, high, load_no, project_hash from ops.marts_standing")
        row = cursor.fetchone()
        before = Standing(low=row[0], high=row[1], load_no=row[2], project_hash=row[3]) if row else None
        if before is None or before.project_hash != project_hash:
            cursor.execute("delete from ops.marts_standing")
            return None
        _write(connection, before.stretched_to(night))
        return before


def end(connection: Connection, standing: Standing) -> None:
    """Note that the tables stand for one night; it holds when the transaction of the stage commits."""
    _write(connection, standing)


def _write(connection: Connection, standing: Standing) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            insert into ops.marts_standing (low, high, load_no, project_hash) values (%s, %s, %s, %s)
            on conflict (is_one_row) do update set
                low = excluded.low, high = excluded.high, load_no = excluded.load_no, project_hash = excluded.project_hash
            """,
            (standing.low, standing.high, standing.load_no, standing.project_hash),
        )

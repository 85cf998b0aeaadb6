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
    before: what changed between any of them is then made anew. `before` is the night and load that the last build began from; None if
    that wasn't whole, or nothing.
    """

    low: date
    high: date
    load_no: int
    project_hash: str
    is_whole: bool = True
    before: tuple[date, int] | None = None

    def stretched_to(self, night: date) -> "Standing":
        """What the tables may stand for while `night` is built."""
        return replace(self, low=min(self.low, night), high=max(self.high, night), is_whole=False)

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


def found(connection: Connection) -> Standing | None:
    """What the tables stand for; None if nothing is known of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select low, high, load_no, project_hash, is_whole, before_night, before_load_no from ops.marts_standing"
        )
        row = cursor.fetchone()
    if row is None:
        return None
    low, high, load_no, project_hash, is_whole, *before = row
    return Standing(
        low=low,
        high=high,
        load_no=load_no,
        project_hash=project_hash,
        is_whole=is_whole,
        before=None if before[0] is None else tuple(before),
    )


def begin(night: date, project_hash: str) -> Standing | None:
    """Note that a build of `night` begins; what the tables stood for, or None if they must be made from nothing."""
    with closing(connect("loop")) as connection, connection:
        before = found(connection)
        if before is None or before.project_hash != project_hash:
            forget(connection)
            return None
        _write(connection, before.stretched_to(night))
        return before


def forget(connection: Connection) -> None:
    """Note that nothing is known of the tables: the next build makes them from nothing."""
    with connection.cursor() as cursor:
        cursor.execute("delete from ops.marts_standing")


def end(connection: Connection, night: date, load_no: int, project_hash: str, before: Standing | None) -> None:
    """Note that the tables stand for one night; it holds when the transaction of the stage commits."""
    began = (before.high, before.load_no) if before is not None and before.is_whole else None
    _write(connection, Standing(low=night, high=night, load_no=load_no, project_hash=project_hash, before=began))


def _write(connection: Connection, standing: Standing) -> None:
    values = (
        standing.low, standing.high, standing.load_no, standing.project_hash, standing.is_whole, *(standing.before or (None, None)),
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("delete from ops.marts_standing")
        cursor.execute(
            "insert into ops.marts_standing"
            " (low, high, load_no, project_hash, is_whole, before_night, before_load_no)"
            " values (%s, %s, %s, %s, %s, %s, %s)",
            values,
        )

"""What a delivery changes of what was known: row versions that begin, that end, and those that go on standing.

A version stands for the nights [known_from, known_until). A file tells all of each day that it spans, so that what it leaves out
is gone from its night on; a report of entities (orders, which come again when they change) tells only of the entities in it. A
file that arrives after later ones changes the nights up to the next file that tells of the same days or entities: in whatever
order files are loaded, the same versions stand. A part of a file only adds (see `plugins/loader/parts.py`).
"""

from datetime import date

from psycopg2 import sql
from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor
from psycopg2.extras import execute_values

from plugins.channels.reading.report import Report
from plugins.loader.days import settle_days
from plugins.loader.entities import settle_entities
from plugins.loader.ledger import Delivery
from plugins.loader.versions import Changes, File, Settled, names_of, own_columns

__all__ = ["NO_DAY", "Changes", "Settled", "arriving_columns", "lay_out", "lock", "note", "settle"]

NO_DAY = date.min  # what lists without days have for a day


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
                names_of(arriving_columns(report)), sql.Identifier(report.table)
            )
        )


def arriving_columns(report: Report) -> list[str]:
    """Columns of `arriving`, in the order in which rows are copied."""
    return ["line", "day", "row_hash", *own_columns(report)]


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
            cursor.execute(sql.SQL("analyze arriving ({})").format(names_of(("day", "row_hash", *report.entity))))
            file = File(cursor, report, delivery, _load_no_of(cursor, delivery.delivery_id), settled)
            retires = retires and not delivery.is_part
            settled.changes |= set(settle_entities(file) if report.entity else settle_days(file, retires=retires))
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

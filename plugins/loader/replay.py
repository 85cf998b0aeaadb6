"""What a mend sets free: quarantined rows and refused files read again, and loaded where they are good now."""

import io
from dataclasses import dataclass, replace
from datetime import date

from psycopg2.extensions import connection as Connection

from plugins.channels.reading.batch import Bad
from plugins.channels.reading.kinds import Value
from plugins.channels.reading.report import Report
from plugins.channels.reading.typed import Typed, records_of, typed
from plugins.channels.reading.unpack import FileError
from plugins.loader import history, ledger
from plugins.loader.delivery import Arrival, copy_in, load_file
from plugins.loader.errors import LoadError, said_plainly
from plugins.loader.landing import landed
from plugins.loader.ledger import Delivery, Tally
from plugins.loader.night import loader_connection, reports_of
from plugins.loader.written import Written
from plugins.privacy.forgotten import Forgotten

AT_ONCE = 5_000  # rows held in memory


@dataclass(frozen=True)
class Waiting:
    """A delivery that was refused, or has rows in quarantine."""

    delivery_id: int
    channel: str
    report: str
    delivered_on: date
    path: str
    is_part: bool
    is_refused: bool

    def with_rows(self, tally: Tally) -> Delivery:
        """The delivery as far as the rows that are read again are concerned."""
        return Delivery(
            delivery_id=self.delivery_id, channel=self.channel, report=self.report, path=self.path, file_sha256="",
            size_bytes=0, delivered_on=self.delivered_on, status="loaded", rows_loaded=tally.rows_loaded,
            first_day=tally.first_day, last_day=tally.last_day, is_part=self.is_part,
        )  # fmt: skip


def replay(what: int | str) -> dict[str, int]:
    """Read again what waits: of one delivery (its id), or of a whole channel (its name).

    Returns
    -------
    dict
        `replayed` and `still_open` (rows), `reloaded` and `still_refused` (files).

    Raises
    ------
    LoadError
        Nothing of that name waits or was ever delivered, its file is gone, or the warehouse is away.
    """
    counts = dict.fromkeys(("replayed", "still_open", "reloaded", "still_refused"), 0)
    with said_plainly(f"replay of {what}"), loader_connection() as connection:
        for waiting in _waiting(connection, what):
            report = next((report for report in reports_of(waiting.channel) if report.name == waiting.report), None)
            if report is None:
                raise LoadError(f"{waiting.path}: {waiting.channel} no longer has a report {waiting.report!r}")
            if waiting.is_refused:
                counts["reloaded" if _reload(connection, waiting, report) else "still_refused"] += 1
            else:
                replayed, still_open = _replay_rows(connection, waiting, report)
                counts["replayed"] += replayed
                counts["still_open"] += still_open
    return counts


def _waiting(connection: Connection, what: int | str) -> list[Waiting]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select
                delivery_id, channel, report, delivered_on, path, is_part, status = 'refused',
                status = 'refused' or exists (
                    select from quarantine.rows where rows.delivery_id = deliveries.delivery_id and rows.status = 'open'
                )
            from ops.deliveries where delivery_id::text = %s or channel = %s
            order by delivered_on, path
            """,
            (str(what), str(what)),
        )
        known = cursor.fetchall()
    if not known:
        raise LoadError(f"the ledger has no delivery of {what!r}; see: python -m plugins.loader quarantine")
    return [Waiting(*row) for *row, is_waiting in known if is_waiting]


def _reload(connection: Connection, waiting: Waiting, report: Report) -> bool:
    folder = waiting.path.rpartition("/")[0]
    file = next((file for file in landed(folder) if file.path == waiting.path), None)
    if file is None:
        raise LoadError(f"{waiting.path} is no longer in the landing zone; deliver it again")
    delivery = load_file(connection, Arrival(waiting.channel, report, file, waiting.delivered_on), again=True)
    return delivery is not None and delivery.status != "refused"


def _replay_rows(connection: Connection, waiting: Waiting, report: Report) -> tuple[int, int]:
    """Load the rows that are good now, in one transaction with the ledger's row; how many are, and how many aren't."""
    history.lock(connection, waiting.channel, waiting.report)
    history.lay_out(connection, report)
    written = Written(report, waiting.channel)
    tally, forgotten = Tally(report), Forgotten.of(connection, report)
    header, last = _header(connection, waiting.delivery_id), 0
    while waiting_rows := _open_rows(connection, waiting.delivery_id, after=last):
        last = waiting_rows[-1][0]
        rows, suppressed = forgotten.sift(read_each(waiting_rows, header, report, waiting.delivered_on))
        tally.add(rows)
        tally.suppress(suppressed)
        copy_in(connection, report, io.BytesIO(written.as_bytes(rows)))
        _note(connection, waiting.delivery_id, rows, suppressed)
    forgotten.hash_anew(connection)
    added = waiting.with_rows(tally)
    settled = history.settle(connection, report, added, retires=False)
    tally.take_out(settled.repeated, settled.repeated_sums)
    ledger.add_replayed(connection, waiting.delivery_id, tally)
    history.note(connection, added, ledger.next_load_no(connection), settled.changes)
    connection.commit()
    return tally.rows_loaded + tally.rows_repeated, tally.rows_quarantined


def _header(connection: Connection, delivery_id: int) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("select header from quarantine.headers where delivery_id = %s", (delivery_id,))
        row = cursor.fetchone()
    return [f"{row[0]}\n"] if row else []


def _open_rows(connection: Connection, delivery_id: int, *, after: int) -> list[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select line, raw_line from quarantine.rows where delivery_id = %s and status = 'open' and line > %s"
            " order by line limit %s",
            (delivery_id, after, AT_ONCE),
        )
        return cursor.fetchall()


def read_each(waiting: list[tuple[int, str]], header: list[str], report: Report, delivered_on: date) -> Typed:
    """Read each row alone, since one may span several lines of text; the numbers are those of its file."""
    lines: list[int] = []
    values: list[list[Value]] = [[] for _ in report.columns]
    bad: list[Bad] = []
    for line, raw_line in waiting:
        try:
            batches = list(records_of([*header, f"{raw_line}\n"], report))
        except FileError as refusal:
            bad.append(Bad(line, None, None, str(refusal), raw_line))
            continue
        for batch in batches:
            rows = typed(batch, report, delivered_on)
            lines += [line] * len(rows.lines)
            bad += [replace(row, line=line) for row in rows.bad]
            for column, cells in zip(values, rows.values, strict=True):
                column += cells
    return Typed(lines, values, bad)


def _note(connection: Connection, delivery_id: int, rows: Typed, suppressed: Typed) -> None:
    with connection.cursor() as cursor:
        gone = [*suppressed.lines, *(row.line for row in suppressed.bad)]
        cursor.execute("delete from quarantine.rows where delivery_id = %s and line = any(%s)", (delivery_id, gone))
        cursor.execute(
            "update quarantine.rows set status = 'replayed' where delivery_id = %s and line = any(%s)",
            (delivery_id, rows.lines),
        )
        for row in rows.bad:
            cursor.execute(
                "update quarantine.rows set column_name = %s, value = %s, reason = %s"
                " where delivery_id = %s and line = %s",
                (row.column, ledger.storable(row.value), ledger.storable(row.reason), delivery_id, row.line),
            )

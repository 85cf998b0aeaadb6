"""How one file becomes rows: all of it or nothing, in one transaction, whatever its size."""

import gc
import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from time import perf_counter
from typing import BinaryIO

from psycopg2 import errors, sql
from psycopg2.extensions import connection as Connection

from plugins.channels.reading.plain import Plain, read
from plugins.channels.reading.report import Report
from plugins.channels.reading.typed import Typed, records_of, typed
from plugins.channels.reading.unpack import FileError, text_lines
from plugins.loader import history, ledger
from plugins.loader.landing import Landed, opened
from plugins.loader.ledger import Delivery, Tally
from plugins.loader.quarantine import Basket
from plugins.loader.written import Written
from plugins.privacy.forgotten import Forgotten

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Arrival:
    """A file that was found, and the report that its name promises."""

    channel: str
    report: Report
    file: Landed
    delivered_on: date

    @property
    def is_part(self) -> bool:
        """Whether it adds to what the night knows, instead of telling days anew."""
        return self.report.is_part(self.file.name)


def load_file(connection: Connection, arrival: Arrival, *, again: bool = False) -> Delivery | None:
    """Load one file in one transaction; `None` if the ledger already has its bytes.

    A file that can't be used as a whole leaves a row 'refused' in the ledger and nothing in raw. With `again`, a
    refused delivery is read once more.
    """
    began = perf_counter()
    with opened(arrival.file) as (content, sha256, size):
        delivery = Delivery(
            delivery_id=ledger.delivery_id_of(
                arrival.channel, arrival.report.name, arrival.delivered_on, sha256, is_part=arrival.is_part
            ),
            channel=arrival.channel,
            report=arrival.report.name,
            path=arrival.file.path,
            file_sha256=sha256,
            size_bytes=size,
            delivered_on=arrival.delivered_on,
            status="loaded",
            is_part=arrival.is_part,
        )
        history.lock(connection, arrival.channel, arrival.report.name)
        known = ledger.status_of(connection, delivery.delivery_id)
        if known is None or (known == "refused" and again):
            delivery, changes = _outcome(connection, arrival, delivery, content)
            delivery = replace(delivery, seconds=perf_counter() - began)
            load_no = ledger.next_load_no(connection)
            ledger.write(connection, delivery, load_no)
            history.note(connection, delivery, load_no, changes)
        ledger.see(connection, arrival.file, delivery.delivery_id)
        connection.commit()
    if known is not None and not again:
        return None
    log.info("%s: %s, %s rows, %s in quarantine%s", delivery.path, delivery.status, f"{delivery.rows_loaded:,}",
             delivery.rows_quarantined, f" ({delivery.reason})" if delivery.reason else "")  # fmt: skip
    return delivery


def _outcome(
    connection: Connection, arrival: Arrival, delivery: Delivery, content: BinaryIO
) -> tuple[Delivery, history.Changes]:
    before = ledger.same_as_before(
        connection, delivery.channel, delivery.report, delivery.delivered_on, delivery.file_sha256
    )
    if before is not None and not arrival.is_part:
        night, first_day, last_day = before
        reason = f"the same bytes as the delivery of {night}"
        return replace(delivery, status="duplicate", reason=reason, first_day=first_day, last_day=last_day), set()
    with connection.cursor() as cursor:
        cursor.execute("savepoint before_rows")
        try:
            return _load_rows(connection, arrival, delivery, content)
        except FileError as refusal:
            cursor.execute("rollback to savepoint before_rows")
            return replace(delivery, status="refused", reason=ledger.storable(str(refusal))), set()


def _load_rows(
    connection: Connection, arrival: Arrival, delivery: Delivery, content: BinaryIO
) -> tuple[Delivery, history.Changes]:
    report = arrival.report
    tally = Tally(report)
    if delivery.size_bytes == 0:
        raise FileError("empty: 0 bytes; deliver the file again")
    forgotten = Forgotten.of(connection, report)
    with (
        Basket(delivery.delivery_id, names_values=not report.persons) as basket,
        text_lines(content, arrival.file.name) as lines,
    ):
        rows = Rows(lines, arrival, tally, basket, forgotten)
        history.lay_out(connection, report)
        try:
            copy_in(connection, report, rows)
        except errors.QueryCanceled:
            if rows.failure is None:
                raise
            raise rows.failure from None
        _doubt_whole(report, tally, basket)
        forgotten.hash_anew(connection)
        basket.pour(connection, rows.header)
    reason = f"has columns that nobody reads: {', '.join(rows.extra)}" if rows.extra else None
    return settle_rows(connection, report, replace(delivery, reason=reason), tally)


def settle_rows(
    connection: Connection, report: Report, delivery: Delivery, tally: Tally
) -> tuple[Delivery, history.Changes]:
    """Make versions of the rows that arrived; the delivery as the ledger keeps it, and what it changed."""
    settled = history.settle(connection, report, tally.told_by(delivery))
    tally.take_out(settled.repeated, settled.repeated_sums)
    return tally.told_by(delivery), settled.changes


def _doubt_whole(report: Report, tally: Tally, basket: Basket) -> None:
    """Refuse a file of which too little is good: more than half of its rows bad, or no row at all."""
    rows = tally.rows_loaded + tally.rows_quarantined + tally.rows_suppressed
    if tally.rows_quarantined * 2 > rows:
        raise FileError(
            f"{tally.rows_quarantined:,} of {rows:,} rows are bad, first {basket.first}; deliver the file again, "
            "or mend the dialect in plugins/channels/"
        )
    if tally.rows_loaded + tally.rows_suppressed == 0 and not report.may_be_empty:
        raise FileError("empty: no rows; deliver the file again")


class Rows(io.RawIOBase):
    """A file's typed rows as the bytes that COPY reads, a batch at a time; bad rows go to the basket."""

    def __init__(
        self, lines: Iterator[str], arrival: Arrival, tally: Tally, basket: Basket, forgotten: Forgotten
    ) -> None:
        self.records = records_of(lines, arrival.report)
        self.arrival, self.tally, self.basket, self.forgotten = arrival, tally, basket, forgotten
        self.written = Written(arrival.report, arrival.channel)
        self.rest = memoryview(b"")
        self.blocks = self._blocks()
        self.failure: BaseException | None = None

    @property
    def header(self) -> str | None:
        """The header line, where the form has one."""
        return self.records.header

    @property
    def extra(self) -> list[str]:
        """Columns that the report doesn't know."""
        return self.records.extra

    def _blocks(self) -> Iterator[bytes]:
        for batch in self.records:
            rows: Plain | Typed
            if self.forgotten.hashes:
                rows, suppressed = self.forgotten.sift(typed(batch, self.arrival.report, self.arrival.delivered_on))
                self.tally.suppress(suppressed)
            else:
                rows = read(batch, self.arrival.report, self.arrival.delivered_on)
            self.tally.add(rows)
            self.basket.put(rows.bad)
            yield self.written.as_bytes(rows)

    def read(self, size: int = 1 << 18, /) -> bytes:
        """The next bytes, at most `size`; what goes wrong is kept, since COPY would only repeat its text."""
        try:
            while not self.rest:
                self.rest = memoryview(next(self.blocks))
        except StopIteration:
            return b""
        except BaseException as error:
            self.failure = error
            raise
        head, self.rest = self.rest[:size], self.rest[size:]
        return bytes(head)


def copy_in(connection: Connection, report: Report, source: Rows | io.BytesIO) -> None:
    """Stream the bytes of `source` into the table of rows that arrive."""
    statement = sql.SQL("copy arriving ({}) from stdin with (format csv)").format(
        sql.SQL(", ").join(map(sql.Identifier, history.arriving_columns(report)))
    )
    with connection.cursor() as cursor, _no_search_for_cycles():
        cursor.copy_expert(statement, source, 1 << 18)


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """Rows hold no cycles, but come by the million: Python would walk through all it knows again and again to find some."""
    was_searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_searching:
            gc.enable()

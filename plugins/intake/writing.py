"""How a micro-batch of messages becomes rows: like a part of a file, in one transaction with the offsets.

A message is dated by the broker's clock. What arrives on a business day is known from the night of the next day on, as that day's
file would be: so a day that was streamed and the same day from a file make the same marts.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from itertools import groupby
from time import perf_counter
from zoneinfo import ZoneInfo

from psycopg2.extensions import connection as Connection

from plugins.channels.reading.batch import Bad
from plugins.channels.reading.report import Report
from plugins.channels.reading.typed import Typed
from plugins.channels.reading.unpack import LONGEST_LINE
from plugins.loader import history, ledger
from plugins.loader.delivery import copy_in, settle_rows
from plugins.loader.ledger import Delivery, Tally
from plugins.loader.quarantine import Basket
from plugins.loader.replay import AT_ONCE, read_each
from plugins.loader.written import Written
from plugins.privacy.forgotten import Forgotten

type Offsets = dict[int, int | None]


@dataclass(frozen=True)
class Event:
    """One message: where it stands in the topic, when the broker took it, and its bytes."""

    partition: int
    offset: int
    arrived_at: datetime
    content: bytes

    @property
    def text(self) -> str:
        """The message as a line of a file; bytes that aren't UTF-8 stay visible."""
        return self.content.decode("utf-8", "surrogateescape").replace("\0", "")


@dataclass(frozen=True)
class Stream:
    """A topic, the report whose rows it holds, and the zone whose midnight ends the business day."""

    topic: str
    channel: str
    report: Report
    zone: ZoneInfo

    def known_from(self, event: Event) -> date:
        """The night of the day after the one on which the broker took the event."""
        return event.arrived_at.astimezone(self.zone).date() + timedelta(days=1)


class OvertakenError(RuntimeError):
    """Another intake has written these messages, or is writing them: nothing of the batch is."""


def next_offsets(connection: Connection, topic: str) -> dict[int, int]:
    """The first offset of each partition that isn't written yet."""
    with connection.cursor() as cursor:
        cursor.execute("select partition, next_offset from ops.kafka_offsets where topic = %s", (topic,))
        found = dict(cursor.fetchall())
    connection.rollback()
    return found


def write(connection: Connection, stream: Stream, events: list[Event], expected: Offsets) -> dict[int, int]:
    """Write a micro-batch and the offsets behind it, all or nothing; the offsets to go on from.

    Parameters
    ----------
    expected : dict
        By partition the offset that the batch was read from: it is still the stored one, or nothing is written.

    Raises
    ------
    OvertakenError
        It isn't.
    """
    ordered = sorted(events, key=lambda event: (event.partition, event.offset))
    behind = {event.partition: event.offset + 1 for event in ordered}
    history.lock(connection, stream.channel, stream.report.name)
    for partition, offset in behind.items():
        _move(connection, stream.topic, partition, expected.get(partition), offset)
    groups = groupby(ordered, key=lambda event: (event.partition, stream.known_from(event)))
    for (_, night), part in groups:
        _write_part(connection, stream, night, list(part))
    connection.commit()
    return behind


def _move(connection: Connection, topic: str, partition: int, expected: int | None, offset: int) -> None:
    with connection.cursor() as cursor:
        if expected is None:
            cursor.execute(
                "insert into ops.kafka_offsets (topic, partition, next_offset) values (%s, %s, %s) on conflict do nothing",
                (topic, partition, offset),
            )
        else:
            cursor.execute(
                "update ops.kafka_offsets set next_offset = %s, written_at = now()"
                " where topic = %s and partition = %s and next_offset = %s",
                (offset, topic, partition, expected),
            )
        if cursor.rowcount != 1:
            connection.rollback()
            raise OvertakenError(f"{topic}/{partition}: another intake has moved on from offset {expected}")


def _write_part(connection: Connection, stream: Stream, night: date, events: list[Event]) -> None:
    """One partition's messages of one night: a delivery of its own, whose lines are offsets."""
    began = perf_counter()
    first, last = events[0], events[-1]
    path = f"kafka:{stream.topic}/{first.partition}/{first.offset}-{last.offset}"
    digest = sha256(path.encode())
    for event in events:
        digest.update(event.content + b"\n")
    report = stream.report
    delivery = Delivery(
        delivery_id=ledger.delivery_id_of(stream.channel, report.name, night, digest.hexdigest(), is_part=True),
        channel=stream.channel,
        report=report.name,
        path=path,
        file_sha256=digest.hexdigest(),
        size_bytes=sum(len(event.content) for event in events),
        delivered_on=night,
        status="loaded",
        is_part=True,
    )
    tally, written = Tally(report), Written(report, stream.channel)
    history.lay_out(connection, report)
    forgotten = Forgotten.of(connection, report)
    with Basket(delivery.delivery_id, names_values=not report.persons) as basket:
        for read in _rows(events, report, night):
            rows, suppressed = forgotten.sift(read)
            tally.add(rows)
            tally.suppress(suppressed)
            basket.put(rows.bad)
            copy_in(connection, report, io.BytesIO(written.as_bytes(rows)))
        forgotten.hash_anew(connection)
        basket.pour(connection, None)
    delivery, changes = settle_rows(connection, report, delivery, tally)
    load_no = ledger.next_load_no(connection)
    ledger.write(connection, replace(delivery, seconds=perf_counter() - began), load_no)
    history.note(connection, delivery, load_no, changes)


def _rows(events: list[Event], report: Report, night: date) -> Iterator[Typed]:
    """Each message is read alone: what becomes of it doesn't depend on the batch that it is in."""
    for start in range(0, len(events), AT_ONCE):
        batch = events[start : start + AT_ONCE]
        odd = [(event, reason) for event in batch if (reason := _why_no_line(event))]
        strange = {event.offset for event, _ in odd}
        lines = [(event.offset, event.text) for event in batch if event.offset not in strange]
        rows = read_each(lines, [], report, night)
        yield replace(rows, bad=[*rows.bad, *(Bad(event.offset, None, None, why, event.text) for event, why in odd)])


def _why_no_line(event: Event) -> str | None:
    if len(event.content) >= LONGEST_LINE:
        return f"longer than {LONGEST_LINE:,} characters: no event"
    return None if event.text.strip() else "an empty message"

"""What the ledger knows of a file, and how it is written: one row a delivery, in the transaction of its rows."""

import hashlib
import json
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal

from psycopg2.extensions import connection as Connection

from plugins.channels.reading.plain import Plain
from plugins.channels.reading.report import Report
from plugins.channels.reading.typed import EXACT, Typed
from plugins.loader.landing import Landed

type Seen = dict[str, tuple[int, datetime, int | None]]


@dataclass
class Tally:
    """What adds up over a delivery's rows; `sums` by measure, exactly."""

    report: Report
    rows_loaded: int = 0
    rows_quarantined: int = 0
    rows_repeated: int = 0
    rows_suppressed: int = 0
    first_day: date | None = None
    last_day: date | None = None
    sums: dict[str, Decimal] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.sums = {column.name: Decimal(0) for column in self.report.columns if column.measure}

    def add(self, rows: Plain | Typed) -> None:
        """Count these rows."""
        self.rows_loaded += len(rows.lines)
        self.rows_quarantined += len(rows.bad)
        for place, column in enumerate(self.report.columns):
            if column.measure:
                self.sums[column.name] = EXACT.add(self.sums[column.name], rows.sum(place))
            if column.name == self.report.day:
                self._tell_days(rows.days(place))

    def suppress(self, rows: Typed) -> None:
        """Count these rows, which nobody is to know: of their days the file tells all the same."""
        self.rows_suppressed += len(rows.lines) + len(rows.bad)
        for place, column in enumerate(self.report.columns):
            if column.name == self.report.day:
                self._tell_days(rows.days(place))

    def _tell_days(self, told: set[date]) -> None:
        if told:
            days = sorted(told)
            self.first_day = min(filter(None, (self.first_day, days[0])))
            self.last_day = max(filter(None, (self.last_day, days[-1])))

    def take_out(self, rows: int, sums: dict[str, Decimal]) -> None:
        """Count these good rows as repeated: they say nothing new."""
        self.rows_loaded -= rows
        self.rows_repeated += rows
        for name, total in sums.items():
            self.sums[name] = EXACT.subtract(self.sums[name], total)

    def told_by(self, delivery: "Delivery") -> "Delivery":
        """The delivery with these counts, sums and days."""
        return replace(
            delivery, rows_loaded=self.rows_loaded, rows_quarantined=self.rows_quarantined,
            rows_repeated=self.rows_repeated, rows_suppressed=self.rows_suppressed, sums=dict(self.sums),
            first_day=self.first_day, last_day=self.last_day,
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One row of `ops.deliveries`."""

    delivery_id: int
    channel: str
    report: str
    path: str
    file_sha256: str
    size_bytes: int
    delivered_on: date
    status: str
    reason: str | None = None
    rows_loaded: int = 0
    rows_quarantined: int = 0
    rows_repeated: int = 0
    rows_suppressed: int = 0
    sums: dict[str, Decimal] = field(default_factory=dict)
    first_day: date | None = None
    last_day: date | None = None
    seconds: float = 0.0
    is_part: bool = False


def delivery_id_of(channel: str, report: str, delivered_on: date, file_sha256: str, *, is_part: bool = False) -> int:
    """The same bytes of the same report on the same day are the same delivery, on every machine; a part says less than a whole."""
    text = "\n".join((channel, report, delivered_on.isoformat(), file_sha256, *(["part"] if is_part else [])))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]) >> 1


def next_load_no(connection: Connection) -> int:
    """The number of this load; asked for last, since every other load waits for it to commit."""
    with connection.cursor() as cursor:
        cursor.execute("update ops.load_counter set last_no = last_no + 1 returning last_no")
        (number,) = cursor.fetchone() or (0,)
    return int(number)


def status_of(connection: Connection, delivery_id: int) -> str | None:
    """Status of a delivery; `None` if the ledger doesn't have it."""
    with connection.cursor() as cursor:
        cursor.execute("select status from ops.deliveries where delivery_id = %s", (delivery_id,))
        row = cursor.fetchone()
    return row[0] if row else None


def same_as_before(
    connection: Connection, channel: str, report: str, delivered_on: date, sha256: str
) -> tuple[date, date | None, date | None] | None:
    """Night, first and last day of the last word before this file, if it is whole and has the very same bytes.

    That word may be another file of the same night: one that takes it back says something new, even with the bytes of the eve.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select delivered_on, first_day, last_day, file_sha256 = %s and not is_part from ops.deliveries
            where channel = %s and report = %s and status in ('loaded', 'duplicate') and delivered_on <= %s
            order by delivered_on desc, load_no desc limit 1
            """,
            (sha256, channel, report, delivered_on),
        )
        row = cursor.fetchone()
    return row[:3] if row and row[3] else None


def write(connection: Connection, delivery: Delivery, load_no: int) -> None:
    """Write the ledger's row; a refused delivery that is read again gets its new outcome."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            insert into ops.deliveries (
                delivery_id, channel, report, path, file_sha256, size_bytes, delivered_on, rows_read, rows_loaded,
                rows_quarantined, rows_repeated, rows_suppressed, sums, status, reason, first_day, last_day, seconds, load_no,
                is_part
            ) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s::jsonb, %s, %s, %s, %s, %s, %s, %s)
            on conflict (delivery_id) do update set
                rows_read = excluded.rows_read, rows_loaded = excluded.rows_loaded,
                rows_quarantined = excluded.rows_quarantined, rows_repeated = excluded.rows_repeated,
                rows_suppressed = excluded.rows_suppressed, sums = excluded.sums,
                status = excluded.status, reason = excluded.reason, first_day = excluded.first_day, last_day = excluded.last_day,
                seconds = excluded.seconds, load_no = excluded.load_no, loaded_at = now()
            """,
            (
                delivery.delivery_id,
                delivery.channel,
                delivery.report,
                delivery.path,
                delivery.file_sha256,
                delivery.size_bytes,
                delivery.delivered_on,
                delivery.rows_loaded + delivery.rows_quarantined + delivery.rows_repeated + delivery.rows_suppressed,
                delivery.rows_loaded,
                delivery.rows_quarantined,
                delivery.rows_repeated,
                delivery.rows_suppressed,
                _as_json(delivery.sums),
                delivery.status,
                storable(delivery.reason),
                delivery.first_day,
                delivery.last_day,
                round(delivery.seconds, 3),
                load_no,
                delivery.is_part,
            ),
        )


def add_replayed(connection: Connection, delivery_id: int, tally: Tally) -> None:
    """Move rows of a delivery from quarantined to loaded, with what they add to its sums and days."""
    with connection.cursor() as cursor:
        cursor.execute("select sums::text from ops.deliveries where delivery_id = %s for update", (delivery_id,))
        (stored,) = cursor.fetchone() or ("{}",)
        sums = json.loads(stored, parse_int=Decimal, parse_float=Decimal)
        for name, added in tally.sums.items():
            sums[name] = EXACT.add(sums.get(name, Decimal(0)), added)
        cursor.execute(
            """
            update ops.deliveries set
                rows_loaded = rows_loaded + %s, rows_quarantined = rows_quarantined - %s,
                rows_repeated = rows_repeated + %s, rows_suppressed = rows_suppressed + %s, sums = %s::jsonb,
                first_day = least(first_day, %s), last_day = greatest(last_day, %s)
            where delivery_id = %s
            """,
            (
                tally.rows_loaded,
                tally.rows_loaded + tally.rows_repeated + tally.rows_suppressed,
                tally.rows_repeated,
                tally.rows_suppressed,
                _as_json(sums),
                tally.first_day,
                tally.last_day,
                delivery_id,
            ),
        )


def _as_json(sums: dict[str, Decimal]) -> str:
    """Sums as JSON numbers with all their digits."""
    return "{" + ", ".join(f'"{name}": {total:f}' for name, total in sums.items()) + "}"


def seen_files(connection: Connection, channel: str) -> Seen:
    """Size, time of change and delivery of each file that was read, by path."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select path, size_bytes, modified_at, delivery_id from ops.files where split_part(path, '/', 1) = %s",
            (channel,),
        )
        return {path: (size, modified_at, delivery_id) for path, size, modified_at, delivery_id in cursor.fetchall()}


def see(connection: Connection, file: Landed, delivery_id: int | None) -> None:
    """Note that this file, as it is now, was read."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            insert into ops.files (path, size_bytes, modified_at, delivery_id) values (%s, %s, %s, %s)
            on conflict (path) do update set
                size_bytes = excluded.size_bytes, modified_at = excluded.modified_at, delivery_id = excluded.delivery_id
            """,
            (storable(file.path), file.size_bytes, file.modified_at, delivery_id),
        )


def storable(text: str | None) -> str | None:
    """Text as Postgres can hold it: bytes that weren't UTF-8 are spelt out, NULs are dropped."""
    return None if text is None else text.encode("utf-8", "backslashreplace").decode().replace("\0", "")

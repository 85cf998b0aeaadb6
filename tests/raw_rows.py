"""Raw rows by hand, booked as the loader books a file."""

import uuid
import zlib
from contextlib import closing
from datetime import date
from typing import Any

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import cursor as Cursor

from config import channels as channel_settings
from plugins.channels import reports_of
from plugins.channels.reading.report import Report
from plugins.loader import history, ledger
from plugins.loader.ledger import Delivery


def deliver_rows(
    url: str, channel: str, report_name: str, night: date, rows: list[dict[str, Any]], **known: Any
) -> int:
    """Book one delivery and settle its rows; cells that a row doesn't name are empty. Returns the delivery's id.

    `known` are columns of the ledger that matter to a test: `status`, `sums`, `delivery_id`.
    """
    report = _report(channel, report_name)
    delivery = _delivery(report, channel, night, rows, **known)
    with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
        changes: history.Changes = set()
        if delivery.status == "loaded":
            _arrive(cursor, report, delivery, rows)
            changes = history.settle(connection, report, delivery).changes
        number = ledger.next_load_no(connection)
        ledger.write(connection, delivery, number)
        history.note(connection, delivery, number, changes)
    return delivery.delivery_id


def add_rows(url: str, delivery_id: int, rows: list[dict[str, Any]]) -> None:
    """Add rows to a delivery that is loaded, as a replay does."""
    with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(
            "select channel, report, delivered_on from ops.deliveries where delivery_id = %s", (delivery_id,)
        )
        channel, name, night = cursor.fetchone() or ("", "", None)
        report = _report(channel, name)
        delivery = _delivery(report, channel, night, rows, delivery_id=delivery_id)
        _arrive(cursor, report, delivery, rows)
        changes = history.settle(connection, report, delivery, retires=False).changes
        cursor.execute(
            "update ops.deliveries set rows_loaded = rows_loaded + %s where delivery_id = %s", (len(rows), delivery_id)
        )
        history.note(connection, delivery, ledger.next_load_no(connection), changes)


def _report(channel: str, name: str) -> Report:
    return next(one for one in reports_of(channel, channel_settings.load()) if one.name == name)


def _delivery(report: Report, channel: str, night: date, rows: list[dict[str, Any]], **known: Any) -> Delivery:
    days = [_day(row, report.day) for row in rows]
    given = {
        "delivery_id": zlib.crc32(f"{channel} {report.name} {night} {rows}".encode()), "status": "loaded", "sums": {},
    } | known  # fmt: skip
    return Delivery(
        channel=channel, report=report.name, path=f"{channel}/{night}/{report.name}", file_sha256="x", size_bytes=1,
        delivered_on=night, reason="said so", rows_loaded=len(rows), first_day=min(days), last_day=max(days), **given,
    )  # fmt: skip


def _arrive(cursor: Cursor, report: Report, delivery: Delivery, rows: list[dict[str, Any]]) -> None:
    history.lay_out(cursor.connection, report)
    for line, row in enumerate(rows, start=1):
        told = {"channel": delivery.channel, **row} if report.channel_column else row
        cells = {"line": line, "day": _day(row, report.day), "row_hash": _hash(told), **told}
        cursor.execute(
            sql.SQL("insert into arriving ({}) values ({})").format(
                sql.SQL(", ").join(map(sql.Identifier, cells)),
                sql.SQL(", ").join([sql.Placeholder()] * len(cells)),
            ),
            list(cells.values()),
        )


def _day(row: dict[str, Any], column: str | None) -> date:
    value = row[column] if column else date.min
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])


def _hash(row: dict[str, Any]) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, repr(sorted((name, str(value)) for name, value in row.items()))))

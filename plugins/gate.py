"""The gate as a stage of the night: what it doubts becomes rows, and a verdict a channel."""

import logging
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from psycopg2.extensions import connection as Connection
from psycopg2.extras import execute_values

from config import channels as channel_settings
from config import gate as gate_settings
from config.channels import ChannelsSettings
from config.gate import GateSettings, Meaning
from expectations.doubts import Result
from expectations.feeds import ColumnKind, ColumnShape, Feed, ReportShape
from expectations.pages import write_nights
from plugins import stages, warehouse
from plugins.channels import reports_of
from plugins.channels.ecb import Rate
from plugins.channels.reading.kinds import Day, EpochMicros, Flag, Moment, Number, Whole
from plugins.channels.reading.report import Report
from plugins.house.places import data
from plugins.marts import ensure_marts
from plugins.marts.build import STAGE as STAGE_OF_MARTS

if TYPE_CHECKING:
    from expectations.gate import GateReport

log = logging.getLogger(__name__)


def doubt_deliveries(decision_date: date) -> dict[str, str]:
    """Doubt tonight's files before anything is built on them; returns the verdict by channel, and of the night."""
    return _doubt("raw", decision_date)


def doubt_marts(decision_date: date) -> dict[str, str]:
    """Doubt the marts before anyone learns from them; returns the verdict by channel, and of the night."""
    return _doubt("mart", decision_date)


def night_is_stopped(decision_date: date) -> bool:
    """Whether the gates, taken together, stop this night; a gate that has not answered does."""
    connection = warehouse.connect("loop")
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(
                "select verdict from gate.verdict_now where decision_date = %s and scope = 'night'", (decision_date,)
            )
            row = cursor.fetchone()
    finally:
        connection.close()
    return row is None or row[0] == "stop"


def docs_of(gate: str, decision_date: date) -> Path:
    """Folder of the Data Docs of one gate and night."""
    return data() / "data_docs" / decision_date.isoformat() / gate


def feeds_of(channels: ChannelsSettings, settings: GateSettings) -> tuple[Feed, ...]:
    """Every channel with the reports that its dialect delivers, as the gate wants to know them."""
    return tuple(
        Feed(
            channel=name,
            kind=channel.kind,
            reports=tuple(_shape(report, settings.reports) for report in reports_of(name, channels)),
            spend=settings.spend.get(channel.dialect),
            may_be_quiet=channel.kind in ("owned", "rates") or channel.dialect == "offline",
            time_zone=channel.time_zone,
        )
        for name, channel in channels.channels.items()
    )


# What the gate doubts of a column follows from its kind; a kind that isn't named here is text.
KINDS: dict[type, ColumnKind] = {
    Number: "number", Whole: "number", Rate: "number", Day: "day", Moment: "moment", EpochMicros: "micros", Flag: "flag",
}  # fmt: skip


def _shape(report: Report, meanings: dict[str, Meaning]) -> ReportShape:
    is_schedule = report.channel_column
    return ReportShape(
        name=report.name,
        table=report.table,
        day=report.day,
        key=tuple(column.name for column in report.columns if not column.measure and (column.key or is_schedule)),
        may_repeat=is_schedule,
        micros=1 if report.money_unit == "micros" else 1_000_000,
        tells_days=not report.entity,
        is_shared=report.channel_column,
        may_be_empty=report.may_be_empty,
        may_be_missing=report.may_be_missing,
        reread_days=report.reread_days,
        columns=tuple(
            ColumnShape(
                name=column.name,
                kind=KINDS.get(type(column.kind), "text"),
                is_key=column.key,
                is_measure=column.measure,
            )
            for column in report.columns
        ),
        meaning=meanings.get(report.table, Meaning()),
    )


def _doubt(gate: str, decision_date: date) -> dict[str, str]:
    settings, channels = gate_settings.load(), channel_settings.load()
    feeds = feeds_of(channels, settings)
    connection = warehouse.connect("loop")
    try:
        inputs = stages.digest(
            _inputs(connection, gate, decision_date), settings.model_dump(), [str(feed) for feed in feeds]
        )
    finally:
        connection.close()

    def work(connection: Connection, version: int) -> tuple[str, dict[str, str]]:
        # Importing Great Expectations takes seconds: not at this module's import, and not when there is nothing to do.
        from expectations import gate as asked

        if gate == "mart":
            ensure_marts(decision_date)
        ask = {"raw": asked.doubt_deliveries, "mart": asked.doubt_marts}[gate]
        docs = docs_of(gate, decision_date)
        docs.parent.mkdir(parents=True, exist_ok=True)
        report = ask(warehouse.url("loop", driver="psycopg2"), decision_date, feeds=feeds, settings=settings, docs=docs)
        write_nights(docs.parents[1])
        return _write(connection, version, report), report.summary

    return stages.run(f"{gate}_gate", decision_date, inputs, work)


_TONIGHT = """
    select delivery_id, channel, report, path, delivered_on, status, reason, rows_read, rows_loaded, rows_quarantined,
        sums::text, first_day, last_day, is_part
    from ops.deliveries
    where delivered_on = %(night)s or status = 'loaded' and (channel, report, delivered_on) in (
        select channel, report, max(delivered_on) from ops.deliveries
        where status = 'loaded' and delivered_on < %(night)s group by channel, report
    )
    order by channel, report, delivered_on, load_no
"""
_UNKNOWN = (
    "select path, file_sha256, reason from quarantine.files where delivered_on = %(night)s order by path, file_sha256"
)
_PLAN = """
    select plan_id from plan.plans where status = 'approved' and decision_date < %(night)s
    order by decision_date desc limit 1
"""


def _inputs(connection: Connection, gate: str, decision_date: date) -> list[object]:
    """What can change the answers, besides the settings: the files known, the plan in force, the marts' inputs."""
    with connection, connection.cursor() as cursor:

        def rows(query: str) -> list[tuple[object, ...]]:
            cursor.execute(query, {"night": decision_date})
            return cursor.fetchall()

        known: list[object] = [rows(_TONIGHT), rows(_UNKNOWN), rows(_PLAN)]
    if gate == "mart":
        built = stages.latest(STAGE_OF_MARTS, decision_date)
        known.append(built.input_hash if built else None)
    return known


def _write(connection: Connection, version: int, report: "GateReport") -> str:
    """Write the report's rows; returns their hash."""
    key = (report.decision_date, report.gate, version)
    results = [(*key, *_row(one)) for one in report.results]
    verdicts = [(*key, one.scope, one.verdict.word, one.failing) for one in report.verdicts]
    with connection.cursor() as cursor:
        execute_values(cursor, "insert into gate.results values %s", results)
        execute_values(cursor, "insert into gate.verdicts values %s", verdicts)
    for one in report.verdicts:
        log.info(
            "%s gate: %s %s%s", report.gate, one.scope, one.verdict.word, f" ({one.failing})" if one.failing else ""
        )
    return stages.digest(results, verdicts)


def _row(result: Result) -> tuple[object, ...]:
    doubt = result.doubt
    about = (result.success, result.observed, doubt.expected, result.verdict.word, doubt.sentence, doubt.because)
    return doubt.doubt_id, doubt.scope, *about

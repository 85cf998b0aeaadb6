"""A stage of a night: one transaction under a lock; the same inputs again are a no-op, other inputs a new version."""

import hashlib
import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from psycopg2.extensions import connection as Connection
from psycopg2.extras import Json

from plugins.warehouse import connect
from plugins.warehouse.connection import Role

log = logging.getLogger(__name__)

Summary = dict[str, Any]
Work = Callable[[Connection, int], tuple[str, Summary]]


@dataclass(frozen=True, kw_only=True)
class StageRow:
    """What one run of a stage left in the books."""

    stage: str
    decision_date: date
    input_hash: str
    version: int
    output_hash: str
    summary: Summary


def digest(*parts: object) -> str:
    """SHA-256 of the parts' canonical JSON, as hex; dates and decimals by their text."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


def run(stage: str, decision_date: date, input_hash: str, work: Work, role: Role = "loop") -> Summary:
    """Run `work` unless this stage already ran on these inputs; returns the summary that the books hold.

    Parameters
    ----------
    work : callable
        Gets the open connection and the version (1 for the first inputs of this decision date), writes its rows,
        and returns the hash of what it wrote and a small summary. It must not commit.

    Notes
    -----
    Two runs of one stage and date wait for each other on an advisory lock, which ends with the transaction: a killed
    run leaves no row and no lock.
    """
    connection = connect(role)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"{stage} {decision_date}",))
            done = _find(cursor, stage, decision_date, input_hash)
            if done:
                log.info("%s %s: same inputs as version %s, nothing to do", stage, decision_date, done.version)
                return done.summary
            cursor.execute(
                "select coalesce(max(version), 0) + 1 from ops.stages where stage = %s and decision_date = %s",
                (stage, decision_date),
            )
            (version,) = cursor.fetchone() or (1,)
            started = time.monotonic()
            output_hash, summary = work(connection, version)
            seconds = round(time.monotonic() - started, 3)
            cursor.execute(
                "insert into ops.stages (stage, decision_date, input_hash, version, output_hash, summary, seconds)"
                " values (%s, %s, %s, %s, %s, %s, %s)",
                (stage, decision_date, input_hash, version, output_hash, Json(summary), seconds),
            )
        log.info("%s %s: version %s in %.1f s", stage, decision_date, version, seconds)
        return summary
    finally:
        connection.close()


def latest(stage: str, decision_date: date, connection: Connection | None = None) -> StageRow | None:
    """The newest version of a stage on a decision date, or None if it never finished."""
    if connection is None:
        own = connect("loop")
        try:
            return latest(stage, decision_date, own)
        finally:
            own.close()
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_SELECT} where stage = %s and decision_date = %s order by version desc limit 1",
            (stage, decision_date),
        )
        row = cursor.fetchone()
    return _row(row) if row else None


_SELECT = "select stage, decision_date, input_hash, version, output_hash, summary from ops.stages"


def _find(cursor: Any, stage: str, decision_date: date, input_hash: str) -> StageRow | None:
    cursor.execute(
        f"{_SELECT} where stage = %s and decision_date = %s and input_hash = %s", (stage, decision_date, input_hash)
    )
    row = cursor.fetchone()
    return _row(row) if row else None


def _row(row: tuple[Any, ...]) -> StageRow:
    stage, decision_date, input_hash, version, output_hash, summary = row
    return StageRow(
        stage=stage, decision_date=decision_date, input_hash=input_hash, version=version,
        output_hash=output_hash, summary=summary,
    )  # fmt: skip

"""The gates' verdicts without Great Expectations' seconds: the same doubts about the same numbers, answered here.

That both give the same answers, doubt by doubt, is a test (`tests/integration/gate/test_faults.py`).
"""

import math
from collections.abc import Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa

from config import channels as channel_settings
from config import gate as gate_settings
from expectations.books import Books
from expectations.doubts import Doubt, Evidence, Result, number
from expectations.gate import Gate, ScopeVerdict, verdicts_of
from expectations.questions import mart_questions, raw_questions
from expectations.verdict import Verdict
from plugins.gate import feeds_of


def results(gate: Gate, url: str, night: date, channels: Iterable[str] | None = None) -> list[Result]:
    """What a gate would find, of all channels or of these."""
    settings = gate_settings.load()
    feeds = [
        feed for feed in feeds_of(channel_settings.load(), settings) if channels is None or feed.channel in channels
    ]
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        questions = {"raw": raw_questions, "mart": mart_questions}[gate](Books(connection, night), feeds, settings)
    engine.dispose()
    return [_answer(doubt, one.asked_of) for one in questions for doubt in one.doubts]


def verdicts(gate: Gate, url: str, night: date, channels: Iterable[str] | None = None) -> tuple[ScopeVerdict, ...]:
    """Its verdict by scope."""
    found = results(gate, url, night, channels)
    named = channel_settings.load().channels if channels is None else channels
    scopes = set(named) & {one.doubt.scope for one in found} if gate == "mart" else set(named)
    return verdicts_of(found, scopes)


def _answer(doubt: Doubt, evidence: Evidence) -> Result:
    measured = evidence.get(doubt.scope, {})
    name = doubt.terms["column"]
    value: Any = measured.get(name)
    if value is None or math.isnan(value):
        return Result(doubt=doubt, success=False, observed="it could not be checked", verdict=Verdict.STOP)
    low, high = doubt.terms.get("min_value", -math.inf), doubt.terms.get("max_value", math.inf)
    good = low <= value <= high
    says = str(measured.get(f"{name}_says") or number(value))
    return Result(doubt=doubt, success=good, observed=says, verdict=Verdict.PASS if good else doubt.verdict)

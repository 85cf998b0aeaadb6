"""The gates' verdicts without Great Expectations' seconds: the same doubts about the same numbers, answered here.

That both give the same answers, doubt by doubt, is a test (`tests/integration/gate/test_faults.py`).
"""

import math
from datetime import date
from typing import Any

import sqlalchemy as sa

from config import channels as channel_settings
from config import gate as gate_settings
from expectations.books import Books
from expectations.doubts import Doubt, Evidence, Result, number
from expectations.gate import ScopeVerdict, verdicts_of
from expectations.questions import raw_questions
from expectations.verdict import Verdict
from plugins.gate import feeds_of


def raw_results(url: str, night: date) -> list[Result]:
    """What the raw gate would find."""
    settings = gate_settings.load()
    feeds = feeds_of(channel_settings.load(), settings)
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        questions = raw_questions(Books(connection, night), feeds, settings)
    engine.dispose()
    return [_answer(doubt, one.asked_of) for one in questions for doubt in one.doubts]


def raw_verdicts(url: str, night: date) -> tuple[ScopeVerdict, ...]:
    """Its verdict by scope."""
    scopes = list(channel_settings.load().channels)
    return verdicts_of(raw_results(url, night), scopes)


def _answer(doubt: Doubt, evidence: Evidence | str) -> Result:
    assert isinstance(evidence, dict)
    measured = evidence.get(doubt.scope, {})
    name = doubt.terms["column"]
    value: Any = measured.get(name)
    if value is None or math.isnan(value):
        return Result(doubt=doubt, success=False, observed="it could not be checked", verdict=Verdict.STOP)
    low, high = doubt.terms.get("min_value", -math.inf), doubt.terms.get("max_value", math.inf)
    good = low <= value <= high
    says = str(measured.get(f"{name}_says") or number(value))
    return Result(doubt=doubt, success=good, observed=says, verdict=Verdict.PASS if good else doubt.verdict)

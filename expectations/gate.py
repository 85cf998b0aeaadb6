"""The gate: asks all suites of one stage in one process, and turns their answers into a verdict a scope."""

import logging
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import sqlalchemy as sa

from config.gate import GateSettings
from expectations import pages
from expectations.asking import Asking
from expectations.books import Books
from expectations.doubts import NIGHT, Result
from expectations.feeds import Feed
from expectations.questions import mart_questions, raw_questions
from expectations.verdict import Verdict, worst

log = logging.getLogger(__name__)

Gate = Literal["raw", "mart"]


@dataclass(frozen=True, kw_only=True)
class ScopeVerdict:
    """What a gate says of a channel, or of the night; `failing` are the sentences that made it so."""

    scope: str
    verdict: Verdict
    failing: str | None


@dataclass(frozen=True, kw_only=True)
class GateReport:
    """One gate's answers, by doubt and by scope, and where the Data Docs of them lie."""

    gate: Gate
    decision_date: date
    results: tuple[Result, ...]
    verdicts: tuple[ScopeVerdict, ...]
    docs: Path

    @property
    def summary(self) -> dict[str, str]:
        """Verdict by scope."""
        return {one.scope: one.verdict.word for one in self.verdicts}


def doubt_deliveries(
    url: str, decision_date: date, *, feeds: Sequence[Feed], settings: GateSettings, docs: Path
) -> GateReport:
    """Doubt tonight's files and what they hold, before anything is built on them.

    Parameters
    ----------
    url : str
        SQLAlchemy URL of the warehouse; it is only read.
    docs : Path
        Folder for the Data Docs of this gate and night.
    """
    return _ask("raw", url, decision_date, feeds, settings, docs)


def doubt_marts(
    url: str, decision_date: date, *, feeds: Sequence[Feed], settings: GateSettings, docs: Path
) -> GateReport:
    """Doubt what the marts and the panel say, before anyone learns from it. Parameters as in `doubt_deliveries`."""
    return _ask("mart", url, decision_date, feeds, settings, docs)


def _ask(
    gate: Gate, url: str, decision_date: date, feeds: Sequence[Feed], settings: GateSettings, docs: Path
) -> GateReport:
    engine = sa.create_engine(url, poolclass=sa.NullPool, isolation_level="REPEATABLE READ")
    try:
        with engine.connect() as connection:
            questions_of = {"raw": raw_questions, "mart": mart_questions}[gate]
            questions = questions_of(Books(connection, decision_date), tuple(feeds), settings)
    finally:
        engine.dispose()
    draft = docs.with_name(f"{docs.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    asking = Asking(name=gate, decision_date=decision_date, docs=draft)
    results = tuple(result for question in questions for result in asking.ask(question))
    scopes = [feed.channel for feed in feeds] if gate == "raw" else _scopes(feeds)
    empty = [question.name for question in questions if not question.doubts]
    report = GateReport(
        gate=gate,
        decision_date=decision_date,
        results=results,
        verdicts=verdicts_of(results, scopes, empty),
        docs=docs,
    )
    asking.write_docs()
    _put_docs(report, draft)
    return report


def _put_docs(report: GateReport, draft: Path) -> None:
    """Finish the Data Docs and put them in place of an earlier run's."""
    pages.keep_to_this_machine(draft)
    said = [(one.scope, one.verdict, one.failing) for one in report.verdicts]
    pages.write_index(draft, f"The {report.gate} gate of {report.decision_date}", said, report.results)
    shutil.rmtree(report.docs, ignore_errors=True)
    draft.replace(report.docs)


def _scopes(feeds: Iterable[Feed]) -> list[str]:
    """Scopes that the marts can speak of: paid channels, web events and orders; e-mail and rates have no suite there."""
    return [feed.channel for feed in feeds if feed.kind not in ("owned", "rates")]


def verdicts_of(
    results: Sequence[Result], scopes: Iterable[str], empty: Sequence[str] = ()
) -> tuple[ScopeVerdict, ...]:
    """The worst verdict of each scope; a scope that nobody asked about, or an empty suite, stops the night.

    Stop is never one channel's own: what stops a channel stops the night.
    """
    by_scope: dict[str, list[Result]] = {scope: [] for scope in [*scopes, NIGHT]}
    for result in results:
        by_scope.setdefault(result.doubt.scope, []).append(result)
    found = [_verdict(scope, rows) for scope, rows in sorted(by_scope.items()) if scope != NIGHT]
    night = _verdict(NIGHT, by_scope[NIGHT])
    stops = [one for one in found if one.verdict is Verdict.STOP]
    reasons = [f"suite {name} asked nothing" for name in empty]
    reasons += [f"{one.scope}: {one.failing}" for one in stops]
    if reasons:
        failing = "; ".join(filter(None, [night.failing, *reasons]))
        night = ScopeVerdict(scope=NIGHT, verdict=Verdict.STOP, failing=failing)
    return (*found, night)


def _verdict(scope: str, results: Sequence[Result]) -> ScopeVerdict:
    verdict = worst(result.verdict for result in results)
    if not results:
        return ScopeVerdict(scope=scope, verdict=verdict, failing="nothing was asked of it")
    guilty = [result.failing for result in results if result.verdict is verdict and verdict is not Verdict.PASS]
    return ScopeVerdict(scope=scope, verdict=verdict, failing="; ".join(guilty) or None)

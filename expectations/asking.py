"""How a question is put to Great Expectations, and how its answer is read."""

from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import great_expectations as gx
import pandas as pd
from great_expectations.core import ExpectationSuiteValidationResult, ExpectationValidationResult, RunIdentifier
from great_expectations.data_context.types.base import (
    DataContextConfig,
    InMemoryStoreBackendDefaults,
    ProgressBarsConfig,
)
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
from great_expectations.expectations.metadata_types import FailureSeverity

from expectations.doubts import Doubt, Evidence, Measures, Question, Result, number
from expectations.verdict import Verdict

# Great Expectations knows three severities, we four verdicts: ours lies in `meta`, theirs only colours the Data Docs.
SEVERITY = {
    Verdict.PASS: FailureSeverity.INFO,
    Verdict.DEFAULT: FailureSeverity.WARNING,
    Verdict.FREEZE: FailureSeverity.CRITICAL,
    Verdict.STOP: FailureSeverity.CRITICAL,
}
SITE = "docs"


class Asking:
    """One gate's conversation with Great Expectations.

    Nothing of it outlives the gate but the Data Docs: answers become rows in our tables, so that one night's cost
    doesn't grow with the number of nights that a store would hold.
    """

    def __init__(self, *, name: str, decision_date: date, docs: Path) -> None:
        self.context = gx.get_context(mode="ephemeral", project_config=_project(docs))
        self.evidence = self.context.data_sources.add_pandas("evidence")
        begun = datetime.combine(decision_date, time(), UTC)
        self.run_id = RunIdentifier(run_name=f"{decision_date} {name}", run_time=begun)

    def ask(self, question: Question) -> list[Result]:
        """One result for each doubt of the suite, answered or not; in the suite's order."""
        expectations = [about(doubt).to_domain_obj() for doubt in question.doubts]
        suite = self.context.suites.add(gx.ExpectationSuite(name=question.name, expectations=expectations))
        evidence = question.asked_of
        frames = self.evidence.add_dataframe_asset(suite.name)
        batch = frames.add_batch_definition_whole_dataframe("tonight")
        validation = gx.ValidationDefinition(name=suite.name, data=batch, suite=suite)
        answers = self.context.validation_definitions.add(validation).run(
            batch_parameters={"dataframe": one_row(evidence)}, run_id=self.run_id
        )
        by_doubt = answers_by_doubt(answers)
        return [result(doubt, answer_to(doubt, by_doubt), evidence.get(doubt.scope)) for doubt in question.doubts]

    def write_docs(self) -> None:
        """Build the Data Docs of all that was asked."""
        self.context.build_data_docs([SITE])


def one_row(evidence: Evidence) -> pd.DataFrame:
    """All numbers of all scopes side by side: conditions on rows would cost a doubt most of its time.

    They are all of one kind, without the words that people read: each expectation filters the whole row, column by column where
    kinds differ.
    """
    found = {
        column_of(scope, name): value
        for scope, measures in evidence.items()
        for name, value in measures.items()
        if not name.endswith("_says")
    }
    return pd.DataFrame([found], dtype=float)


def column_of(scope: str, measure: str) -> str:
    """What a scope's measure is called in the one row of evidence, and in the Data Docs."""
    return f"{scope}: {measure}"


def about(doubt: Doubt) -> ExpectationConfiguration:
    """The doubt as Great Expectations knows it, about its scope's own measure."""
    return ExpectationConfiguration(
        type=doubt.kind,
        kwargs={**doubt.terms, "column": column_of(doubt.scope, doubt.terms["column"])},
        meta={"id": doubt.doubt_id, "scope": doubt.scope, "verdict": doubt.verdict.word, "because": doubt.because},
        description=doubt.sentence,
        severity=SEVERITY[doubt.verdict],
    )


Answers = dict[tuple[object, object], list[ExpectationValidationResult]]


def answers_by_doubt(answers: ExpectationSuiteValidationResult) -> Answers:
    """Answers by the id and the scope that they carry."""
    found: Answers = {}
    for answer in answers.results:
        found.setdefault(_key(answer), []).append(answer)
    return found


def answer_to(doubt: Doubt, answers: Answers) -> ExpectationValidationResult | None:
    """The answer that carries the doubt's id and scope; None if there is none, or more than one."""
    found = answers.get((doubt.doubt_id, doubt.scope), [])
    return found[0] if len(found) == 1 else None


def weigh(doubt: Doubt, answer: ExpectationValidationResult | None) -> Verdict:
    """What one answer means; a doubt that was not answered stops the night."""
    if answer is None or not is_answer(answer):
        return Verdict.STOP
    return Verdict.PASS if answer.success else doubt.verdict


def is_answer(answer: ExpectationValidationResult | None) -> bool:
    """Whether the check ran to its end and saw a value."""
    if answer is None or answer.exception_info.get("raised_exception") is not False:
        return False
    return (answer.result or {}).get("observed_value") is not None


def result(doubt: Doubt, answer: ExpectationValidationResult | None, measured: Measures | None) -> Result:
    """What stands in the books for one doubt."""
    return Result(
        doubt=doubt,
        success=answer is not None and is_answer(answer) and bool(answer.success),
        observed=_observed(doubt, answer, measured),
        verdict=weigh(doubt, answer),
    )


def _observed(doubt: Doubt, answer: ExpectationValidationResult | None, measured: Measures | None) -> str:
    if measured is None or not is_answer(answer):
        return "it could not be checked"
    column = doubt.terms["column"]
    return str(measured.get(f"{column}_says") or number(measured[column]))


def _key(answer: ExpectationValidationResult) -> tuple[object, object]:
    meta: dict[str, Any] = (answer.expectation_config.meta if answer.expectation_config else None) or {}
    return meta.get("id"), meta.get("scope")


def _project(docs: Path) -> DataContextConfig:
    """All stores in memory, one site of Data Docs in `docs`, no progress bars in the log."""
    site = {
        "class_name": "SiteBuilder",
        "show_how_to_buttons": False,
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
        "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(docs)},
    }
    return DataContextConfig(
        store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
        data_docs_sites={SITE: site},
        progress_bars=ProgressBarsConfig(globally=False),
    )

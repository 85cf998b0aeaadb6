"""How a question is put to Great Expectations: one context a gate, in memory; its Data Docs on disk."""

import shutil
from datetime import UTC, date, datetime, time
from pathlib import Path

import great_expectations as gx
import pandas as pd
from great_expectations.core import ExpectationSuiteValidationResult, RunIdentifier
from great_expectations.data_context.types.base import ProgressBarsConfig
from great_expectations.expectations.expectation import Expectation

from expectations.doubts import Question, Result, read

SITE = "docs"


class Asking:
    """One gate's conversation with Great Expectations.

    Nothing of it outlives the gate but the Data Docs: answers are rows in our tables, so one night's cost doesn't grow
    with the number of nights that a store would hold.
    """

    def __init__(self, *, name: str, url: str, decision_date: date, docs: Path) -> None:
        self.docs = docs
        self.context = gx.get_context(mode="ephemeral")
        self.context.variables.progress_bars = ProgressBarsConfig(globally=False)
        self.context.delete_data_docs_site("local_site")
        draft = docs.with_name(f"{docs.name}.draft")
        shutil.rmtree(draft, ignore_errors=True)
        self.draft = draft
        self.context.add_data_docs_site(SITE, _site(draft))
        self.warehouse = self.context.data_sources.add_postgres("warehouse", connection_string=url)
        self.evidence = self.context.data_sources.add_pandas("evidence")
        self.run_id = RunIdentifier(run_name=f"{decision_date} {name}", run_time=datetime.combine(decision_date, time(), UTC))

    def ask(self, question: Question) -> list[Result]:
        """One result for each doubt of the suite, answered or not."""
        suite = self.context.suites.add(gx.ExpectationSuite(name=question.name, expectations=list(question.doubts)))
        if isinstance(question.asked_of, str):
            rows = self.warehouse.add_query_asset(suite.name, query=question.asked_of)
            batch, given = rows.add_batch_definition_whole_table("tonight"), None
        else:
            frame = pd.DataFrame([{"scope": scope, **found} for scope, found in question.asked_of.items()])
            measured = self.evidence.add_dataframe_asset(suite.name)
            batch, given = measured.add_batch_definition_whole_dataframe("tonight"), {"dataframe": frame}
        validation = gx.ValidationDefinition(name=suite.name, data=batch, suite=suite)
        answers = self.context.validation_definitions.add(validation).run(batch_parameters=given, run_id=self.run_id)
        evidence = question.asked_of if isinstance(question.asked_of, dict) else {}
        return [read(asked, _answer_to(asked, answers), evidence.get(asked.meta["scope"])) for asked in suite.expectations]

    def write_docs(self) -> None:
        """Build the Data Docs and put them in place of an earlier run's."""
        self.context.build_data_docs([SITE])
        shutil.rmtree(self.docs, ignore_errors=True)
        self.draft.replace(self.docs)


def _answer_to(asked: Expectation, answers: ExpectationSuiteValidationResult) -> object:
    """The answer that carries the doubt's id and scope; None if there is none, or more than one."""
    key = (asked.meta["id"], asked.meta["scope"])
    found = [
        answer for answer in answers.results
        if (answer.expectation_config.meta.get("id"), answer.expectation_config.meta.get("scope")) == key
    ]  # fmt: skip
    return found[0] if len(found) == 1 else None


def _site(folder: Path) -> dict[str, object]:
    return {
        "class_name": "SiteBuilder",
        "show_how_to_buttons": False,
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
        "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(folder)},
    }

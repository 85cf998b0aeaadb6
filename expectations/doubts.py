"""A doubt is a GX expectation that knows its name, its scope, its verdict and its reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from great_expectations.core import ExpectationValidationResult
from great_expectations.expectations.core import ExpectColumnValuesToBeBetween
from great_expectations.expectations.expectation import Expectation
from great_expectations.expectations.row_conditions import Column

from expectations.verdict import Verdict

NIGHT = "night"
SEVERITY = {Verdict.PASS: "info", Verdict.DEFAULT: "warning", Verdict.FREEZE: "critical", Verdict.STOP: "critical"}

Evidence = dict[str, dict[str, Any]]


def doubt(
    kind: type[Expectation], *, doubt_id: str, scope: str, verdict: Verdict, sentence: str, because: str, **terms: Any
) -> Expectation:
    """One doubt about one scope, asked of the scope's own rows.

    Parameters
    ----------
    sentence : str
        What must hold, as people say it; with the numbers behind it, it becomes the reason of a frozen line.
    verdict : Verdict
        What it means if it doesn't hold. Great Expectations knows three severities, we four verdicts: ours lies in
        `meta`, theirs only colours the Data Docs.
    """
    return kind(
        **terms,
        row_condition=Column("scope") == scope,
        severity=SEVERITY[verdict],
        description=sentence,
        meta={"id": doubt_id, "scope": scope, "verdict": verdict.word, "sentence": sentence, "because": because},
    )


def within(column: str, *, least: Any = None, most: Any = None, **about: Any) -> Expectation:
    """The doubt that all values of `column` lie between `least` and `most`; `about` as in `doubt`."""
    return doubt(ExpectColumnValuesToBeBetween, column=column, min_value=least, max_value=most, **about)


@dataclass(frozen=True, kw_only=True)
class Question:
    """One suite, and what it is asked of.

    `asked_of` is evidence (one row of measured numbers a scope), or the SQL of rows that are doubted where they lie.
    Either has a column `scope`.
    """

    name: str
    doubts: tuple[Expectation, ...]
    asked_of: Evidence | str


@dataclass(frozen=True, kw_only=True)
class Result:
    """What one doubt got for an answer."""

    doubt_id: str
    scope: str
    success: bool
    observed: str
    expected: str
    verdict: Verdict
    sentence: str
    because: str

    @property
    def failing(self) -> str:
        """The doubt's sentence with the numbers that disagree."""
        return f"{self.sentence}: {self.observed}, expected {self.expected}"


def weigh(asked: Expectation, answer: ExpectationValidationResult | None) -> Verdict:
    """What one answer means; a doubt that was not answered stops the night.

    An answer counts only if it looked at something: Great Expectations passes any column check on no rows at all, or
    on rows that are all null.
    """
    if not was_answered(answer):
        return Verdict.STOP
    return Verdict.PASS if answer.success else Verdict[asked.meta["verdict"].upper()]


def was_answered(answer: ExpectationValidationResult | None) -> bool:
    """Whether the check ran to its end on at least one value."""
    if answer is None or answer.exception_info.get("raised_exception") is not False:
        return False
    looked_at = answer.result.get("element_count")
    if looked_at is None:
        return answer.result.get("observed_value") is not None
    return looked_at > (answer.result.get("missing_count") or 0)


def read(asked: Expectation, answer: ExpectationValidationResult | None, evidence: Mapping[str, Any] | None) -> Result:
    """The row that stands in the books for one doubt."""
    verdict = weigh(asked, answer)
    return Result(
        doubt_id=asked.meta["id"],
        scope=asked.meta["scope"],
        success=was_answered(answer) and bool(answer.success),
        observed=_observed(asked, answer, evidence),
        expected=_expected(asked),
        verdict=verdict,
        sentence=asked.meta["sentence"],
        because=asked.meta["because"],
    )


def _observed(asked: Expectation, answer: ExpectationValidationResult | None, evidence: Mapping[str, Any] | None) -> str:
    if answer is None:
        return "no answer"
    if not was_answered(answer):
        return "could not be checked"
    if evidence is not None:
        column = asked.column
        return str(evidence.get(f"{column}_says") or number(evidence[column]))
    if answer.result.get("observed_value") is not None:
        return number(answer.result["observed_value"])
    return f"{number(answer.result['unexpected_count'])} of {number(answer.result['element_count'])} rows break it"


def _expected(asked: Expectation) -> str:
    terms = asked.configuration.kwargs
    if "value_set" in terms:
        return f"one of {', '.join(terms['value_set'])}"
    if "value" in terms:
        return f"exactly {number(terms['value'])}"
    if "column_A" in terms:
        return f"{terms['column_A']} at least {terms['column_B']}"
    low, high = terms.get("min_value"), terms.get("max_value")
    if low is None and high is None:
        return "a value"
    if low is None:
        return f"at most {number(high)}"
    if high is None:
        return f"at least {number(low)}"
    return f"exactly {number(low)}" if low == high else f"between {number(low)} and {number(high)}"


def number(value: object) -> str:
    """A number as people read it: whole ones with separators, others to four digits that count."""
    if isinstance(value, float) and not value.is_integer():
        return f"{value:,.2f}" if abs(value) >= 100 else f"{value:.4g}"
    return f"{int(value):,}" if isinstance(value, int | float) else str(value)

"""A doubt is an expectation that knows its name, its scope, its verdict and its reason."""

from dataclasses import dataclass, field
from typing import Any

from expectations.verdict import Verdict

NIGHT = "night"

Measures = dict[str, Any]  # by name: a number, and under <name>_says what people read instead of it
Evidence = dict[str, Measures]  # by scope


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """One expectation about one scope, asked of what was measured there.

    Parameters
    ----------
    doubt_id : str
        Stable name; with the scope it matches an answer to its doubt.
    verdict : Verdict
        What it means if the expectation doesn't hold.
    sentence : str
        What must hold, as people say it; with the numbers behind it, it becomes the reason of a frozen line.
    kind : str
        Great Expectations' name of the expectation, as `expect_column_max_to_be_between`.
    terms : dict
        Its arguments.
    """

    doubt_id: str
    scope: str
    verdict: Verdict
    sentence: str
    because: str
    kind: str
    terms: dict[str, Any] = field(default_factory=dict)

    @property
    def expected(self) -> str:
        """The terms as people read them."""
        low, high = self.terms.get("min_value"), self.terms.get("max_value")
        if low is not None and low == high:
            return f"exactly {number(low)}"
        if low is not None and high is not None:
            return f"between {number(low)} and {number(high)}"
        return f"at least {number(low)}" if high is None else f"at most {number(high)}"


def within(column: str, *, least: Any = None, most: Any = None, **about: Any) -> Doubt:
    """The doubt that `column` lies between `least` and `most`; `about` as in `Doubt`.

    Evidence is one row, whose value is the column's greatest. Asked that way Great Expectations says what it saw, answers nothing at
    all where there is no value, and takes a quarter of the time that it takes for values row by row.
    """
    bounds = {name: bound for name, bound in (("min_value", least), ("max_value", most)) if bound is not None}
    return Doubt(kind="expect_column_max_to_be_between", terms={"column": column, **bounds}, **about)


@dataclass(frozen=True, kw_only=True)
class Question:
    """One suite of doubts, and the evidence that it is asked of: measured numbers by scope."""

    name: str
    doubts: tuple[Doubt, ...]
    asked_of: Evidence


@dataclass(frozen=True, kw_only=True)
class Result:
    """What one doubt got for an answer, and what that means."""

    doubt: Doubt
    success: bool
    observed: str
    verdict: Verdict

    @property
    def failing(self) -> str:
        """The doubt's sentence with the numbers that disagree."""
        return f"{self.doubt.sentence}: {self.observed}, expected {self.doubt.expected}"


def number(value: object) -> str:
    """A number as people read it: whole ones with separators, others to four digits that count."""
    if isinstance(value, float) and not value.is_integer():
        return f"{value:,.2f}" if abs(value) >= 100 else f"{value:.4g}"
    return f"{int(value):,}" if isinstance(value, int | float) else str(value)

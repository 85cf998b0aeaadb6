"""Is every row of spend possible?"""

from collections.abc import Iterable, Iterator

from expectations.doubts import Doubt, within
from expectations.verdict import Verdict


def spend_doubts(channels: Iterable[str]) -> Iterator[Doubt]:
    """What must hold of each row that a paid channel delivered tonight.

    Asked of rows with `scope`, `spend`, `impressions`, `clicks`.
    """
    for name in channels:
        yield Doubt(
            kind="expect_column_values_to_not_be_null", terms={"column": "spend"},
            doubt_id="spend-written", scope=name, verdict=Verdict.FREEZE,
            sentence=f"every row of {name} says what it cost",
            because="an unknown cost is not a zero",
        )  # fmt: skip
        yield within(
            "spend", least=0,
            doubt_id="spend-not-negative", scope=name, verdict=Verdict.FREEZE,
            sentence=f"{name} never costs less than nothing",
            because="a sign error turns the response curve over",
        )  # fmt: skip
        yield Doubt(
            kind="expect_column_pair_values_a_to_be_greater_than_b",
            terms={"column_A": "impressions", "column_B": "clicks", "or_equal": True},
            doubt_id="clicks-within-impressions", scope=name, verdict=Verdict.FREEZE,
            sentence=f"{name} has no more clicks than impressions",
            because="columns were swapped, or one is in thousands",
        )  # fmt: skip

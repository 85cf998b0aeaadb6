"""Does raw hold what the ledger says it read."""

from decimal import Decimal

import pytest

from expectations.ledger import ledger, ledger_doubts
from expectations.verdict import Verdict


@pytest.fixture
def answers(ask, delivery):
    def of(rows=1000, spend="12345.67"):
        found = ledger([delivery()], {1: {"rows": Decimal(rows), "spend": Decimal(spend)}})
        return {name: one for (name, _), one in ask(ledger_doubts(found), found).items()}

    return of


def test_equal_rows_and_sums_pass(answers):
    assert {one.verdict for one in answers().values()} == {Verdict.PASS}


@pytest.mark.parametrize("rows", [999, 1001], ids=["lost", "doubled"])
def test_a_row_too_few_or_too_many_stops_the_night(answers, rows):
    assert answers(rows=rows)["rows-loaded-once"].verdict is Verdict.STOP


def test_a_cent_apart_stops_the_night_and_names_file_and_column(answers):
    result = answers(spend="12345.66")["sums-equal"]
    assert result.verdict is Verdict.STOP
    assert "ad_region_days.jsonl.gz: spend is 12,345.67 in the ledger, 12,345.66 in raw" in result.failing


def test_sums_beyond_what_a_float_can_hold_are_compared_exactly(ask, delivery):
    exact = Decimal("90071992547409930.01")
    found = ledger([delivery(sums={"spend": exact})], {1: {"rows": Decimal(1000), "spend": exact + Decimal("0.01")}})
    assert ask(ledger_doubts(found), found)["sums-equal", "meta"].verdict is Verdict.STOP

"""Do files hold what their channel usually delivers: what must be caught, and what must be let through."""

from datetime import timedelta

import pytest

from expectations.contents import Contents, content_doubts, contents
from expectations.verdict import Verdict
from tests.unit.expectations.conftest import YESTERDAY


@pytest.fixture
def answers(ask, settings, rows):
    def of(tonight=None, before=None, repeated_rows=0, idle_cells=0):
        found = Contents(
            tonight=rows() if tonight is None else tonight,
            before=rows(last=YESTERDAY - timedelta(days=1)) if before is None else before,
            repeated_rows=repeated_rows,
            idle_cells=idle_cells,
        )
        measured = contents({"meta": found}, YESTERDAY, settings.arrival, settings.restatement)
        return {name: one for (name, _), one in ask(
            content_doubts(measured, settings.arrival, settings.restatement), measured
        ).items()}  # fmt: skip

    return of


def test_a_usual_file_passes_every_doubt(answers):
    results = answers()
    assert {one.verdict for one in results.values()} == {Verdict.PASS}
    assert {"places-complete", "rows-complete", "rows-once", "spend-was-seen", "spend-settled", "rows-kept"} == set(
        results
    )


def test_a_place_that_always_reports_and_is_absent_freezes_the_channel(answers, rows):
    tonight = rows()
    result = answers(tonight=tonight[(tonight.day != YESTERDAY) | (tonight.cell != "TX")])["places-complete"]
    assert result.verdict is Verdict.FREEZE
    assert "no rows for TX" in result.failing


def test_a_place_that_the_plan_paused_may_be_absent(answers, rows):
    tonight = rows()
    results = answers(tonight=tonight[(tonight.day != YESTERDAY) | (tonight.cell != "TX")], idle_cells=1)
    assert {one.verdict for one in results.values()} == {Verdict.PASS}


def test_a_place_that_only_runs_now_and_then_is_not_missed(answers, rows):
    tonight = rows()
    now_and_then = tonight[(tonight.cell != "TX") | tonight.day.map(lambda day: day.toordinal() % 3 == 0)]
    assert answers(tonight=now_and_then)["places-complete"].verdict is Verdict.PASS


def test_a_file_cut_off_at_a_lines_end_has_too_few_rows(answers, rows):
    tonight = rows()
    tonight.loc[tonight.day == YESTERDAY, "rows"] = 4
    result = answers(tonight=tonight)["rows-complete"]
    assert result.verdict is Verdict.FREEZE
    assert "8, expected at least 10" in result.failing


def test_a_channel_with_some_fewer_campaigns_is_whole(answers, rows):
    tonight = rows()
    tonight.loc[tonight.day == YESTERDAY, "rows"] = 7
    assert answers(tonight=tonight)["rows-complete"].verdict is Verdict.PASS


def test_a_channel_that_never_runs_on_this_weekday_may_be_silent(answers, rows):
    tonight = rows()
    weekdays = tonight[tonight.day.map(lambda day: day.weekday() != YESTERDAY.weekday())]
    results = answers(tonight=weekdays, before=weekdays)
    assert {one.verdict for one in results.values()} == {Verdict.PASS}


def test_rows_that_stand_twice_freeze_the_channel(answers):
    assert answers(repeated_rows=3)["rows-once"].verdict is Verdict.FREEZE


def test_spend_that_nobody_saw_freezes_the_channel(answers, rows):
    tonight = rows()
    tonight.loc[tonight.day == YESTERDAY, "impressions"] = 0
    result = answers(tonight=tonight)["spend-was-seen"]
    assert result.verdict is Verdict.FREEZE
    assert "no impressions on 2026-03-01" in result.failing


def test_a_place_too_small_to_count_its_impressions_is_honest(answers, rows):
    tonight = rows()
    tonight.loc[tonight.cell == "TX", "impressions"] = 0  # a schedule in thousands rounds them away
    assert answers(tonight=tonight)["spend-was-seen"].verdict is Verdict.PASS


@pytest.mark.parametrize(
    "factor", [1000, 0.001, 0.87, 1.3], ids=["micros", "thousandths", "other currency", "restated"]
)
def test_settled_spend_that_moves_freezes_the_channel(answers, rows, factor):
    tonight = rows()
    tonight["spend_micros"] = (tonight.spend_micros * factor).astype(int)
    assert answers(tonight=tonight)["spend-settled"].verdict is Verdict.FREEZE


def test_credits_for_invalid_clicks_are_let_through(answers, rows):
    tonight = rows()
    tonight["spend_micros"] = (tonight.spend_micros * 0.97).astype(int)
    assert answers(tonight=tonight)["spend-settled"].verdict is Verdict.PASS


def test_the_last_days_may_still_move(answers, rows):
    tonight = rows()
    tonight.loc[tonight.day >= YESTERDAY - timedelta(days=2), "spend_micros"] *= 2
    assert answers(tonight=tonight)["spend-settled"].verdict is Verdict.PASS


def test_settled_rows_that_vanish_freeze_the_channel(answers, rows):
    tonight = rows()
    old = tonight.day < YESTERDAY - timedelta(days=10)
    result = answers(tonight=tonight[~old | (tonight.cell != "TX")])["rows-kept"]
    assert result.verdict is Verdict.FREEZE


def test_a_first_file_has_nothing_to_be_held_against(answers, rows):
    results = answers(before=rows()[:0])
    assert {one.verdict for one in results.values()} == {Verdict.PASS}
    assert "spend-settled" not in results

"""What an answer means, and what is no answer."""

from types import SimpleNamespace

import pytest

from expectations.asking import answer_to, answers_by_doubt, weigh
from expectations.doubts import within
from expectations.verdict import Verdict, worst

DOUBT = within(
    "spend", least=0, most=100, doubt_id="spend-usual", scope="meta", verdict=Verdict.FREEZE, sentence="s", because="b"
)


def answer(*, success=True, raised=False, doubt_id="spend-usual", **result):
    return SimpleNamespace(
        success=success,
        result={"observed_value": 5.0} | result,
        exception_info={"raised_exception": raised},
        expectation_config=SimpleNamespace(meta={"id": doubt_id, "scope": "meta"}),
    )


def test_an_answer_passes_or_means_the_doubts_own_verdict():
    assert weigh(DOUBT, answer()) is Verdict.PASS
    assert weigh(DOUBT, answer(success=False)) is Verdict.FREEZE


@pytest.mark.parametrize(
    "silence",
    [
        None,
        answer(raised=True),
        SimpleNamespace(success=True, result={}, exception_info={"raised_exception": False}),
        SimpleNamespace(success=True, result={"observed_value": 5.0}, exception_info={"0": {"raised_exception": True}}),
        answer(observed_value=None),
        answer(observed_value=None, success=False),
    ],
    ids=["no answer", "it raised", "no result", "one metric raised", "no value that passed", "no value that failed"],
)
def test_what_was_not_answered_stops_the_night(silence):
    assert weigh(DOUBT, silence) is Verdict.STOP


def test_two_answers_to_one_doubt_are_none():
    twice = SimpleNamespace(results=[answer(), answer()])
    assert answer_to(DOUBT, answers_by_doubt(twice)) is None
    once = SimpleNamespace(results=[answer(doubt_id="other"), answer()])
    assert answer_to(DOUBT, answers_by_doubt(once)) is not None


@pytest.mark.parametrize(
    "evidence",
    [{"meta": {"other": 1}}, {"meta": {"spend": None}}, {"tiktok": {"spend": 5.0}}],
    ids=["the column is absent", "the value is absent", "the scope is absent"],
)
def test_great_expectations_itself_cannot_turn_silence_into_a_pass(ask, evidence):
    result = ask([DOUBT], evidence)["spend-usual", "meta"]
    assert (result.success, result.verdict) == (False, Verdict.STOP)
    assert "could not be checked" in result.failing


def test_an_answered_doubt_is_read_with_its_numbers(ask):
    results = ask([DOUBT], {"meta": {"spend": 250.0}, "tiktok": {"spend": -3.0}})
    assert results["spend-usual", "meta"].failing == "s: 250, expected between 0 and 100"


def test_the_worst_of_nothing_is_stop():
    assert worst([]) is Verdict.STOP
    assert worst([Verdict.PASS, Verdict.FREEZE, Verdict.DEFAULT]) is Verdict.FREEZE

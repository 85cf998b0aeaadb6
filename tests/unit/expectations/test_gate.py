"""How answers become a verdict a channel and one of the night."""

from expectations.doubts import NIGHT, Result, within
from expectations.gate import verdicts_of
from expectations.verdict import Verdict


def result(scope, verdict=Verdict.PASS, doubt_id="d"):
    doubt = within(
        "x", most=1, doubt_id=doubt_id, scope=scope, verdict=verdict, sentence=f"{scope} {doubt_id}", because="b"
    )
    return Result(doubt=doubt, success=verdict is Verdict.PASS, observed="2", verdict=verdict)


def by_scope(results, scopes=("meta", "tv"), empty=()):
    return {one.scope: one for one in verdicts_of(results, scopes, empty)}


HONEST = [result("meta"), result("tv"), result(NIGHT)]


def test_all_pass_is_pass_and_says_nothing():
    found = by_scope(HONEST)
    assert {one.verdict for one in found.values()} == {Verdict.PASS}
    assert {one.failing for one in found.values()} == {None}


def test_the_worst_answer_wins_and_is_named_with_its_numbers():
    found = by_scope([*HONEST, result("tv", Verdict.DEFAULT, "a"), result("tv", Verdict.FREEZE, "late")])
    assert found["tv"].verdict is Verdict.FREEZE
    assert found["tv"].failing == "tv late: 2, expected at most 1"


def test_a_frozen_channel_stops_neither_the_others_nor_the_night():
    found = by_scope([*HONEST, result("tv", Verdict.FREEZE)])
    assert (found["meta"].verdict, found[NIGHT].verdict) == (Verdict.PASS, Verdict.PASS)


def test_what_stops_one_channel_stops_the_night_and_is_named():
    found = by_scope([*HONEST, result("tv", Verdict.STOP, "grid")])
    assert found[NIGHT].verdict is Verdict.STOP
    assert "tv: tv grid" in found[NIGHT].failing


def test_a_channel_that_nobody_asked_about_stops_the_night():
    found = by_scope([result("meta"), result(NIGHT)])
    assert found["tv"].verdict is Verdict.STOP
    assert found[NIGHT].failing == "tv: nothing was asked of it"


def test_an_empty_suite_stops_the_night():
    found = by_scope(HONEST, empty=["spend"])
    assert found[NIGHT].verdict is Verdict.STOP
    assert found[NIGHT].failing == "suite spend asked nothing"


def test_a_gate_without_any_answer_stops_the_night():
    assert {one.verdict for one in by_scope([]).values()} == {Verdict.STOP}

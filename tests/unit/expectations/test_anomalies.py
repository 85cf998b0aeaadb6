"""Is yesterday's spend usual or planned: what must be caught, and what must be let through."""

from datetime import timedelta

import pytest

from expectations.anomalies import anomalies, anomaly_doubts
from expectations.verdict import Verdict
from tests.unit.expectations.conftest import YESTERDAY


@pytest.fixture
def answers(ask, settings, media):
    def of(frame=None, planned=None, holidays=()):
        frame = media() if frame is None else frame
        found = anomalies(frame, YESTERDAY, planned=planned or {}, holidays=holidays, settings=settings.band)
        doubts = anomaly_doubts(found, settings.band, settings.rates)
        return {name: one for (name, _), one in ask(doubts, found).items()}

    return of


def times(frame, factor, *columns):
    """Yesterday's values of these columns, times a factor."""
    changed = frame.copy()
    changed.loc[changed.day == YESTERDAY, list(columns)] *= factor
    return changed


VOLUME = ("spend", "impressions", "clicks", "claimed_conversions")


def test_a_usual_day_passes_every_doubt(answers):
    results = answers()
    assert {one.verdict for one in results.values()} == {Verdict.PASS}
    assert {"spend-usual", "click-price-usual", "view-price-usual", "history-known"} < set(results)


@pytest.mark.parametrize("factor", [0, 0.3, 2.5, 1000], ids=["zero-filled", "cut", "doubled and more", "micros"])
def test_a_days_spend_far_from_its_weekday_freezes_the_channel(answers, media, factor):
    result = answers(times(media(), factor, *VOLUME))["spend-usual"]
    assert result.verdict is Verdict.FREEZE
    assert "expected between" in result.failing


@pytest.mark.parametrize("factor", [0.8, 1.2], ids=["a fifth less", "a fifth more"])
def test_a_step_of_a_fifth_is_let_through(answers, media, factor):
    assert {one.verdict for one in answers(times(media(), factor, *VOLUME)).values()} == {Verdict.PASS}


@pytest.mark.parametrize("level", [0.0, 2500.0], ids=["paused", "more than doubled"])
def test_a_planned_step_is_no_anomaly(answers, media, level):
    yesterday = float(media().query("day == @YESTERDAY").spend.iloc[0])
    results = answers(times(media(), level / yesterday, *VOLUME), planned={"meta": level})
    assert {one.verdict for one in results.values()} == {Verdict.PASS}


def test_spend_far_beyond_its_plan_is_an_anomaly_all_the_same(answers, media):
    assert answers(times(media(), 5, *VOLUME), planned={"meta": 1200.0})["spend-usual"].verdict is Verdict.FREEZE


def test_a_holiday_may_double_spend(answers, media):
    peak = times(media(), 2, *VOLUME)
    assert answers(peak)["spend-usual"].verdict is Verdict.FREEZE
    assert answers(peak, holidays=[YESTERDAY])["spend-usual"].verdict is Verdict.PASS


def test_a_price_in_another_unit_freezes_the_channel_even_if_spend_was_planned(answers, media):
    results = answers(times(media(), 4, "spend"), planned={"meta": 3500.0})
    assert results["spend-usual"].verdict is Verdict.PASS
    assert results["click-price-usual"].verdict is Verdict.FREEZE
    assert results["view-price-usual"].verdict is Verdict.FREEZE


def test_more_clicks_than_half_of_the_impressions_freeze_the_channel(answers, media):
    assert answers(times(media(), 60, "clicks"))["click-rate-possible"].verdict is Verdict.FREEZE


def test_more_claims_than_clicks_are_not_believed_and_move_no_budget(answers, media):
    assert answers(times(media(), 60, "claimed_conversions"))["conversion-rate-possible"].verdict is Verdict.DEFAULT


def test_view_through_claims_are_let_through(answers, media):
    assert answers(times(media(), 3, "claimed_conversions"))["conversion-rate-possible"].verdict is Verdict.PASS


def test_a_channel_without_clicks_is_not_asked_for_a_price_a_click(answers, media):
    silent = media().assign(clicks=0.0, claimed_conversions=0.0)
    results = answers(silent)
    assert "click-price-usual" not in results
    assert {one.verdict for one in results.values()} == {Verdict.PASS}


def test_a_new_channel_has_no_band_and_says_so(answers, media):
    results = answers(media(days=15))
    assert results["history-known"].verdict is Verdict.DEFAULT
    assert "spend-usual" not in results


def test_a_channel_on_the_air_two_weeks_in_three_is_usual_off_the_air(answers, media):
    flighted = media()
    off = flighted.day.map(lambda day: (day.toordinal() // 7) % 3 == 0) | (flighted.day > YESTERDAY - timedelta(days=7))
    flighted.loc[off, list(VOLUME)] *= 0.25
    assert answers(flighted)["spend-usual"].verdict is Verdict.PASS

"""What is usual for a weekday."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config import gate as gate_settings
from expectations.bands import Band, band, ratio

SETTINGS = gate_settings.load().band
SUNDAY = date(2026, 3, 1)


def weekly(values, last=SUNDAY - timedelta(weeks=1)):
    """The same weekday's values, newest first."""
    return {last - timedelta(weeks=back): float(value) for back, value in enumerate(values)}


def learned(series, day=SUNDAY, share=0.4, holidays=(), planned=None):
    return band(series, day, share=share, holidays=holidays, settings=SETTINGS, planned=planned)


def last_week(value, days=7):
    """The days just before, all at one level."""
    return {SUNDAY - timedelta(days=back): float(value) for back in range(1, days + 1)}


def test_one_odd_weekday_among_many_moves_nothing():
    odd, plain = learned(weekly([100, 100, 100, 100, 5000])), learned(weekly([100] * 5))
    assert (odd.low, odd.high) == (plain.low, plain.high)


def test_a_steady_series_still_has_its_least_width_as_a_factor():
    found = learned(weekly([100] * 8), share=0.5)
    assert (found.low, found.high) == (pytest.approx(100 / 1.5), pytest.approx(150))


def test_a_noisy_series_has_a_wide_band_that_still_misses_silence():
    found = learned(weekly([60, 140, 80, 120, 100, 70, 130, 100]))
    assert found.high > 240
    assert found.low > 0


def test_silence_is_usual_where_it_was_heard_before():
    assert learned(weekly([100, 0, 100, 100])).low == 0


def test_a_level_that_lasted_a_week_is_the_new_normal():
    found = learned(weekly([100] * 8) | last_week(300), share=0.5)
    assert (found.low, found.high) == (pytest.approx(100 / 1.5), pytest.approx(450))


def test_a_level_of_three_days_is_not():
    usual = weekly([100] * 8) | last_week(100)
    found, plain = learned(usual | last_week(300, days=3)), learned(usual)
    assert (found.low, found.high) == (plain.low, plain.high)


def test_a_level_seen_twice_on_the_weekday_is_usual():
    found = learned(weekly([100, 100, 25, 100, 100, 100, 25, 100]))
    assert found.low == pytest.approx(25 / 1.4)


def test_too_few_comparable_days_teach_no_band():
    assert learned(weekly([100] * 3)) is None
    assert learned(weekly([100] * 4)) is not None


def test_holidays_and_the_days_beside_them_do_not_teach():
    odd = weekly([100, 100, 900, 100, 100, 100])
    feast = SUNDAY - timedelta(weeks=3)
    plain = {day: value for day, value in odd.items() if day != feast}
    assert learned(odd, holidays=[feast - timedelta(days=1)]) == learned(plain)


@pytest.mark.parametrize("away", [-1, 0, 1])
def test_on_a_holiday_and_beside_it_the_band_is_wider(away):
    plain = learned(weekly([100] * 8))
    feast = learned(weekly([100] * 8), holidays=[SUNDAY + timedelta(days=away)])
    assert feast.high > plain.high
    assert feast.low < plain.low


@pytest.mark.parametrize(("planned", "low", "high"), [(200, 100 / 1.4, 280), (50, 50 / 1.4, 140), (0, 0, 140)])
def test_a_planned_step_makes_room_for_itself_and_keeps_the_old_level(planned, low, high):
    found = learned(weekly([100] * 8), planned=planned)
    assert (found.low, found.high) == (pytest.approx(low), pytest.approx(high))


def test_a_channel_that_never_ran_may_begin_by_plan_and_not_without():
    assert learned(weekly([0] * 8)) == Band(low=0, high=0, days=8)
    assert learned(weekly([0] * 8), planned=100).high == pytest.approx(140)


def test_a_ratio_leaves_out_days_without_a_whole():
    days = [SUNDAY, SUNDAY - timedelta(days=1)]
    assert ratio(dict.fromkeys(days, 6.0), {days[0]: 2.0, days[1]: 0.0}) == {days[0]: 3.0}


AMOUNTS = st.floats(0, 1e9).filter(lambda value: value == 0 or value > 1e-3)


@given(st.lists(AMOUNTS, min_size=4, max_size=8), st.sampled_from([0.01, 0.9, 18, 100]))
def test_a_band_scales_with_its_series_whatever_the_currency(values, rate):
    found, scaled = learned(weekly(values)), learned(weekly([value * rate for value in values]))
    assert scaled.low == pytest.approx(found.low * rate, rel=1e-6, abs=1e-9)
    assert scaled.high == pytest.approx(found.high * rate, rel=1e-6, abs=1e-9)


@given(st.lists(AMOUNTS, min_size=4, max_size=8))
def test_the_weekdays_median_lies_in_its_band(values):
    found = learned(weekly(values))
    assert 0 <= found.low <= sorted(values)[len(values) // 2]
    assert sorted(values)[(len(values) - 1) // 2] <= found.high

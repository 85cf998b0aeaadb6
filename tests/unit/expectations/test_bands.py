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


def learned(series, day=SUNDAY, share=0.4, holidays=()):
    return band(series, day, share=share, holidays=holidays, settings=SETTINGS)


def test_the_middle_is_the_median_of_the_same_weekday():
    assert learned(weekly([90, 100, 110, 100, 5000])).middle == 100


def test_other_weekdays_teach_nothing():
    series = weekly([100] * 8) | {SUNDAY - timedelta(days=back): 9.0 for back in (1, 2, 3, 8, 9)}
    assert learned(series) == learned(weekly([100] * 8))


def test_a_steady_series_still_has_its_least_width_as_a_ratio():
    found = learned(weekly([100] * 8), share=0.5)
    assert (found.low, found.high) == (pytest.approx(100 / 1.5), pytest.approx(150))


def test_a_noisy_series_has_a_wide_band():
    found = learned(weekly([60, 140, 80, 120, 100, 70, 130, 100]))
    assert found.low == 0
    assert found.high > 240


def test_too_few_comparable_days_teach_no_band():
    assert learned(weekly([100] * 3)) is None
    assert learned(weekly([100] * 4)) is not None


def test_holidays_and_the_days_beside_them_do_not_teach():
    odd = weekly([100, 100, 900, 100, 100, 100])
    feast = SUNDAY - timedelta(weeks=3)
    assert learned(odd, holidays=[feast - timedelta(days=1)]) == learned(
        {day: value for day, value in odd.items() if day != feast}
    )


@pytest.mark.parametrize("away", [-1, 0, 1])
def test_on_a_holiday_and_beside_it_the_band_is_wider(away):
    plain = learned(weekly([100] * 8))
    feast = learned(weekly([100] * 8), holidays=[SUNDAY + timedelta(days=away)])
    assert feast.high > plain.high
    assert feast.low < plain.low


def test_a_planned_step_makes_room_for_itself_and_keeps_the_old_level():
    found = Band(low=60, middle=100, high=150, days=8)
    assert found.stretched(200) == Band(low=60, middle=100, high=300, days=8)
    assert found.stretched(0) == Band(low=0, middle=100, high=150, days=8)
    assert found.stretched(None) == found


def test_a_ratio_leaves_out_days_without_a_whole():
    days = [SUNDAY, SUNDAY - timedelta(days=1)]
    assert ratio(dict.fromkeys(days, 6.0), {days[0]: 2.0, days[1]: 0.0}) == {days[0]: 3.0}


@given(st.lists(st.floats(0, 1e9), min_size=4, max_size=8), st.floats(0.01, 100))
def test_a_band_scales_with_its_series_whatever_the_currency(values, rate):
    found, scaled = learned(weekly(values)), learned(weekly([value * rate for value in values]))
    assert scaled.low == pytest.approx(found.low * rate, rel=1e-6, abs=1e-6)
    assert scaled.high == pytest.approx(found.high * rate, rel=1e-6, abs=1e-6)


@given(st.lists(st.floats(0, 1e9), min_size=4, max_size=8))
def test_the_middle_lies_in_its_band(values):
    found = learned(weekly(values))
    assert 0 <= found.low <= found.middle <= found.high

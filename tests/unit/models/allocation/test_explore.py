"""Chance around the optimum: zero-sum, bounded, even, and kept for a block of days."""

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.allocation import Plan, allocate, breaches, explore
from tests.unit.models.allocation.builders import a_posterior, a_request, budgets, guardrails


def optimum(request) -> Plan:
    return allocate(a_posterior(request.current), request)


REQUEST = a_request()
OPTIMUM = optimum(REQUEST)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32 - 1), geos=st.integers(1, 5), share=st.sampled_from(["0", "0.01", "0.08", "0.12"]))
def test_exploration_sums_to_zero_in_each_channel_and_stays_in_its_bounds(seed, geos, share):
    current = budgets(seed % 100, geos=tuple(f"US-{number}" for number in range(geos)))
    request = a_request(current, guardrails=guardrails(exploration=share))
    plan = explore(optimum(request), request, np.random.default_rng(seed))
    assert (plan.exploration.sum("geo") == 0).all()
    assert (abs(plan.exploration) <= plan.optimum * int(float(share) * 10_000) // 10_000).all()
    assert (plan.propensity.where(plan.exploration != 0, 0.5) == 0.5).all()
    assert (plan.propensity.where(plan.exploration == 0, 1.0) == 1.0).all()
    assert breaches(plan) == []


@pytest.fixture(scope="module")
def directions():
    """Directions of 100 nights' draws: (night, geo, channel)."""
    nights = [explore(OPTIMUM, REQUEST, np.random.default_rng(seed)) for seed in range(100)]
    return np.stack([np.sign(plan.exploration.values) for plan in nights])


def test_each_line_goes_up_as_often_as_down(directions):
    ups = (directions > 0).sum(axis=0)
    # Binomial(100, 1/2): 12 lines all within 25..75, five standard deviations, in all but 1 of 100,000 seeds.
    assert ups.min() >= 25
    assert ups.max() <= 75


def test_channels_are_drawn_apart_so_that_their_effects_can_be_told_apart(directions):
    correlation = np.corrcoef(directions.reshape(-1, directions.shape[-1]), rowvar=False)
    assert abs(correlation - np.eye(3)).max() < 0.2  # 400 pairs: 4 standard deviations


def test_the_same_seed_is_the_same_plan_and_another_channel_changes_no_draw():
    first, again = (explore(OPTIMUM, REQUEST, np.random.default_rng(5)) for _ in range(2))
    xr.testing.assert_equal(first.exploration, again.exploration)
    frozen = replace(REQUEST, frozen=frozenset({"google_ads"}))
    without = explore(allocate(a_posterior(REQUEST.current), frozen), frozen, np.random.default_rng(5))
    rest = ["meta", "tv"]
    assert (np.sign(without.exploration.sel(channel=rest)) == np.sign(first.exploration.sel(channel=rest))).all()


@pytest.mark.parametrize("same_block", [True, False])
def test_directions_stay_for_a_block_of_days_and_are_drawn_anew_after_it(same_block):
    first = explore(OPTIMUM, REQUEST, np.random.default_rng(5))
    tomorrow = replace(
        REQUEST, current=first.proposed, centre=first.optimum, propensity=first.propensity, same_block=same_block
    )
    plans = [explore(optimum(tomorrow), tomorrow, np.random.default_rng(seed)) for seed in range(6, 12)]
    turned = [bool((np.sign(plan.exploration) != np.sign(first.exploration)).any()) for plan in plans]
    assert any(turned) is not same_block
    assert all((plan.propensity == first.propensity).all() for plan in plans)


def test_a_channel_that_did_not_explore_starts_in_the_middle_of_a_block():
    request = replace(REQUEST, same_block=True)
    plan = explore(OPTIMUM, request, np.random.default_rng(5))
    assert (abs(plan.exploration).sum("geo") > 0).all()


def test_chance_is_halved_until_it_keeps_the_turnover():
    narrow = a_request(guardrails=guardrails(turnover="0.05", exploration="0.08"))
    plan = optimum(narrow)
    wide = explore(plan, narrow, np.random.default_rng(3))
    assert breaches(wide) == []
    assert int(abs(wide.exploration).sum()) > 0
    assert wide.moved_micros <= int(narrow.current.sum()) * 500 // 10_000


def test_one_geo_leaves_nothing_to_vary():
    current = budgets(geos=("US-CA",))
    request = a_request(current)
    plan = explore(optimum(request), request, np.random.default_rng(1))
    assert (plan.exploration == 0).all()
    assert (plan.propensity == 1).all()

"""The best budgets that keep every guardrail: against brute force, and for anything that can be asked."""

from dataclasses import replace
from itertools import pairwise, product

import numpy as np
import pytest
import xarray as xr
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.allocation import InfeasibleError, PlanError, allocate, breaches, explore
from models.allocation.money import units
from models.allocation.plan import worth
from tests.unit.models.allocation.builders import (
    Hills,
    a_posterior,
    a_request,
    an_objective,
    budgets,
    guardrails,
    wide_open,
)  # fmt: skip

SOME = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def earned(posterior, request, amounts: xr.DataArray) -> float:
    """Expected north star of budgets, from the posterior itself: no straight pieces between."""
    spend = units(amounts)
    revenue = posterior.curves(spend.expand_dims(level=1, axis=2)).isel(level=0).mean("draw")
    return float((worth(request) * revenue).sum() - request.objective.cost * spend.sum())


@pytest.mark.parametrize("slope", [1.0, 3.0], ids=["saturating", "s_shaped"])
@pytest.mark.parametrize("seed", range(3))
def test_no_split_on_a_fine_grid_earns_a_thousandth_more(slope, seed):
    current = budgets(seed, channels=("google_ads", "meta", "tv"), geos=("US-CA",))
    posterior = a_posterior(current, seed=seed, slope=slope, draws=5)
    request = a_request(current, guardrails=wide_open(), objective=an_objective("revenue"))
    plan = allocate(posterior, request)

    grids = [np.linspace(0, 2 * int(amount), 121) for amount in current.values[0]]
    splits = np.array([split for split in product(*grids) if sum(split) <= request.total_micros])
    spend = xr.DataArray(splits[:, None, :] / 1e6, dims=("split", "geo", "channel"), coords=current.coords)
    powered, half = spend**slope, posterior.half**slope
    best = float((posterior.top.mean("draw") * powered / (powered + half)).sum(["geo", "channel"]).max())
    found = earned(posterior, request, plan.optimum)
    assert found >= best * 0.999
    assert plan.gap <= 0.001


def test_a_curve_with_a_threshold_is_left_or_passed_never_half_way():
    current = xr.DataArray(
        np.full((1, 3), 100_000_000), dims=("geo", "channel"), coords={"geo": ["US-CA"], "channel": ["a", "b", "c"]}
    )
    flat = xr.DataArray(np.full((2, 1, 3), 900.0), dims=("draw", "geo", "channel"), coords=current.coords)
    posterior = Hills(top=flat, half=xr.full_like(flat.isel(draw=0), 120.0), slope=8.0)
    request = a_request(current, objective=an_objective("revenue"), guardrails=wide_open())
    plan = allocate(posterior, request)
    funded = plan.optimum.values[0] > 120_000_000
    left = plan.optimum.values[0] < 5_000_000
    assert (funded | left).sum() >= 2  # one line may take what is left over
    even = earned(posterior, request, current)
    assert earned(posterior, request, plan.optimum) > 1.5 * even


def test_whole_micros_sum_to_the_budget_exactly():
    request = a_request(objective=an_objective("revenue"), guardrails=wide_open(), total="0.987654321")
    plan = allocate(a_posterior(request.current), request)
    assert int(plan.optimum.sum()) == request.total_micros
    assert plan.optimum.dtype == np.int64


@SOME
@given(seed=st.integers(0, 10_000), first=st.floats(0.9, 1.1), more=st.floats(0, 0.1))
def test_more_budget_never_lowers_the_objective(seed, first, more):
    current = budgets(seed)
    posterior = a_posterior(current, seed=seed)
    less, much = (
        a_request(current, guardrails=guardrails(minimum_move="0", turnover="0.2"), total=round(total, 6))
        for total in (first, first + more)
    )
    values = [earned(posterior, request, allocate(posterior, request).optimum) for request in (less, much)]
    assert values[1] >= values[0] - 1e-4 * abs(values[0])  # the gap to which both are solved


@SOME
@given(seed=st.integers(0, 10_000), factor=st.sampled_from([7, 100, 1000]))
def test_another_currency_is_the_same_plan(seed, factor):
    current = budgets(seed)
    posterior = a_posterior(current, seed=seed)
    dear = Hills(top=posterior.top * factor, half=posterior.half * factor, slope=posterior.slope)
    plan, other = allocate(posterior, a_request(current)), allocate(dear, a_request(current * factor))
    difference = abs(other.optimum / factor - plan.optimum).sum() / plan.optimum.sum()
    assert float(difference) < 1e-6


GUARDED = {
    "roi": st.sampled_from([0.01, 1.0, 3.0, 3_000.0]),
    "slope": st.sampled_from([1.0, 2.5]),
    "north_star": st.sampled_from(["profit", "revenue", "cac", "ltv"]),
    "channel_step": st.sampled_from(["0", "0.05", "0.15", "0.5"]),
    "cell_step": st.sampled_from(["0.2", "0.25", "0.6"]),
    "turnover": st.sampled_from(["0.05", "0.1", "1"]),
    "exploration": st.sampled_from(["0", "0.05", "0.08"]),
    "minimum_move": st.sampled_from(["0", "0.02", "0.1"]),
    "frozen": st.sampled_from([frozenset(), frozenset({"tv"}), frozenset({"tv", "meta", "google_ads"})]),
    "total": st.sampled_from([0.97, 1.0, 1.05]),
    "floor": st.sampled_from([None, 0.9, 1.02]),
    "cap": st.sampled_from([None, 0.97, 1.03]),
    "empty": st.booleans(),
}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 10_000), asked=st.fixed_dictionaries(GUARDED))
def test_whatever_is_asked_a_plan_keeps_every_guardrail_or_is_refused(seed, asked):
    current = budgets(seed)
    if asked["empty"]:
        current = current.where(~((current.geo == "US-CA") & (current.channel == "meta")), 0)
    google = int(current.sel(channel="google_ads").sum())
    bounds = {
        key: {"google_ads": f"{google * asked[one] / 1e6:.6f}"} if asked[one] else {}
        for key, one in (("floors", "floor"), ("caps", "cap"))
        if not (asked["floor"] and asked["cap"] and asked["floor"] > asked["cap"])
    }
    names = ("channel_step", "cell_step", "turnover", "exploration", "minimum_move", "frozen")
    request = a_request(
        current,
        guardrails=guardrails(**bounds, **{name: asked[name] for name in names}),
        objective=an_objective(asked["north_star"]),
        total=asked["total"],
    )
    posterior = a_posterior(current, seed=seed, roi=asked["roi"], slope=asked["slope"])
    try:
        plan = explore(allocate(posterior, request), request, np.random.default_rng(seed))
    except InfeasibleError as error:
        assert "To mend" in str(error)
        return
    assert breaches(plan) == []
    assert int(plan.proposed.sum()) <= request.total_micros
    held = sorted(request.held)
    assert (plan.proposed.sel(channel=held) == current.sel(channel=held)).all()
    assert (plan.exploration.sum("geo") == 0).all()
    assert plan.gap <= 0.001 or float(asked["minimum_move"]) > 0


def test_the_gap_counts_what_holding_small_moves_costs():
    current = budgets()
    posterior = a_posterior(current)
    free, holding = (
        a_request(current, guardrails=guardrails(minimum_move=least, exploration="0")) for least in ("0", "0.2")
    )
    best, held = allocate(posterior, free), allocate(posterior, holding)
    cost = 1 - earned(posterior, holding, held.optimum) / earned(posterior, free, best.optimum)
    assert cost > 0.001
    assert held.gap == pytest.approx(cost, rel=0.05)
    assert best.gap < 1e-4


def test_rounding_never_breaks_the_turnover_by_a_micro():
    rules = guardrails(turnover="0.05", exploration="0", minimum_move="0", cell_step="0.2")
    for seed in range(5):
        current = budgets(seed)
        request = a_request(current, guardrails=rules, total=0.97)
        plan = allocate(a_posterior(current, seed=seed, roi=0.01), request)
        assert plan.moved_micros <= int(current.sum()) * 500 // 10_000


def test_a_move_too_small_to_relearn_for_is_not_made():
    request = a_request(guardrails=guardrails(minimum_move="0.05"))
    plan = allocate(a_posterior(request.current), request)
    share = abs(plan.optimum - request.centre) / request.centre
    moved = share.where(share > 0)
    assert float(moved.min()) >= 0.05 - 1e-6
    assert ((plan.optimum == request.centre) | ~plan.too_small).all()


def test_nights_in_a_row_climb_to_the_optimum_and_then_rest():
    request = a_request()
    posterior = a_posterior(request.current)
    values, moved = [], []
    for night in range(12):
        plan = explore(allocate(posterior, request), request, np.random.default_rng(night // 7))
        values.append(earned(posterior, request, plan.optimum))
        moved.append(int(abs(plan.optimum - request.centre).sum()))
        assert plan.moved_micros <= int(request.current.sum()) // 10  # always within the tier that needs nobody
        request = replace(
            request, current=plan.proposed, centre=plan.optimum, propensity=plan.propensity,
            observed=request.observed.clip(min=plan.proposed), same_block=(night + 1) % 7 != 0,
        )  # fmt: skip
    assert all(later >= earlier * 0.9995 for earlier, later in pairwise(values))
    assert values[-1] > values[0]
    assert moved[-3:] == [0, 0, 0]  # no churn: with nothing new learned, nothing moves


def test_a_frozen_channel_keeps_its_budget_and_its_exploration_to_the_micro():
    first = a_request()
    explored = explore(allocate(a_posterior(first.current), first), first, np.random.default_rng(1))
    second = replace(
        first, current=explored.proposed, centre=explored.optimum, propensity=explored.propensity,
        frozen=frozenset({"meta"}), same_block=False,
    )  # fmt: skip
    optimum = allocate(a_posterior(first.current), second)
    for seed in range(2, 6):
        plan = explore(optimum, second, np.random.default_rng(seed))
        assert (plan.exploration.sel(channel=["google_ads", "tv"]) != 0).all()
        for made, kept in (
            (plan.proposed, second.current), (plan.optimum, second.centre), (plan.propensity, second.propensity)
        ):  # fmt: skip
            xr.testing.assert_equal(made.sel(channel="meta"), kept.sel(channel="meta"))


def test_a_frozen_channel_outside_a_new_rule_stops_no_other():
    current = budgets()
    beyond = {"tv": f"{2 * int(current.sel(channel='tv').sum()) / 1e6:.2f}"}
    seen = current.where(current.channel == "tv", current * 2)  # tv stands at the edge of what was ever spent
    request = a_request(
        current, frozen=frozenset({"tv"}), observed=seen, guardrails=guardrails(floors=beyond, extrapolation="1")
    )
    plan = allocate(a_posterior(current), request)
    assert breaches(plan) == []
    # The others kept room to explore to both sides: the limits of their lines were narrowed, not tv's.
    steps = {limit.rule: limit for limit in plan.within}
    assert (steps["cell_step"].upper < current.sel(channel=["google_ads", "meta"]) * 1.25 / 1.07).all()
    assert "tv" not in steps["cell_step"].upper.channel.values


def test_an_impossible_request_names_the_smallest_set_of_rules_that_conflict():
    current = budgets()
    floor = 2 * int(current.sel(channel="tv").sum()) / 1e6
    request = a_request(current, guardrails=guardrails(floors={"tv": f"{floor:.2f}"}, turnover="1"))
    with pytest.raises(InfeasibleError) as refusal:
        allocate(a_posterior(current), request)
    message = str(refusal.value)
    assert f"floors: tv at least {floor:,.2f}" in message
    assert message.count("tv at most") == 1
    assert "google_ads" not in message and "the plan" not in message
    assert "lower guardrails.floors" in message


def test_a_posterior_that_is_no_number_is_refused_by_line():
    current = budgets()
    posterior = a_posterior(current)
    holed = Hills(top=posterior.top.where(posterior.top.channel != "tv"), half=posterior.half)
    with pytest.raises(PlanError, match=r"curve of tv in US-CA is not a number"):
        allocate(holed, a_request(current))


def test_a_line_that_may_get_nothing_needs_no_curve():
    current = budgets()
    none = (current.channel == "tv") & (current.geo == "US-CA")
    request = a_request(current.where(~none, 0))
    posterior = a_posterior(current)
    holed = Hills(top=posterior.top.where(~none), half=posterior.half)
    plan = allocate(holed, request)
    assert int(plan.optimum.sel(geo="US-CA", channel="tv")) == 0


def test_a_posterior_of_other_channels_is_refused():
    request = a_request(budgets(channels=("google_ads", "meta", "podcast")))
    with pytest.raises(PlanError, match=r"other lines than the panel"):
        allocate(a_posterior(budgets()), request)


def test_effects_are_joint_over_lines_and_the_mean_is_their_sum():
    request = a_request()
    plan = allocate(a_posterior(request.current), request)
    total, lines = plan.total_effect, plan.effect
    assert int(total["mean"]) == int(lines["mean"].sum())
    assert int(total["low"]) < int(total["mean"]) < int(total["high"])
    draws = plan.effect_draws.sum(["geo", "channel"]) * 1e6
    assert float(((draws >= total["low"]) & (draws <= total["high"])).mean()) == pytest.approx(0.8, abs=1 / 30)
    # Draws of a channel's lines rise and fall together, so the plan is less certain than independent lines would be.
    independent = float(np.sqrt(((lines["high"] - lines["low"]).astype(float) ** 2).sum()))
    assert int(total["high"] - total["low"]) > 1.2 * independent


@pytest.mark.parametrize(("scope", "other"), [("channel", "geo"), ("geo", "channel")])
def test_the_effect_of_a_channel_or_geo_is_of_joint_draws_and_its_mean_the_lines_sum(scope, other):
    request = a_request()
    plan = allocate(a_posterior(request.current), request)
    effect, lines = plan.effect_by(scope), plan.effect
    assert (effect["mean"] == lines["mean"].sum(other)).all()
    draws = plan.effect_draws.sum(other) * 1e6
    inside = ((draws >= effect["low"]) & (draws <= effect["high"])).mean("draw")
    moves = (plan.change != 0).any(other)
    np.testing.assert_allclose(inside.where(moves, drop=True), 0.8, atol=1 / 30)
    # Here a channel's lines share their draws, so their bounds add up; those of a geo's lines cancel in part.
    width, added = effect["high"] - effect["low"], (lines["high"] - lines["low"]).sum(other)
    assert (width <= added + lines.sizes[other]).all()
    assert bool((width < 0.99 * added).any()) == (scope == "geo")


def test_a_night_of_seven_channels_twenty_geos_and_four_hundred_draws_takes_seconds():
    import time

    geos = tuple(f"US-{number:02d}" for number in range(20))
    current = budgets(
        channels=("google_ads", "linkedin", "meta", "microsoft_ads", "pinterest", "tiktok", "tv"), geos=geos
    )
    posterior = a_posterior(current, draws=400)
    started = time.process_time()
    request = a_request(current)
    plan = explore(allocate(posterior, request), request, np.random.default_rng(0))
    assert plan.gap <= 0.001
    assert time.process_time() - started < 10

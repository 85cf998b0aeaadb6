"""Every rule is checked on the finished plan's whole micros, and a breach says where, which numbers, and the mend."""

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

from models.allocation import Plan, PlanError, allocate, breaches
from tests.unit.models.allocation.builders import a_posterior, a_request, budgets, guardrails

CURRENT = budgets()
LOOSE = {"turnover": "1", "channel_step": "1", "cell_step": "1", "extrapolation": "10", "exploration": "0"}
TV = int(CURRENT.sel(channel="tv").sum())


def a_plan(**rules: object) -> Plan:
    """A plan that changes nothing; the named guardrails are on, all others far away."""
    request = a_request(CURRENT, guardrails=guardrails(**LOOSE | rules), total=3)
    plan = allocate(a_posterior(CURRENT), request)
    still = xr.zeros_like(CURRENT)
    return replace(plan, optimum=CURRENT, exploration=still, propensity=plan.propensity)


def shifted(plan: Plan, micros: int, **line: str) -> Plan:
    """The plan with `micros` more on one line."""
    amounts = plan.optimum.copy(deep=True)
    amounts.loc[line] += micros
    return replace(plan, optimum=amounts)


LINE = {"geo": "US-CA", "channel": "tv"}
CELL = int(CURRENT.sel(LINE))


@pytest.mark.parametrize(
    ("rule", "settings", "most"),
    [
        ("channel_step", {"channel_step": "0.15"}, TV * 1500 // 10_000),
        ("cell_step", {"cell_step": "0.25"}, CELL * 2500 // 10_000),
        ("extrapolation", {"extrapolation": "1.0001"}, CELL * 12 // 10 * 10_001 // 10_000 - CELL),
        ("turnover", {"turnover": "0.1"}, int(CURRENT.sum()) * 1000 // 10_000),
        ("caps", {"caps": {"tv": f"{TV / 1e6 + 1:.6f}"}}, 1_000_000),
    ],
)
def test_a_micro_more_than_a_rule_allows_is_a_breach(rule, settings, most):
    plan = a_plan(**settings)
    assert breaches(shifted(plan, most, **LINE)) == []
    found = breaches(shifted(plan, most + 1, **LINE))
    assert [breach.rule for breach in found] == [rule]
    assert found[0].found_micros == found[0].allowed_micros + 1
    assert "tv" in found[0].line or rule == "turnover"
    assert f"guardrails.{rule.split('_')[0] if rule not in ('channel_step', 'cell_step') else 'step'}" in found[0].mend


@pytest.mark.parametrize(
    ("rule", "settings", "most"),
    [
        ("channel_step", {"channel_step": "0.15"}, TV * 1500 // 10_000),
        ("cell_step", {"cell_step": "0.25"}, CELL * 2500 // 10_000),
        ("turnover", {"turnover": "0.05"}, int(CURRENT.sum()) * 500 // 10_000),
    ],
)
def test_a_step_is_as_short_downwards(rule, settings, most):
    plan = a_plan(**settings)
    assert breaches(shifted(plan, -most, **LINE)) == []
    assert [breach.rule for breach in breaches(shifted(plan, -most - 1, **LINE))] == [rule]


def test_a_micro_less_than_a_floor_is_a_breach():
    plan = a_plan(floors={"tv": f"{TV / 1e6 - 1:.6f}"})
    assert breaches(shifted(plan, -1_000_000, **LINE)) == []
    (breach,) = breaches(shifted(plan, -1_000_001, **LINE))
    assert (breach.rule, breach.line) == ("floors", "tv")
    assert "below the allowed" in str(breach)


def test_a_micro_more_than_the_budget_is_a_breach():
    plan = a_plan()
    request = replace(plan.request, total_micros=int(CURRENT.sum()))
    (breach,) = breaches(replace(shifted(plan, 1, **LINE), request=request))
    assert (breach.rule, breach.line) == ("total_budget", "the plan")


@pytest.mark.parametrize("micros", [1, -1])
def test_a_frozen_line_that_moves_a_micro_is_a_breach(micros):
    plan = a_plan(frozen=frozenset({"tv"}))
    (breach,) = breaches(shifted(plan, micros, **LINE))
    assert (breach.rule, breach.line) == ("frozen", "tv in US-CA")


def test_exploration_that_does_not_sum_to_zero_or_is_too_large_is_a_breach():
    plan = a_plan(exploration="0.05")
    most = CELL * 500 // 10_000
    chance = xr.zeros_like(CURRENT)
    chance.loc[LINE] = most
    lopsided = breaches(replace(plan, exploration=chance))
    assert {(breach.rule, breach.line) for breach in lopsided} == {("exploration", "tv")}
    chance.loc[LINE] = most + 1
    chance.loc[{"geo": "US-NY", "channel": "tv"}] = -(most + 1)
    assert "tv in US-CA" in {breach.line for breach in breaches(replace(plan, exploration=chance))}


def test_a_breach_reads_like_a_sentence_with_both_numbers_and_the_mend():
    plan = a_plan(caps={"tv": f"{TV / 1e6:.6f}"})
    (breach,) = breaches(shifted(plan, 5_000_000, **LINE))
    assert str(breach) == (
        f"caps: tv has {(TV + 5_000_000) / 1e6:,.2f}, above the allowed {TV / 1e6:,.2f} "
        f"({TV + 5_000_000:,} against {TV:,} micros); raise guardrails.caps"
    )


@pytest.mark.parametrize("key", ["floors", "caps", "frozen"])
def test_a_guardrail_for_a_channel_that_is_not_planned_is_refused(key):
    named = frozenset({"tvv"}) if key == "frozen" else {"tvv": "100"}
    with pytest.raises(PlanError, match=rf"guardrails.{key} names 'tvv', planned are google_ads, meta, tv"):
        a_request(CURRENT, guardrails=guardrails(**{key: named}))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"current": CURRENT.astype(float)}, "current.*float64.*int64 micros"),
        ({"current": CURRENT - 10**12}, "current: lowest amount is -"),
        ({"centre": CURRENT + 1}, "current sums to -4 micros more than centre"),
        ({"observed": CURRENT.transpose("channel", "geo")}, "observed: dims"),
    ],
)
def test_a_request_that_is_not_whole_money_by_line_is_refused(change, message):
    with pytest.raises(PlanError, match=message):
        replace(a_request(CURRENT), **change)


def test_labels_that_differ_are_refused_not_dropped():
    with pytest.raises(ValueError, match="align"):
        replace(a_request(CURRENT), observed=CURRENT.isel(channel=slice(2)))
    assert np.issubdtype(CURRENT.dtype, np.integer)

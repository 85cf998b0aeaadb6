"""The north star decides: the same posterior gives the plan that theory says for each of them."""

import pytest
import xarray as xr

from config import objective
from config.objective import ByChannel, ObjectiveError
from models.allocation import Plan, allocate
from models.allocation.money import units
from tests.unit.models.allocation.builders import a_posterior, a_request, an_objective, budgets, guardrails, wide_open

PIECE = 0.05
"""With steps as wide as here a curve's straight pieces are 5 % of a budget long: marginal returns are right to that."""
CURRENT = budgets()
POSTERIOR = a_posterior(CURRENT, roi=2.6)


def plan_for(north_star: str, total: float = 1.0, **changes: object) -> Plan:
    return allocate(
        POSTERIOR,
        a_request(CURRENT, objective=an_objective(north_star, **changes), guardrails=wide_open(), total=total),
    )


def spent(plan: Plan, channel: str | None = None) -> int:
    optimum = plan.optimum if channel is None else plan.optimum.sel(channel=channel)
    return int(optimum.sum())


def marginal(plan: Plan) -> xr.DataArray:
    """Expected revenue of the next unit at the optimum, exactly: the curve's own derivative."""
    spend = units(plan.optimum)
    slope = POSTERIOR.top * POSTERIOR.half / (spend + POSTERIOR.half) ** 2
    return slope.mean("draw")


def interior(plan: Plan) -> xr.DataArray:
    """Lines that no bound stops: below twice their budget (the widest step) and above nothing."""
    return (plan.optimum > 0) & (plan.optimum < CURRENT * 2 * 0.999)


@pytest.mark.proof("R1")
def test_the_plan_follows_the_north_star_as_theory_says_and_is_refused_without_one(tmp_path):
    revenue, profit, cac, ltv = (plan_for(star, total=1.6) for star in ("revenue", "profit", "cac", "ltv"))

    # Revenue takes all it may; profit stops where the next unit brings 1 / margin.
    assert spent(revenue) == revenue.request.total_micros
    assert spent(profit) < spent(revenue)
    at_margin = (0.45 * marginal(profit)).where(interior(profit))
    assert float(abs(at_margin - 1).max()) < PIECE

    # Lifetime value counts a unit of revenue for more, so more spend pays.
    assert spent(profit) < spent(ltv) <= spent(revenue)

    # Doubling one channel's lifetime raises it, and only it: profit has no scarce budget to share.
    dearer = plan_for("ltv", total=3, lifetime=ByChannel(default=1.6, channels={"tv": 3.2}))
    even = plan_for("ltv", total=3)
    assert spent(dearer, "tv") > spent(even, "tv")
    for channel in ("google_ads", "meta"):
        assert spent(dearer, channel) == pytest.approx(spent(even, channel), rel=1e-6)

    # CAC: the last unit of budget brings equally many new customers wherever it is spent.
    per_revenue = {"google_ads": 5.0, "meta": 8.0, "tv": 6.0}
    customers = plan_for("cac", new_customers=ByChannel(default=7.0, channels=per_revenue))
    each = marginal(customers) * xr.DataArray(
        list(per_revenue.values()), dims="channel", coords={"channel": list(per_revenue)}
    )
    inside = each.where(interior(customers))
    spread = float(inside.max() / inside.min() - 1)
    assert int(interior(customers).sum()) >= 6
    assert spread < 2 * PIECE
    assert spent(customers, "meta") > spent(cac, "meta") * spent(customers) / spent(cac)

    # Nobody said what for: no plan.
    with pytest.raises(ObjectiveError, match=r"no objective.*write config/objective.yml"):
        objective.load(tmp_path / "objective.yml")

    shares = {plan.request.objective.north_star.value: spent(plan) / 1e6 for plan in (revenue, profit, ltv)}
    print(
        f"R1: spend a day revenue {shares['revenue']:,.0f}, profit {shares['profit']:,.0f}, ltv {shares['ltv']:,.0f}; "
        f"margin x mROAS at the profit optimum within {float(abs(at_margin - 1).max()):.1%} of 1; marginal customers "
        f"per spend equal within {spread:.1%} over {int(interior(customers).sum())} interior lines; "
        f"ltv x 2 raises tv by {spent(dearer, 'tv') / spent(even, 'tv') - 1:.0%}; unset: refused"
    )


def test_profit_cuts_spend_that_returns_less_than_it_costs():
    poor = a_posterior(CURRENT, roi=0.5)
    plan = allocate(poor, a_request(CURRENT, guardrails=wide_open()))
    assert spent(plan) <= 2e-4 * int(CURRENT.sum())  # what rounding keeps of a turnover of 100 %


def test_a_plans_gain_is_counted_over_the_horizon_in_the_north_star():
    short, long = (plan_for("profit", horizon_days=days) for days in (7, 28))
    assert float(long.gain["mean"]) == pytest.approx(4 * float(short.gain["mean"]))
    daily = 0.45 * float(short.effect["mean"].sum()) / 1e6 - float(units(short.change.sum()))
    assert float(short.gain["mean"]) == pytest.approx(7 * daily, rel=1e-6)


def test_revenue_takes_what_the_steps_allow_where_the_budget_is_wide():
    plan = allocate(
        POSTERIOR, a_request(CURRENT, objective=an_objective("revenue"), guardrails=guardrails(turnover="1"), total=2)
    )
    by_channel = plan.optimum.sum("geo")
    assert (by_channel == (CURRENT.sum("geo") + CURRENT.sum("geo") * 1500 // 10_000)).all()

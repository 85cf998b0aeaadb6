"""Curves by line: straight pieces through the posterior's own answers, labels never mixed."""

import numpy as np
import pytest
import xarray as xr

from models.allocation import PlanError
from models.allocation.curves import Curves
from models.allocation.money import units
from tests.unit.models.allocation.builders import a_posterior, budgets

CURRENT = budgets()
POSTERIOR = a_posterior(CURRENT)
CURVES = Curves.over(POSTERIOR, CURRENT * 3 // 4, CURRENT * 5 // 4)


def exactly(spend: xr.DataArray) -> xr.DataArray:
    return POSTERIOR.top * spend / (spend + POSTERIOR.half)


@pytest.mark.parametrize("share", [0.75, 0.9, 1.0, 1.1234, 1.25])
def test_revenue_between_the_points_is_what_the_posterior_says(share):
    spend = units(CURRENT) * share
    xr.testing.assert_allclose(
        CURVES.at(spend).transpose("geo", "channel", "draw"),
        exactly(spend).transpose("geo", "channel", "draw"),
        rtol=1e-4,
    )


def test_the_slope_is_the_curves_own_derivative():
    spend = units(CURRENT)
    slope = POSTERIOR.top * POSTERIOR.half / (spend + POSTERIOR.half) ** 2
    ratio = CURVES.slope(spend) / slope.transpose("draw", "geo", "channel")
    assert float(abs(ratio - 1).max()) < 1e-3


def test_a_budget_beyond_the_reach_is_refused_not_guessed():
    with pytest.raises(PlanError, match="outside the reach"):
        CURVES.at(units(CURRENT) * 1.5)


def test_the_part_between_two_budgets_ends_on_them():
    lower, upper = units(CURRENT) * 0.8, units(CURRENT) * 1.2
    part = CURVES.mean.between(lower, upper)
    xr.testing.assert_allclose(part.spend.min("level"), lower)
    xr.testing.assert_allclose(part.spend.max("level"), upper)
    xr.testing.assert_allclose(part.revenue.isel(level=-1, draw=0), CURVES.mean.at(upper).isel(draw=0))


def test_lines_in_another_order_are_refused():
    class Turned:
        def curves(self, levels: xr.DataArray) -> xr.DataArray:
            return POSTERIOR.curves(levels).isel(channel=slice(None, None, -1))

    with pytest.raises(PlanError, match="other lines than the panel"):
        Curves.over(Turned(), CURRENT, CURRENT)
    assert np.isfinite(CURVES.revenue).all()

"""The curve: right at nothing, at a little and at far too much, in value and in slope."""

import numpy as np
import pytensor
import pytensor.tensor as pt
import pytest
import xarray as xr

from models.response.saturation import hill, hill_slope

EXPOSURES = [0.0, 1e-12, 1e-6, 0.3, 1.0, 50.0, 1e9]
SLOPES = [0.6, 1.0, 1.7, 3.0]


@pytest.mark.parametrize("slope", SLOPES)
@pytest.mark.parametrize("exposure", EXPOSURES)
def test_value_and_gradients_are_finite_from_no_spend_to_absurd_spend(exposure: float, slope: float) -> None:
    x, half, bend = pt.dscalar(), pt.dscalar(), pt.dscalar()
    share = hill(x, half, bend)
    asked = pytensor.function([x, half, bend], [share, *pytensor.grad(share, [x, half, bend])], mode="FAST_COMPILE")
    told = np.array(asked(exposure, 1.5, slope))
    assert np.isfinite(told).all(), told
    assert 0.0 <= told[0] <= 1.0


@pytest.mark.parametrize("slope", SLOPES)
def test_nothing_spent_earns_nothing_and_half_is_earned_at_the_half_point(slope: float) -> None:
    assert hill(0.0, 2.0, slope) < 1e-15
    assert hill(2.0, 2.0, slope) == pytest.approx(0.5, rel=1e-12)
    assert hill(1e12, 2.0, slope) == pytest.approx(1.0, abs=1e-6)


@pytest.mark.parametrize("slope", SLOPES)
@pytest.mark.parametrize("exposure", [1e-3, 0.3, 1.0, 50.0])
def test_the_slope_is_the_value_s_derivative(exposure: float, slope: float) -> None:
    step = exposure * 1e-6
    difference = (hill(exposure + step, 1.5, slope) - hill(exposure - step, 1.5, slope)) / (2 * step)
    assert hill_slope(exposure, 1.5, slope) == pytest.approx(difference, rel=1e-6)


def test_the_first_unit_of_a_concave_curve_earns_one_over_the_half_point() -> None:
    assert hill_slope(0.0, 2.0, 1.0) == pytest.approx(0.5, rel=1e-9)


def test_numpy_xarray_and_pytensor_share_the_lines() -> None:
    exposure = np.array(EXPOSURES)
    labelled = hill(xr.DataArray(exposure, dims="day"), 1.5, 1.2)
    symbolic = hill(pt.as_tensor(exposure), 1.5, 1.2).eval(mode="FAST_COMPILE")
    np.testing.assert_allclose(labelled.values, hill(exposure, 1.5, 1.2), rtol=1e-14)
    np.testing.assert_allclose(symbolic, hill(exposure, 1.5, 1.2), rtol=1e-12)

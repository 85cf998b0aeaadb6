"""The baseline integrated out equals the dense Gaussian it stands for, and what is drawn from it follows that law."""

import numpy as np
import pytest
from scipy import stats

from models.response.baseline import Baseline, Demand
from models.response.panel import Panel
from models.response.scales import Scales
from tests.unit.models.response.worlds import a_spec, a_world

PANEL = a_world(days=60).panel
SPEC = a_spec()
SCALES = Scales.of(PANEL, SPEC.usual_days)
BASELINE = Baseline.of(PANEL, SCALES, SPEC)
DEMAND = Demand(common=0.07, local=0.04, half_life_days=5.0, noise=0.06)


def reflecting_ar(days: int, size: float, half_life: float) -> np.ndarray:
    """Covariance of the AR(1) process whose ends reflect: the inverse of its tridiagonal precision."""
    left = 0.5 ** (1 / half_life)
    precision = np.diag(np.full(days, 1 + left**2)) - left * (np.eye(days, k=1) + np.eye(days, k=-1))
    precision[0, 0] = precision[-1, -1] = 1 - left + left**2
    return np.linalg.inv(precision) * size**2 * (1 - left**2)


def dense_parts() -> tuple[np.ndarray, np.ndarray]:
    """Covariance of all (geo, day) cells, weighted by precision: of the baseline, and of noise."""
    design, days = BASELINE.by_day, PANEL.revenue.sizes["day"]
    weight = BASELINE.precision
    shared = design @ np.diag(BASELINE.common_size**2) @ design.T + reflecting_ar(
        days, DEMAND.common, DEMAND.half_life_days
    )
    own = design @ np.diag(BASELINE.local_size**2) @ design.T + reflecting_ar(days, DEMAND.local, DEMAND.half_life_days)
    baseline = np.kron(np.outer(weight, weight), shared) + np.kron(np.eye(len(weight)), own)
    return baseline, DEMAND.noise**2 * np.eye(len(baseline))


def test_the_density_is_that_of_the_dense_gaussian() -> None:
    baseline, noise = dense_parts()
    rng = np.random.default_rng(5)
    differences = []
    for _ in range(3):
        shares = rng.normal(1, 0.3, PANEL.revenue.shape)
        weighted = (BASELINE.precision[:, None] * shares).ravel()
        dense = stats.multivariate_normal(cov=baseline + noise).logpdf(weighted)
        differences.append(dense - BASELINE.log_density(BASELINE.turn(shares), DEMAND))
    assert np.ptp(differences) < 1e-6  # equal up to the constant that the sampler doesn't need


def test_drawn_baselines_have_the_dense_gaussian_s_mean_and_spread() -> None:
    baseline, noise = dense_parts()
    rng = np.random.default_rng(6)
    shares = rng.normal(1, 0.3, PANEL.revenue.shape)
    gain = baseline @ np.linalg.inv(baseline + noise)
    mean = (gain @ (BASELINE.precision[:, None] * shares).ravel()).reshape(shares.shape) / BASELINE.precision[:, None]
    spread = np.sqrt(np.diag(baseline - gain @ baseline)).reshape(shares.shape) / BASELINE.precision[:, None]
    turned, count = BASELINE.turn(shares), 1500
    draws = np.stack([BASELINE.fitted(*BASELINE.draw(turned, DEMAND, rng)) for _ in range(count)])
    away = (draws.mean(axis=0) - mean) / (spread / np.sqrt(count))
    assert np.abs(away).max() < 5.5  # 240 cells: false alarm below 1e-5
    np.testing.assert_allclose(draws.std(axis=0), spread, rtol=0.12)


def test_turning_loses_nothing() -> None:
    shares = np.random.default_rng(1).normal(size=PANEL.revenue.shape)
    np.testing.assert_allclose(BASELINE.turn_back(BASELINE.turn(shares)), shares, atol=1e-12)
    np.testing.assert_allclose(BASELINE.rotation @ BASELINE.rotation.T, np.eye(4), atol=1e-12)


def test_what_all_geos_share_is_in_the_first_row_alone() -> None:
    common = np.random.default_rng(2).normal(size=PANEL.revenue.sizes["day"])
    turned = BASELINE.turn(np.tile(common, (4, 1)))
    np.testing.assert_allclose(turned[1:], 0.0, atol=1e-12)


def test_each_special_day_has_an_effect_of_its_own() -> None:
    assert [name for name in BASELINE.columns if name.startswith("holiday")] == ["holiday 2025-10-01"]


def test_tomorrow_moves_no_scale_and_no_column_of_the_past() -> None:
    longer = a_world(days=70).panel
    spec = a_spec()
    first = Panel(*(part.isel(day=slice(60)) for part in (longer.spend, longer.revenue, longer.controls)))
    before, after = Scales.of(first, 56), Scales.of(longer, 56)
    for name in ("revenue", "spend", "control_mean", "control_size", "noise"):
        assert getattr(before, name).equals(getattr(after, name)), name
    short, long = Baseline.of(first, before, spec), Baseline.of(longer, after, spec)
    kept = [long.columns.index(name) for name in short.columns]
    assert short.by_day == pytest.approx(long.by_day[:60, kept], abs=1e-12)

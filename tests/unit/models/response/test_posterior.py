"""Answers of a posterior: they add up, they agree with each other, and they survive being stored."""

import io
from dataclasses import replace

import numpy as np
import pytest
import xarray as xr
from pytensor.compile.mode import Mode

from models.response import Panel, Posterior, fit
from models.response.baseline import Baseline, local_controls
from models.response.model import response_model
from tests.unit.models.response.worlds import a_spec, a_world

PLAIN = Mode(linker="py", optimizer=None)  # compiling this once-used graph would take minutes


@pytest.fixture(scope="module")
def posterior() -> Posterior:
    return fit(a_world(1, days=120).panel, a_spec(warmup=150, draws=100, kept=60), seed=11, progress=False)


def test_a_stored_posterior_is_the_same_again(posterior: Posterior) -> None:
    buffer = io.BytesIO(posterior.to_bytes())
    again = Posterior.load(buffer)
    assert again.to_bytes() == posterior.to_bytes()
    assert again.draws.identical(posterior.draws)
    assert again.panel.digest() == posterior.panel.digest()
    assert (again.spec, again.seed, again.sampler) == (posterior.spec, posterior.seed, posterior.sampler)
    assert again.iroas().identical(posterior.iroas())
    assert again.baseline().identical(posterior.baseline())


def test_a_stored_posterior_is_small(posterior: Posterior) -> None:
    geos, channels, days, draws = 20, 8, 730, 1000
    per_number = len(posterior.to_bytes()) / _numbers(
        *(posterior.panel.spend.sizes[d] for d in ("geo", "channel", "day")), 60
    )
    assert per_number * _numbers(geos, channels, days, draws) <= 10 * 2**20


def _numbers(geos: int, channels: int, days: int, draws: int) -> int:
    """Numbers in the panel and in the draws."""
    return geos * days * (channels + 3) + draws * (geos * channels + 4 * channels + 7)


@pytest.mark.proof("R17")
def test_contributions_and_baseline_sum_to_the_fitted_total(posterior: Posterior) -> None:
    """The fitted total comes from the model as PyMC states it, the parts from the posterior's own answers."""
    scales = posterior.scales
    baseline = Baseline.of(posterior.panel, scales, posterior.spec)
    model = response_model(posterior.panel, scales, baseline, posterior.spec)
    (added,) = model.replace_rvs_by_values([model["added"]])
    fitted = model.compile_fn(added, inputs=model.value_vars, mode=PLAIN, on_unused_input="ignore")
    parts = posterior.contribution().astype(float).sum("channel") + posterior.baseline()
    worst = 0.0
    for draw in range(0, posterior.draws.sizes["draw"], 10):
        one = posterior.draws.isel(draw=draw)
        spread = np.log(one["geo_roi"] / one["roi"]) / one["geo_spread"]
        point = {name: np.log(one[name.removesuffix("_log__")].values.astype(float)) for name in _logged(model)}
        point |= {"stray": spread.transpose("geo", "channel").values.astype(float)}
        point |= {"control_effect": one["control_effect"].values.astype(float)}
        total = fitted(point) * scales.revenue.values[:, None] + posterior.baseline().isel(draw=draw).values
        worst = max(worst, float(np.abs(parts.isel(draw=draw).values / total - 1).max()))
    print(f"R17: contributions and baseline differ from the fitted total by at most {worst:.1e} of it")
    assert worst <= 1e-6


def _logged(model) -> list[str]:
    return [variable.name for variable in model.value_vars if variable.name.endswith("_log__")]


def test_what_local_controls_explain_is_part_of_the_baseline(posterior: Posterior) -> None:
    stronger = posterior.draws.assign(control_effect=posterior.draws["control_effect"] + np.float32(0.5))
    more = (replace(posterior, draws=stronger).baseline() - posterior.baseline()).mean(
        "draw"
    ) / posterior.scales.revenue
    local = local_controls(posterior.panel, posterior.scales, posterior.spec).isel(control=0)
    # All of the 0.5, less what the wandering demand takes back to stay near the same revenue.
    assert float((more * local).sum() / (local**2).sum()) > 0.25


def test_iroas_is_contribution_over_spend_of_the_same_days(posterior: Posterior) -> None:
    days = slice("2025-11-01", "2025-11-28")
    earned = posterior.contribution().sel(day=days).astype(float).sum(["geo", "day"])
    spent = posterior.panel.spend.sel(day=days).sum(["geo", "day"])
    xr.testing.assert_allclose(posterior.iroas(days), earned / spent, rtol=1e-6)


def test_mroas_is_the_derivative_of_the_curves(posterior: Posterior) -> None:
    at = posterior.recent_spend()
    levels = xr.concat([at * 0.9999, at * 1.0001], "level").transpose("geo", "channel", "level")
    low, high = (posterior.curves(levels).isel(level=place) for place in (0, 1))
    xr.testing.assert_allclose(posterior.mroas(), (high - low) / (at * 0.0002), rtol=1e-5)


def test_a_curve_starts_at_nothing_and_never_falls(posterior: Posterior) -> None:
    levels = posterior.recent_spend() * xr.DataArray(np.linspace(0, 5, 30), dims="level")
    revenue = posterior.curves(levels.transpose("geo", "channel", "level"))
    assert float(abs(revenue.isel(level=0)).max()) < 1e-9
    assert bool((revenue.diff("level") > 0).all())


def test_a_curve_is_what_a_constant_spend_earns_in_the_end(posterior: Posterior) -> None:
    at = posterior.recent_spend()
    ahead = xr.date_range(posterior.panel.spend.day.values[-1], periods=201)[1:]
    steady = at.expand_dims(day=ahead)
    earned = posterior.response(steady).isel(day=-1)
    levels = at.expand_dims("level").transpose("geo", "channel", "level")
    xr.testing.assert_allclose(earned.drop_vars("day"), posterior.curves(levels).isel(level=0), rtol=1e-3)


def test_yesterday_s_spend_still_earns_tomorrow(posterior: Posterior) -> None:
    ahead = xr.date_range(posterior.panel.spend.day.values[-1], periods=31)[1:]
    nothing = xr.zeros_like(posterior.recent_spend()).expand_dims(day=ahead)
    after = posterior.response(nothing).mean("draw").sum(["geo", "channel"])
    assert float(after[0]) > 0
    assert bool((after.diff("day") < 0).all())


def test_the_contribution_of_the_panel_s_own_spend_is_the_contribution(posterior: Posterior) -> None:
    later = posterior.panel.spend.isel(day=slice(60, None))
    xr.testing.assert_allclose(posterior.response(later), posterior.contribution().isel(day=slice(60, None)), rtol=1e-6)


def test_a_window_without_spend_has_no_return_rather_than_one_of_zero(posterior: Posterior) -> None:
    spend = posterior.panel.spend.copy()
    spend.loc[{"channel": "video", "day": spend.day[-20:]}] = 0.0
    rested = replace(posterior, panel=Panel(spend, posterior.panel.revenue, posterior.panel.controls))
    window = slice(str(spend.day.values[-20])[:10], None)
    told = rested.iroas(window).mean("draw")
    assert np.isnan(told.sel(channel="video"))
    assert np.isfinite(told.sel(channel="search"))

"""Fits on small panels: the truth is found, chance is seeded, and what can't be known stays unknown."""

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

from models.response import Panel, Posterior, fit
from tests.unit.models.response.worlds import a_spec, a_world


def an_interval(draws: xr.DataArray, probability: float = 0.9) -> tuple[np.ndarray, np.ndarray]:
    low, high = np.quantile(draws, [(1 - probability) / 2, (1 + probability) / 2], axis=0)
    return low, high


@pytest.fixture(scope="module")
def found() -> Posterior:
    return fit(a_world(3, days=240).panel, a_spec(warmup=400, draws=500), seed=5, progress=False)


def test_known_returns_are_found(found: Posterior) -> None:
    truth = np.array([a_world(3, days=240).iroas[name] for name in found.panel.spend.channel.values])
    iroas = found.iroas()
    low, high = an_interval(iroas, 0.98)
    assert ((low <= truth) & (truth <= high)).all(), (low, truth, high)
    error = np.abs(iroas.mean("draw").values / truth - 1)
    assert error.mean() < 0.2, (iroas.mean("draw").values, truth)  # one posterior sd is a quarter of the truth here


def test_the_sampler_converged(found: Posterior) -> None:
    assert found.sampler.worst_rhat <= 1.05
    assert found.sampler.divergences == 0


def test_what_was_learned_is_told_from_what_was_believed(found: Posterior) -> None:
    assert all(known.says == "history" and known.contraction > 0.8 for known in found.diagnose())


def test_the_same_seed_gives_the_same_draws_and_another_seed_others() -> None:
    panel, spec = a_world(1, days=70).panel, a_spec(warmup=60, draws=50, kept=50)
    first, again, other = (fit(panel, spec, seed=seed, progress=False) for seed in (7, 7, 8))
    assert first.to_bytes() == again.to_bytes()
    assert not first.draws.equals(other.draws)


@pytest.mark.parametrize("spending", ["never_on", "constant"])
def test_a_channel_that_never_moves_keeps_its_prior_s_width(spending: str) -> None:
    panel = a_world(2, days=120).panel
    spend = panel.spend.copy()
    spend.loc[{"channel": "social"}] = 0.0 if spending == "never_on" else spend.sel(channel="social").mean("day")
    posterior = fit(Panel(spend, panel.revenue, panel.controls), a_spec(), seed=3, progress=False)
    known = {each.channel: each for each in posterior.diagnose()}["social"]
    assert known.says == "prior"
    low, high = an_interval(posterior.draws["roi"].sel(channel="social"), 0.8)
    assert high / low > 3
    if spending == "never_on":
        assert np.isnan(posterior.iroas().sel(channel="social")).all()
        assert np.isfinite(posterior.mroas()).all()


def test_a_thousand_times_the_unit_changes_no_return() -> None:
    panel, spec = a_world(1, days=70).panel, a_spec(warmup=100, draws=50, kept=50)
    in_thousandths = Panel(panel.spend * 1000, panel.revenue * 1000, panel.controls)
    one, other = (fit(each, spec, seed=2, progress=False) for each in (panel, in_thousandths))
    # Rounding differs in the last bit, which a chain amplifies: equal in distribution, not bit for bit.
    np.testing.assert_allclose(np.log(one.iroas()).mean("draw"), np.log(other.iroas()).mean("draw"), atol=0.35)
    power_of_two = Panel(panel.spend * 1024, panel.revenue * 1024, panel.controls)
    assert fit(power_of_two, spec, seed=2, progress=False).draws.equals(one.draws)


def test_national_data_works() -> None:
    posterior = fit(a_world(4, geos=1, days=180).panel, a_spec(), seed=1, progress=False)
    assert np.isfinite(posterior.iroas()).all()
    assert posterior.sampler.worst_rhat < 1.1


def test_beliefs_alone_answer_when_sales_say_nothing() -> None:
    panel = a_world(5, days=70, noise=3.0).panel
    sure = replace(a_spec(), roi=replace(a_spec().roi, usual=replace(a_spec().roi.usual, middle=2.0, spread=0.05)))
    told = fit(panel, sure, seed=1, progress=False).draws["roi"]
    np.testing.assert_allclose(told.mean("draw"), 2.0, rtol=0.03)

"""The four held-out weeks: foreseen without looking, and scored against the same weekday."""

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

from models.response import Panel, Posterior, fit
from models.validation.forecast import DAYS, _foresee, hold_out, score_forecast
from tests.unit.models.response.worlds import a_spec, a_world


@pytest.fixture(scope="module")
def posterior() -> Posterior:
    return _fitted(6)


def _fitted(seed: int) -> Posterior:
    return fit(a_world(seed, days=150).panel, a_spec(warmup=200, draws=150, kept=150), seed=4, progress=False)


def test_a_good_model_beats_the_same_weekday_and_knows_how_sure_it_is() -> None:
    # Several worlds: the days of one share its season's and trend's error, so one world's intervals hold nearly all or few.
    scores = [hold_out(_fitted(seed)) for seed in range(1, 7)]
    assert np.mean([score.relative_error for score in scores]) < 1.0
    assert 0.65 <= np.mean([score.coverage for score in scores]) <= 0.95


def test_the_forecast_never_looks_at_held_out_revenue(posterior: Posterior) -> None:
    panel = posterior.panel
    revenue = panel.revenue.copy()
    revenue[:, -DAYS:] *= 3.0
    other = replace(posterior, panel=Panel(panel.spend, revenue, panel.controls), spec=_fixed(posterior))
    same = replace(posterior, spec=_fixed(posterior))
    known = panel.revenue.sizes["day"] - DAYS
    np.testing.assert_allclose(_foresee(other, known), _foresee(same, known), rtol=1e-12)


def _fixed(posterior: Posterior):
    """Scales from the known days only."""
    return replace(posterior.spec, usual_days=posterior.panel.revenue.sizes["day"] - DAYS)


def test_the_score_is_reported_and_refuses_nothing(posterior: Posterior) -> None:
    assert all(check.passed and check.limit is None for check in score_forecast(posterior))


def test_a_held_out_holiday_is_foreseen_with_the_width_of_what_holidays_can_do(posterior: Posterior) -> None:
    controls = posterior.panel.controls.copy()
    controls.loc[{"control": "holiday", "day": controls.day[-5]}] = 1.0
    festive = replace(posterior, panel=Panel(posterior.panel.spend, posterior.panel.revenue, controls))
    known = posterior.panel.revenue.sizes["day"] - DAYS
    spread = xr.DataArray(_foresee(festive, known), dims=("draw", "geo", "day")).std("draw").mean("geo")
    assert float(spread[-5]) > 3 * float(spread[-6])

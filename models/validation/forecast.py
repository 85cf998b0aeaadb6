"""How well would it have foreseen the last four weeks? Scored against the plainest rival: the same weekday, lately."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.response.baseline import Baseline, Demand
from models.response.posterior import Posterior
from models.validation.result import Check

Floats = NDArray[np.float64]

DAYS = 28
NAIVE_WEEKS = 4
INTERVAL = 0.8


@dataclass(frozen=True, kw_only=True)
class Score:
    """A forecast's quality over the held-out days.

    Parameters
    ----------
    relative_error : float
        Mean absolute error of daily revenue over all geos, by that of the mean of the same weekday in the four weeks
        before. Below 1 the model is the better forecaster; best value 0.
    coverage : float
        Share of held-out cells (geo, day) inside their 80 % interval; best value 0.8.
    """

    relative_error: float
    coverage: float


def score_forecast(posterior: Posterior) -> list[Check]:
    """`hold_out`, as checks that only report."""
    score = hold_out(posterior)
    return [
        Check(
            name="forecast error by seasonal naive",
            observed=score.relative_error,
            limit=None,
            passed=True,
            because=f"mean absolute error of the last {DAYS} days, demand unseen; below 1 beats the same weekday",
        ),
        Check(
            name="forecast coverage",
            observed=score.coverage,
            limit=None,
            passed=True,
            because=f"share of the last {DAYS} days' geo revenues inside their {INTERVAL:.0%} interval",
        ),
    ]


def hold_out(posterior: Posterior) -> Score:
    """Foresee the panel's last four weeks from what came before.

    Spend and controls of the held-out days are known, their revenue is not: baseline and demand are drawn given the
    earlier days only. Effects of advertising and sizes of noise are those of the whole fit, which saw these days too.
    """
    panel, usual = posterior.panel, posterior.scales.revenue
    first = panel.until(panel.revenue.sizes["day"] - DAYS)
    shares = (panel.revenue / usual).transpose("geo", "day").values
    foreseen = _foresee(posterior, first.revenue.sizes["day"])
    low, high = np.quantile(foreseen, [(1 - INTERVAL) / 2, (1 + INTERVAL) / 2], axis=0)
    held = shares[:, -DAYS:]
    weight = usual.values @ foreseen.mean(axis=0)
    truth = usual.values @ held
    naive = usual.values @ _seasonal_naive(shares[:, :-DAYS])
    return Score(
        relative_error=float(np.abs(weight - truth).mean() / np.abs(naive - truth).mean()),
        coverage=float(((held >= low) & (held <= high)).mean()),
    )


def _foresee(posterior: Posterior, known: int) -> Floats:
    """Draws of revenue shares (draw, geo, day) of the days after the first `known`, noise included."""
    scales, spec, panel = posterior.scales, posterior.spec, posterior.panel
    short, full = Baseline.of(panel.until(known), scales, spec), Baseline.of(panel, scales, spec)
    shares = (panel.revenue / scales.revenue).transpose("geo", "day").values
    rng = np.random.default_rng([posterior.seed, 2])
    draws = []
    for unexplained, demand in zip(posterior.unexplained(), posterior.demand(), strict=True):
        effects, wander = short.draw(short.turn(unexplained[:, :known]), demand, rng)
        noise = demand.noise * rng.standard_normal((len(shares), shares.shape[1] - known)) / full.precision[:, None]
        base = _all_effects(short, full, effects, rng) @ full.by_day[known:].T
        ahead = base + _wander_on(wander[:, -1], demand, full.precision, noise.shape[1], rng) + noise
        draws.append(ahead + (shares - unexplained)[:, known:])
    return np.stack(draws)


def _all_effects(short: Baseline, full: Baseline, effects: Floats, rng: np.random.Generator) -> Floats:
    """Effects of the full design's columns; special days that lie ahead are drawn from their prior."""
    known = pd.DataFrame(effects.T, index=pd.Index(short.columns))
    common = full.common_size * rng.standard_normal(len(full.columns))
    local = full.local_size[:, None] * rng.standard_normal((len(full.columns), effects.shape[0])) / full.precision
    prior = pd.DataFrame(common[:, None] + local, index=pd.Index(full.columns))
    return np.asarray(known.reindex(full.columns).fillna(prior).to_numpy().T)


def _wander_on(last: Floats, demand: Demand, precision: Floats, days: int, rng: np.random.Generator) -> Floats:
    """Demand's AR(1) path (geo, day) from its last day on."""
    left = 0.5 ** (1.0 / demand.half_life_days)
    fresh = np.sqrt(1 - left**2)
    path = np.empty((len(last), days))
    for day in range(days):
        common = demand.common * rng.standard_normal()
        local = demand.local * rng.standard_normal(len(last)) / precision
        last = left * last + fresh * (common + local)
        path[:, day] = last
    return path


def _seasonal_naive(shares: Floats) -> Floats:
    """The mean of the same weekday in the four weeks before, for every held-out day."""
    weeks = shares[:, -7 * NAIVE_WEEKS :].reshape(len(shares), NAIVE_WEEKS, 7).mean(axis=1)
    return np.tile(weeks, DAYS // 7)

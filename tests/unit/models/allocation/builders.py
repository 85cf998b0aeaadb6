"""Small seeded companies: curves whose truth is known, and requests with honest defaults."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np
import xarray as xr

from config.guardrails import Exploration, Guardrails, Risk, Step
from config.objective import ByChannel, NorthStar, ObjectiveSettings
from models.allocation import AllocationRequest

GEOS = ("US-CA", "US-FL", "US-NY", "US-TX")
CHANNELS = ("google_ads", "meta", "tv")


@dataclass(frozen=True)
class Hills:
    """A posterior of curves top * x^slope / (x^slope + half^slope), by draw, geo and channel."""

    top: xr.DataArray
    half: xr.DataArray
    slope: float = 1.0

    def curves(self, levels: xr.DataArray) -> xr.DataArray:
        """Daily incremental revenue by draw, geo, channel and level."""
        return self.top * levels**self.slope / (levels**self.slope + self.half**self.slope)


def budgets(seed: int = 0, channels: tuple[str, ...] = CHANNELS, geos: tuple[str, ...] = GEOS) -> xr.DataArray:
    """Current daily budgets in micros: a few hundred units a line."""
    amounts = np.exp(np.random.default_rng(seed).normal(6, 0.7, (len(geos), len(channels))))
    coords = {"geo": list(geos), "channel": list(channels)}
    return xr.DataArray((amounts * 1e6).astype(np.int64), dims=("geo", "channel"), coords=coords)


def a_posterior(
    current: xr.DataArray, *, seed: int = 0, draws: int = 30, slope: float = 1.0, roi: float = 3.0
) -> Hills:
    """Curves around current budgets: a usual line returns about `roi` on its spend, channels and draws differ."""
    rng = np.random.default_rng(seed)
    by_channel, by_cell, by_draw = (
        rng.normal(0, spread, size)
        for spread, size in (
            (0.4, current.sizes["channel"]),
            (0.2, current.shape),
            (0.2, (draws, current.sizes["channel"])),
        )
    )
    usual = current.clip(min=1_000_000) / 1e6
    factor = xr.DataArray(np.exp(by_cell + by_channel), dims=current.dims, coords=current.coords)
    draw = xr.DataArray(np.exp(by_draw), dims=("draw", "channel"), coords={"channel": current.channel})
    return Hills(top=2 * roi * usual * factor * draw, half=usual * np.exp(rng.normal(0, 0.3)), slope=slope)


def an_objective(north_star: str = "profit", **changes: object) -> ObjectiveSettings:
    """Profit at 45 % margin, unless changed."""
    settings = {
        "effective_from": date(2026, 1, 1),
        "north_star": NorthStar(north_star),
        "gross_margin": 0.45,
        "horizon_days": 28,
        "lifetime": ByChannel(default=1.6),
        "new_customers": ByChannel(default=7.0),
    }
    return ObjectiveSettings(**settings | changes)


def guardrails(**changes: object) -> Guardrails:
    """What the shipped settings say, unless changed; `channel_step`, `cell_step`, `exploration` in short."""
    step = Step(channel=changes.pop("channel_step", "0.15"), cell=changes.pop("cell_step", "0.25"))
    exploration = Exploration(share=changes.pop("exploration", "0.08"), block_days=7)
    settings = {
        "total_budget": "as_status_quo",
        "floors": {},
        "caps": {},
        "frozen": frozenset(),
        "step": step,
        "turnover": "0.10",
        "minimum_move": "0.02",
        "extrapolation": "1.30",
        "exploration": exploration,
        "risk": Risk(auto="0.10", one_approver="0.20"),
    }
    return Guardrails(**settings | changes)


def wide_open(**changes: object) -> Guardrails:
    """Guardrails far enough away that only the total budget binds: for what theory says about interior optima."""
    far = {
        "channel_step": "1",
        "cell_step": "1",
        "turnover": "1",
        "minimum_move": "0",
        "extrapolation": "10",
        "exploration": "0",
    }
    return guardrails(**far | changes)


def a_request(current: xr.DataArray | None = None, **changes: object) -> AllocationRequest:
    """A first night's request; `total` is the budget as a share of what is spent now."""
    current = budgets() if current is None else current
    total = Decimal(str(changes.pop("total", 1)))
    settings = {
        "objective": an_objective(),
        "guardrails": guardrails(),
        "current": current,
        "centre": current,
        "propensity": xr.ones_like(current, dtype=float),
        "observed": current * 12 // 10,
        "total_micros": int(int(current.sum()) * total),
    }
    return AllocationRequest(**settings | changes)

"""Small seeded markets whose truth the tests know, written without the product's formulas."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from config import response
from models.response import Panel, ResponseSpec

CHANNELS = ("search", "social", "video")
GEOS = ("US-CA", "US-TX", "US-NY", "US-OH")


@dataclass(frozen=True)
class World:
    """Long frames, and the iROAS by channel that made them."""

    media: pd.DataFrame
    outcome: pd.DataFrame
    controls: pd.DataFrame
    iroas: dict[str, float]

    @property
    def panel(self) -> Panel:
        """The frames as a panel."""
        return Panel.from_frames(self.media, self.outcome, self.controls)


def a_spec(*, warmup: int = 300, draws: int = 300, kept: int = 200) -> ResponseSpec:
    """The shipped beliefs, sampled for as long as a test can wait."""
    spec = ResponseSpec.from_settings(response.load())
    return replace(spec, sampling=replace(spec.sampling, warmup=warmup, draws=draws, kept=kept))


def a_world(seed: int = 0, *, geos: int = 4, channels: int = 3, days: int = 182, noise: float = 0.03) -> World:
    """Spend that wanders by geo, carried over day by day, bent, on top of a week, a trend and common demand."""
    rng = np.random.default_rng(seed)
    size = rng.uniform(5_000, 20_000, geos)
    spend = np.empty((geos, days, channels))
    caused = np.empty_like(spend)
    for c in range(channels):
        usual = size * rng.uniform(0.04, 0.08)
        wander = np.stack([_ar(rng, days, 0.4) for _ in range(geos)])
        spend[:, :, c] = usual[:, None] * np.exp(wander + rng.normal(0, 0.3, (geos, days)))
        left, half, roi = rng.uniform(0.2, 0.7), 1.5 * usual, rng.uniform(1.0, 4.0)
        felt = spend[:, :, c].mean(axis=1)
        for day in range(days):
            felt = left * felt + (1 - left) * spend[:, day, c]
            caused[:, day, c] = roi * usual * (felt / (felt + half)) * (usual + half) / usual
    time = np.arange(days)
    demand = _ar(rng, days, 0.04)
    base = size[:, None] * (1 + 0.1 * np.sin(2 * np.pi * time / 7) + 0.1 * time / 365 + demand)
    revenue = base + caused.sum(axis=-1) + size[:, None] * rng.normal(0, noise, (geos, days))
    proxy = 100 * (1 + demand + rng.normal(0, 0.05, (geos, days)))
    holiday = np.broadcast_to((time % 60 == 30).astype(float), (geos, days))
    names = [list(GEOS)[:geos], pd.date_range("2025-09-01", periods=days)]
    iroas = caused.sum(axis=(0, 1)) / spend.sum(axis=(0, 1))
    return World(
        media=pd.concat(
            [_long(spend[:, :, c], names, "spend").assign(channel=CHANNELS[c]) for c in range(channels)],
            ignore_index=True,
        ),
        outcome=_long(revenue, names, "revenue"),
        controls=pd.concat(
            [_long(proxy, names, "value").assign(name="visits"), _long(holiday, names, "value").assign(name="holiday")],
            ignore_index=True,
        ),
        iroas=dict(zip(CHANNELS, iroas.tolist(), strict=False)),
    )


def _ar(rng: np.random.Generator, days: int, size: float) -> np.ndarray:
    path, today = np.empty(days), 0.0
    for day in range(days):
        today = 0.9 * today + size * np.sqrt(1 - 0.81) * rng.normal()
        path[day] = today
    return path


def _long(values: np.ndarray, names: list, column: str) -> pd.DataFrame:
    index = pd.MultiIndex.from_product(names, names=["geo", "date"])
    return pd.Series(values.ravel(), index=index, name=column).reset_index()

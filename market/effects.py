"""What spend causes: carry-over, then saturation, then net revenue by geo and channel."""

from dataclasses import dataclass

import numpy as np

from market.arrays import Bools, Floats
from market.truth import Truth
from market.worlds import BURN_IN, World


@dataclass(frozen=True, kw_only=True)
class Effects:
    """The response of every geo and channel to its spend.

    Parameters
    ----------
    retention : array, channel
        Share of an ad's pressure that is left the next day.
    half : array, geo x channel
        Daily spend in USD, held long, that brings half of the reachable response.
    reach : array, geo x channel
        Scale of the response in USD of net revenue a day.
    slope : array, channel
    hill : array of bool, channel
        True where the curve is Hill's, false where it is exponential.
    """

    retention: Floats
    half: Floats
    reach: Floats
    slope: Floats
    hill: Bools

    def contribution(self, spend: Floats) -> Floats:
        """Return expected net revenue in USD that `spend` (USD; day x geo x channel, from day 0) causes, same shape."""
        return self.reach * self.share(carried(spend, self.retention))

    def share(self, pressure: Floats) -> Floats:
        """Return the share of the reachable response at a carried-over daily pressure in USD."""
        level = pressure / self.half
        powered = level**self.slope
        return np.where(self.hill, powered / (1.0 + powered), 1.0 - np.exp2(-level))


def carried(spend: Floats, retention: Floats) -> Floats:
    """Return geometric adstock: weights sum to one, so steady spend carries to itself. Day 0 is in its stride."""
    pressure = np.empty_like(spend)
    pressure[0] = spend[0]
    for day in range(1, len(spend)):
        pressure[day] = retention * pressure[day - 1] + (1.0 - retention) * spend[day]
    return pressure


def calibrate(world: World, truth: Truth, status_quo: Floats, daily_revenue: float) -> Effects:
    """Return effects that cause `truth.channel_share` of the history's net revenue under the status quo's spend."""
    history = status_quo[BURN_IN : world.first_index]
    usual = history.mean(axis=(0, 1)) * truth.size[:, None]
    unit = Effects(
        retention=0.5 ** (1.0 / truth.half_life),
        half=usual * truth.half_level * truth.half_tilt,
        reach=truth.size[:, None] * truth.effect_tilt,
        slope=truth.slope,
        hill=np.array([curve == "hill" for curve in truth.curve]),
    )
    caused = unit.contribution(status_quo)[BURN_IN : world.first_index].mean(axis=0).sum(axis=0)
    wanted = truth.effect_share * truth.channel_share * daily_revenue
    return Effects(
        retention=unit.retention, half=unit.half, reach=unit.reach * wanted / caused, slope=unit.slope, hill=unit.hill
    )

"""What a line earns at each budget, draw by draw: straight pieces between points that the posterior was asked for."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import xarray as xr

from models.allocation.errors import PlanError
from models.allocation.money import units

LEVELS = 41
"""Points of a curve over the reach of one night: with steps of 25 %, one every 1.4 % of the budget."""


class Answers(Protocol):
    """A posterior, as far as a plan needs one."""

    def curves(self, levels: xr.DataArray) -> xr.DataArray:
        """Daily incremental revenue (draw, geo, channel, level) expected at constant daily spends without `draw`."""
        ...


@dataclass(frozen=True, kw_only=True)
class Curves:
    """Expected daily incremental revenue of each line by its daily budget, in currency units.

    Parameters
    ----------
    spend : DataArray (geo, channel, level)
        Equally spaced budgets, rising.
    revenue : DataArray (draw, geo, channel, level)
        Joint draws: draw 7 of one line and draw 7 of another belong to the same world.
    """

    spend: xr.DataArray
    revenue: xr.DataArray

    @classmethod
    def over(cls, posterior: Answers, lower: xr.DataArray, upper: xr.DataArray) -> "Curves":
        """Ask the posterior for curves that reach from `lower` to `upper` micros, and a little beyond on both sides.

        Raises
        ------
        PlanError
            The posterior knows other lines, or answers something that isn't a number.
        """
        low, high = units(lower) * 0.95, units(upper) * 1.05
        high = high + 1e-4 * high.mean() + 1e-6  # lines without budget have a curve, too
        along = xr.DataArray(np.linspace(0, 1, LEVELS), dims="level")
        spend = (low + (high - low) * along).transpose("geo", "channel", "level")
        try:
            revenue = posterior.curves(spend).transpose("draw", "geo", "channel", "level")
            revenue = revenue.where(upper > 0, 0.0)  # a line that can get nothing earns nothing, known or not
        except xr.AlignmentError as error:
            raise PlanError(
                f"posterior: it knows other lines than the panel ({error}); refit, the last plan stands"
            ) from None
        known = xr.apply_ufunc(np.isfinite, revenue).all(["draw", "level"]).to_series()
        for geo, channel in known.index[~known]:
            raise PlanError(f"posterior: the curve of {channel} in {geo} is not a number; refit, the last plan stands")
        return cls(spend=spend, revenue=revenue)

    @property
    def step(self) -> xr.DataArray:
        """Distance of two points of a line's curve, by geo and channel."""
        return self.spend.isel(level=1, drop=True) - self.spend.isel(level=0, drop=True)

    @property
    def mean(self) -> "Curves":
        """The mean over draws, as one draw."""
        return Curves(spend=self.spend, revenue=self.revenue.mean("draw").expand_dims("draw"))

    def between(self, lower: xr.DataArray, upper: xr.DataArray) -> "Curves":
        """The parts of the curves that lie between two budgets (geo, channel); points beyond fall on the ends."""
        spend = self.spend.clip(lower, upper)
        revenue = self.at(spend.rename(level="point")).rename(point="level")
        return Curves(spend=spend, revenue=revenue)

    def at(self, spend: xr.DataArray) -> xr.DataArray:
        """Revenue (draw, geo, channel) at daily budgets (geo, channel) in currency units, within the curves' reach."""
        position = (spend - self.spend.isel(level=0, drop=True)) / self.step
        if (position < -1e-6).any() or (position > LEVELS - 1 + 1e-6).any():
            raise PlanError("a budget lies outside the reach of its curve; ask the posterior for wider levels")
        piece = position.astype(int).clip(0, LEVELS - 2)
        left, right = self.revenue.isel(level=piece), self.revenue.isel(level=piece + 1)
        return (left + (right - left) * (position - piece)).transpose("draw", "geo", "channel", ...)

    def slope(self, spend: xr.DataArray) -> xr.DataArray:
        """Revenue of the next unit of daily spend (draw, geo, channel), over one step to both sides of `spend`."""
        first, last = self.spend.isel(level=0, drop=True), self.spend.isel(level=-1, drop=True)
        below, above = (spend - self.step).clip(min=first), (spend + self.step).clip(max=last)
        return (self.at(above) - self.at(below)) / (above - below)

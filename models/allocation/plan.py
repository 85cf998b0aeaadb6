"""A plan: budgets by line, and everything that follows from them and the posterior."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import xarray as xr

from models.allocation.curves import Curves
from models.allocation.limits import Limit, moved
from models.allocation.money import micros, units
from models.allocation.request import AllocationRequest

INTERVAL = (0.1, 0.9)
"""Every interval of a plan: 80 %, equal-tailed."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Daily budgets by geo and channel, in whole micros.

    Parameters
    ----------
    optimum : DataArray (geo, channel), int64
        Budgets that raise the objective most.
    exploration : DataArray (geo, channel), int64
        What chance adds; sums to zero over the geos of a channel.
    propensity : DataArray (geo, channel)
        Probability with which chance gave a line its direction; 1 where none was drawn.
    too_small : DataArray (geo, channel), bool
        Lines that hold because their best move is below `minimum_move`.
    threshold : DataArray (channel)
        Revenue of the next unit of spend that a channel must bring to be worth raising: break-even, or what the other
        lines bring where the budget is short.
    gap : float
        How far, at most, the optimum lies above what `optimum` earns, as a share.
    within : tuple of Limit
        The limits that `optimum` keeps: the guardrails, narrowed to leave room for exploration.
    """

    request: AllocationRequest
    curves: Curves
    optimum: xr.DataArray
    exploration: xr.DataArray
    propensity: xr.DataArray
    too_small: xr.DataArray
    threshold: xr.DataArray
    gap: float
    within: tuple[Limit, ...]

    @property
    def proposed(self) -> xr.DataArray:
        """Budgets to execute: optimum and exploration."""
        return self.optimum + self.exploration

    @property
    def change(self) -> xr.DataArray:
        """Proposed less current."""
        return self.proposed - self.request.current

    @property
    def moved_micros(self) -> int:
        """Money that changes place: the larger of all that is added and all that is taken."""
        return moved(self.change)

    @cached_property
    def effect_draws(self) -> xr.DataArray:
        """Incremental revenue a day of proposed over current (draw, geo, channel), in currency units."""
        return self.curves.at(units(self.proposed)) - self.curves.at(units(self.request.current))

    @cached_property
    def effect(self) -> xr.Dataset:
        """`mean`, `low`, `high` of each line's effect, in micros."""
        return _interval(self.effect_draws).map(micros)

    def effect_by(self, dim: str) -> xr.Dataset:
        """`mean`, `low`, `high` of the effect of all lines of a channel, or of a geo, in micros; means are the lines' sums."""
        other = "geo" if dim == "channel" else "channel"
        summed = _interval(self.effect_draws.sum(other)).map(micros)
        return summed.assign(mean=self.effect["mean"].sum(other))

    @cached_property
    def total_effect(self) -> xr.Dataset:
        """`mean`, `low`, `high` of the whole plan's effect, in micros; the mean is the sum of the lines' means."""
        total = _interval(self.effect_draws.sum(["geo", "channel"])).map(micros)
        return total.assign(mean=self.effect["mean"].sum())

    @cached_property
    def gain(self) -> xr.Dataset:
        """`mean`, `low`, `high` of what the plan adds to the north star over the objective's horizon."""
        objective = self.request.objective
        spent = objective.cost * units(self.change.sum())
        daily = (self.effect_draws * worth(self.request)).sum(["geo", "channel"]) - spent
        return _interval(daily * objective.horizon_days)

    @cached_property
    def mroas(self) -> xr.Dataset:
        """`mean`, `low`, `high` of the incremental revenue of the next unit of daily spend at the proposed budgets."""
        return _interval(self.curves.slope(units(self.proposed)))


def worth(request: AllocationRequest) -> xr.DataArray:
    """North star per unit of incremental revenue, by channel."""
    channels = request.current.channel
    return xr.DataArray(
        np.array([request.objective.worth(str(name)) for name in channels.values]),
        dims="channel",
        coords={"channel": channels.values},
    )


def _interval(draws: xr.DataArray) -> xr.Dataset:
    low, high = (draws.quantile(share, "draw").drop_vars("quantile") for share in INTERVAL)
    return xr.Dataset({"mean": draws.mean("draw"), "low": low, "high": high})

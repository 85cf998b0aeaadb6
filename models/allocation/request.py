"""What is asked of a plan: the objective, the budgets of now, and what may not be broken."""

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import xarray as xr

from config.guardrails import Guardrails
from config.objective import ObjectiveSettings
from models.allocation.errors import PlanError
from models.allocation.money import MICROS

CELLS = ("geo", "channel")


@dataclass(frozen=True, kw_only=True)
class AllocationRequest:
    """All that a plan depends on besides the posterior. Amounts are whole micros a day, by geo and channel.

    Parameters
    ----------
    objective : ObjectiveSettings
        What the plan raises.
    guardrails : Guardrails
        What it may not break.
    current : DataArray (geo, channel), int64
        Budgets that execute now, exploration included.
    centre : DataArray (geo, channel), int64
        Budgets of now without their exploration; each channel sums to the same as in `current`.
    propensity : DataArray (geo, channel)
        Probability with which each line of `current` got its direction of exploration; 1 where none was drawn.
    observed : DataArray (geo, channel), int64
        Highest weekly mean that was ever spent: beyond it the posterior extrapolates.
    total_micros : int
        Most that all lines may sum to.
    frozen : frozenset of str
        Channels that keep their current budgets to the micro.
    same_block : bool
        Whether exploration keeps the directions it has, or draws new ones.
    """

    objective: ObjectiveSettings
    guardrails: Guardrails
    current: xr.DataArray
    centre: xr.DataArray
    propensity: xr.DataArray
    observed: xr.DataArray
    total_micros: int
    frozen: frozenset[str] = frozenset()
    same_block: bool = False

    def __post_init__(self) -> None:
        for name in ("current", "centre", "observed"):
            amounts: xr.DataArray = getattr(self, name)
            if amounts.dims != CELLS or amounts.dtype != np.int64:
                raise PlanError(f"{name}: dims {amounts.dims}, type {amounts.dtype}; give int64 micros by {CELLS}")
            if (amounts < 0).any():
                raise PlanError(f"{name}: lowest amount is {int(amounts.min()):,} micros; budgets start at 0")
        for name in ("centre", "propensity", "observed"):
            xr.align(self.current, getattr(self, name), join="exact")
        self._check_names()
        drift = (self.current - self.centre).sum("geo")
        for channel in drift.channel[drift != 0].values:
            raise PlanError(
                f"{channel}: current sums to {int(drift.sel(channel=channel)):,} micros more than centre; "
                "exploration sums to zero over geos"
            )

    def _check_names(self) -> None:
        known = {str(name) for name in self.current.channel.values}
        settings = self.guardrails
        named = {"floors": settings.floors, "caps": settings.caps, "frozen": self.frozen | settings.frozen}
        for key, names in named.items():
            for name in sorted(set(names) - known):
                raise PlanError(
                    f"guardrails.{key} names {name!r}, planned are {', '.join(sorted(known))}; mend the name"
                )

    @property
    def held(self) -> frozenset[str]:
        """Channels that may not move tonight, by verdict or by people's wish."""
        return self.frozen | self.guardrails.frozen

    @property
    def is_held(self) -> xr.DataArray:
        """Whether a channel may not move, by channel."""
        held: xr.DataArray = self.current.channel.isin(sorted(self.held))
        return held


def share_of(micros: xr.DataArray, share: Decimal) -> xr.DataArray:
    """`share` of whole micros, rounded down: exact, because a share has at most four decimals."""
    return micros * int(share * 10_000) // 10_000


def amount_micros(amount: Decimal) -> int:
    """An amount of the settings in whole micros: exact, because an amount has at most six decimals."""
    return int(amount * MICROS)

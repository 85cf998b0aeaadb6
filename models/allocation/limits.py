"""One form for every guardrail of amounts: sums of lines lie between two numbers."""

from dataclasses import dataclass
from enum import StrEnum

import xarray as xr

from models.allocation.money import UNLIMITED


class Of(StrEnum):
    """What a limit counts: daily budgets, or how much money changes place."""

    BUDGET = "budget"
    MOVED = "moved"


@dataclass(frozen=True, kw_only=True)
class Limit:
    """Lower and upper bounds of sums of lines, in whole micros.

    The dims of the bounds are the scope: none bounds the plan's total, `channel` each channel's sum over geos, `geo`
    and `channel` each line. Labels may be missing: those are not bound. `called` names it in a sentence, `mend` says
    how to widen it.
    """

    rule: str
    called: str
    lower: xr.DataArray
    upper: xr.DataArray
    mend: str
    of: Of = Of.BUDGET

    @property
    def is_of_lines(self) -> bool:
        """Whether this limit bounds each line by itself."""
        return set(self.lower.dims) == {"geo", "channel"}

    def summed(self, amounts: xr.DataArray) -> xr.DataArray:
        """`amounts` by geo and channel, summed to this limit's scope."""
        scoped = amounts.sel({dim: self.lower[dim] for dim in self.lower.dims})
        return scoped.sum([dim for dim in amounts.dims if dim not in self.lower.dims])

    def counted(self, proposed: xr.DataArray, current: xr.DataArray) -> xr.DataArray:
        """What of a plan this limit bounds, by its scope."""
        match self.of:
            case Of.BUDGET:
                return self.summed(proposed)
            case Of.MOVED:
                change = proposed - current
                return self.summed(change.clip(min=0)).clip(min=self.summed((-change).clip(min=0)))


def at_most(rule: str, upper: xr.DataArray, *, called: str, mend: str, of: Of = Of.BUDGET) -> Limit:
    """A limit with nothing below but zero."""
    return Limit(rule=rule, called=called, lower=xr.zeros_like(upper), upper=upper, mend=mend, of=of)


def at_least(rule: str, lower: xr.DataArray, *, called: str, mend: str) -> Limit:
    """A limit with nothing above."""
    return Limit(rule=rule, called=called, lower=lower, upper=xr.full_like(lower, UNLIMITED), mend=mend)


def moved(change: xr.DataArray) -> int:
    """Money that changes place, in micros: the larger of all that is added and all that is taken."""
    return max(int(change.clip(min=0).sum()), int((-change).clip(min=0).sum()))


def cell_range(limits: list[Limit], like: xr.DataArray) -> tuple[xr.DataArray, xr.DataArray]:
    """Tightest bounds of each line by the limits that bound single lines."""
    lower, upper = xr.zeros_like(like), xr.full_like(like, UNLIMITED)
    for limit in limits:
        if limit.is_of_lines and limit.of is Of.BUDGET:
            lower = lower.clip(min=limit.lower.reindex_like(like, fill_value=0))
            upper = upper.clip(max=limit.upper.reindex_like(like, fill_value=UNLIMITED))
    return lower, upper

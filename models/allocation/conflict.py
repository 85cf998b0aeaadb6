"""Which rules can't be kept together: the smallest set, with its numbers, so that a person can mend one."""

from dataclasses import replace

import numpy as np
import xarray as xr

from models.allocation.errors import InfeasibleError
from models.allocation.limits import Limit, Of, cell_range
from models.allocation.money import UNLIMITED, text
from models.allocation.packing import Packing
from models.allocation.request import AllocationRequest
from models.allocation.solver import Problem, solve


def name_conflict(limits: list[Limit], request: AllocationRequest) -> str:
    """A sentence that names rules which no plan keeps together, and of which each is needed for the conflict.

    Found by leaving out one part after the other: what stays infeasible without a part doesn't need it (deletion
    filter; Chinneck and Dravnieks 1991).
    """
    needed = _needed(limits, request)
    parts = _needed([part for limit in needed for part in _parts(limit)], request)
    told = "; ".join(_tell(part) for part in parts)
    mends = ", or ".join(dict.fromkeys(part.mend for part in parts))
    return f"no plan keeps all of these: {told}. To mend: {mends}"


def _needed(limits: list[Limit], request: AllocationRequest) -> list[Limit]:
    """Those without which the rest could be kept together."""
    for limit in list(limits):
        rest = [other for other in limits if other is not limit]
        if not _feasible(rest, request):
            limits = rest
    return limits


def _parts(limit: Limit) -> list[Limit]:
    """One limit as its smallest statements that people speak about: one channel, one side."""
    pieces = [limit]
    if "channel" in limit.lower.dims:
        pieces = [
            replace(limit, lower=limit.lower.sel(channel=[name]), upper=limit.upper.sel(channel=[name]))
            for name in limit.lower.channel.values
        ]
    sides = []
    for piece in pieces:
        if (piece.lower > 0).any():
            sides.append(replace(piece, upper=xr.full_like(piece.upper, UNLIMITED)))
        if (piece.upper < UNLIMITED).any():
            sides.append(replace(piece, lower=xr.zeros_like(piece.lower)))
    return sides


def _feasible(limits: list[Limit], request: AllocationRequest) -> bool:
    """Whether any amounts keep these limits."""
    lower, upper = cell_range(limits, request.current)
    if (lower > upper).any():
        return False
    packing = Packing(like=request.current, unit=max(float(request.current.mean()), 1.0))
    upper = upper.clip(max=10 * (request.current.sum() + request.total_micros + lower.sum()))
    ends = np.column_stack([packing.pack(lower), packing.pack(upper)])
    flat = Problem(
        points=ends,
        values=np.zeros_like(ends),
        budgets=packing.rows(limits, Of.BUDGET),
        moves=packing.rows(limits, Of.MOVED),
        centre=packing.pack(request.centre.where(~request.is_held, request.current)),
    )
    try:
        solve(flat)
    except InfeasibleError:
        return False
    return True


def _tell(part: Limit) -> str:
    lower, upper = int(part.lower.sum()), int(part.upper.where(part.upper < UNLIMITED, 0).sum())
    side, amount = ("at least", lower) if lower else ("at most", upper)
    if "channel" in part.lower.dims:
        where = str(part.lower.channel.values[0])
    else:
        where = "the plan" if part.of is Of.BUDGET else "what changes place"
    lines = f" over its {part.lower.sizes['geo']} geos" if "geo" in part.lower.dims else ""
    return f"{part.rule}: {where} {side} {text(amount)}{lines}"

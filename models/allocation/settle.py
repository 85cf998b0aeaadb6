"""The solver's amounts are right to a millionth; whole micros are right to the micro."""

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from models.allocation.errors import PlanError
from models.allocation.limits import Limit, Of
from models.allocation.packing import Packing

NEAR = 1e-6
"""A sum this close to its upper bound, as a share of it, was meant to reach it."""

Whole = NDArray[np.int64]


def settle(amounts: xr.DataArray, lower: xr.DataArray, upper: xr.DataArray, limits: list[Limit]) -> xr.DataArray:
    """Whole micros next to `amounts` that keep the bounds of every line and of every sum of budgets exactly.

    Raises
    ------
    PlanError
        The limits leave no room for whole micros.
    """
    sums = [limit for limit in limits if limit.of is Of.BUDGET and not limit.is_of_lines]
    counts = Packing(like=amounts, unit=1.0).rows(sums, Of.BUDGET).members.toarray() > 0
    least, most = (_row_bounds([getattr(limit, side) for limit in sums]) for side in ("lower", "upper"))
    low, high = (bound.transpose(*amounts.dims).values.ravel() for bound in (lower, upper))
    whole = np.clip(amounts.values.ravel(), low, high)

    narrow_first = np.argsort(
        counts.sum(axis=1), kind="stable"
    )  # a total is topped up only where its channels have room
    for row in narrow_first:
        total = int(whole[counts[row]].sum())
        if total > most[row]:
            total = _shift(whole, row, -1, total - most[row], counts, whole - low, least)
        elif total < least[row]:
            total = _shift(whole, row, +1, least[row] - total, counts, high - whole, most)
        elif most[row] - total <= NEAR * most[row]:
            total = _shift(whole, row, +1, most[row] - total, counts, high - whole, most)
        if not least[row] <= total <= most[row]:
            raise PlanError(
                f"lines sum to {total:,} micros, allowed are {least[row]:,} to {most[row]:,}; widen a guardrail"
            )
    return amounts.copy(data=whole.reshape(amounts.shape))


def _row_bounds(bounds: list[xr.DataArray]) -> Whole:
    return np.concatenate([np.zeros(0, np.int64), *(bound.values.ravel() for bound in bounds)])


def _shift(
    whole: Whole, row: int, sign: int, wanted: int, counts: NDArray[np.bool_], line_room: Whole, ends: Whole
) -> int:
    """Add `sign` times up to `wanted` to lines of a row, as far as they and all other rows allow; the row's new sum."""
    for line in np.nonzero(counts[row])[0]:
        others = np.nonzero(counts[:, line])[0]
        room = min(sign * (ends[other] - int(whole[counts[other]].sum())) for other in others)
        step = max(0, min(wanted, int(line_room[line]), int(room)))
        whole[line] += sign * step
        wanted -= step
    return int(whole[counts[row]].sum())

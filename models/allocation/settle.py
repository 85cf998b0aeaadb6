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
Lines = NDArray[np.bool_]


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

    def short_of(row: int, bound: Whole) -> int:
        return int(bound[row] - whole[counts[row]].sum())

    narrow_first = np.argsort(counts.sum(axis=1), kind="stable")
    for row in narrow_first:
        _shift(whole, counts[row], -1, -short_of(row, most), counts, whole - low, least)
    for row in narrow_first:
        _shift(whole, counts[row], +1, short_of(row, least), counts, high - whole, most)
        # Where a wider sum is full, other lines make room.
        _shift(whole, ~counts[row], -1, short_of(row, least), counts, whole - low, least)
        _shift(whole, counts[row], +1, short_of(row, least), counts, high - whole, most)
    for row in narrow_first[::-1]:
        if short_of(row, most) <= NEAR * most[row]:
            _shift(whole, counts[row], +1, short_of(row, most), counts, high - whole, most)
    for row in narrow_first:
        total = int(whole[counts[row]].sum())
        if not least[row] <= total <= most[row]:
            allowed = f"{least[row]:,} to {most[row]:,}"
            raise PlanError(f"lines sum to {total:,} micros, allowed are {allowed}; widen a guardrail")
    return amounts.copy(data=whole.reshape(amounts.shape))


def _row_bounds(bounds: list[xr.DataArray]) -> Whole:
    return np.concatenate([np.zeros(0, np.int64), *(bound.values.ravel() for bound in bounds)])


def _shift(whole: Whole, lines: Lines, sign: int, wanted: int, counts: Lines, line_room: Whole, ends: Whole) -> None:
    """Add `sign` times up to `wanted` micros to `lines`, as far as they and every sum that counts them allow."""
    for line in np.nonzero(lines)[0]:
        if wanted <= 0:
            return
        sums = np.nonzero(counts[:, line])[0]
        room = min(sign * (int(ends[row]) - int(whole[counts[row]].sum())) for row in sums)
        step = max(0, min(wanted, int(line_room[line]), room))
        whole[line] += sign * step
        wanted -= step

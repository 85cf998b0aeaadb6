"""The only door between labels and the solver's vectors: pack and unpack are each other's inverse."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy import sparse

from models.allocation.limits import Limit, Of
from models.allocation.money import UNLIMITED
from models.allocation.request import CELLS
from models.allocation.solver import Rows

SLACK = 1e-4
"""Share of what may change place that is left for rounding: `settle` moves up to a millionth of the whole budget."""


@dataclass(frozen=True, kw_only=True)
class Packing:
    """Lines in one order: geo by geo, within it channel by channel. Amounts are scaled so that a usual line is 1.

    Parameters
    ----------
    like : DataArray (geo, channel)
        Whose labels.
    unit : float
        Micros of one unit of the vector; makes the solver's tolerances independent of the currency.
    """

    like: xr.DataArray
    unit: float

    def pack(self, amounts: xr.DataArray) -> NDArray[np.float64]:
        """Micros by geo and channel as a vector."""
        aligned = xr.align(self.like, amounts, join="exact")[1].transpose(*CELLS)
        return aligned.values.astype(float).ravel() / self.unit

    def unpack(self, vector: NDArray[np.float64]) -> xr.DataArray:
        """A vector as whole micros by geo and channel."""
        whole = np.rint(vector * self.unit).astype(np.int64)
        return self.like.copy(data=whole.reshape(self.like.shape))

    def rows(self, limits: Sequence[Limit], of: Of) -> Rows:
        """The limits of sums as rows over the vector; limits of single lines' budgets are bounds, not rows."""
        summed = [limit for limit in limits if limit.of is of and (of is Of.MOVED or not limit.is_of_lines)]
        nothing = np.zeros(0)
        least = np.concatenate([nothing, *(limit.lower.values.ravel() for limit in summed)])
        most = np.concatenate([nothing, *(limit.upper.values.ravel() for limit in summed)])
        members = [sparse.csr_array((0, self.like.size)), *(self._members(limit) for limit in summed)]
        if of is Of.MOVED:
            most = most * (1 - SLACK)
        return Rows(
            names=tuple(limit.rule for limit in summed for _ in range(limit.lower.size)),
            members=sparse.vstack(members, format="csr"),
            lower=np.where(least > 0, least / self.unit, -np.inf),
            upper=np.where(most < UNLIMITED, most / self.unit, np.inf),
        )

    def _members(self, limit: Limit) -> sparse.csr_array:
        """Which lines each of a limit's sums counts: one row a label of its scope, in the order of its values."""
        numbered = self.like.copy(data=np.arange(self.like.size).reshape(self.like.shape))
        sums = [
            np.atleast_1d(numbered.sel(dict(zip(limit.lower.dims, labels, strict=True))).values).ravel()
            for labels in product(*(limit.lower[dim].values for dim in limit.lower.dims))
        ]
        rows = np.repeat(np.arange(len(sums)), [lines.size for lines in sums])
        columns = np.concatenate([np.zeros(0, int), *sums])
        return sparse.csr_array((np.ones(rows.size), (rows, columns)), shape=(len(sums), self.like.size))

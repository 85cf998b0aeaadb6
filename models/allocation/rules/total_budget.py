"""Total budget: all lines together spend no more than the company gives."""

import numpy as np
import xarray as xr

from models.allocation.limits import Limit, at_most
from models.allocation.request import AllocationRequest


def limit(request: AllocationRequest) -> Limit:
    """Most that all lines may sum to."""
    upper = xr.DataArray(np.int64(request.total_micros))
    return at_most(
        "total_budget",
        upper,
        called="the total budget",
        mend="lower floors, unfreeze a channel or raise guardrails.total_budget",
    )

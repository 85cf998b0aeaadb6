"""Which lines a rule speaks about: a frozen channel keeps its budget whatever the other rules say."""

from collections.abc import Mapping

import numpy as np
import xarray as xr

from models.allocation.request import AllocationRequest


def free(request: AllocationRequest, amounts: xr.DataArray) -> xr.DataArray:
    """`amounts` of the channels that may move."""
    return amounts.sel(channel=~request.is_held)


def by_channel(request: AllocationRequest, amounts: Mapping[str, int]) -> xr.DataArray:
    """Micros by channel, for those of `amounts` that may move."""
    names = [name for name in sorted(amounts) if name not in request.held]
    return xr.DataArray(
        np.array([amounts[name] for name in names], np.int64), dims="channel", coords={"channel": np.array(names, str)}
    )

"""What is usual? Sizes of revenue, spend, controls and noise, fixed from a panel's first days so that priors stay."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from models.response.panel import Panel

WEEK = 7
MAD_TO_SD = 1.4826  # for a normal
NOISIEST = 3.0  # a geo counts as at most this many times as noisy, or as quiet, as the typical one


@dataclass(frozen=True, eq=False)
class Scales:
    """What turns money into shares and back.

    Parameters
    ----------
    revenue : DataArray (geo)
        Usual daily revenue: the mean.
    spend : DataArray (geo, channel)
        The usual day: mean spend of days with spend.
    control_mean, control_size : DataArray (geo, control)
        Mean and standard deviation.
    noise : DataArray (geo)
        How noisy a geo's revenue share is beside the typical geo's.
    course_mean, course_size : DataArray (channel)
        Mean and standard deviation of the log of a channel's spend over all geos, in multiples of the usual day.
    """

    revenue: xr.DataArray
    spend: xr.DataArray
    control_mean: xr.DataArray
    control_size: xr.DataArray
    noise: xr.DataArray
    course_mean: xr.DataArray
    course_size: xr.DataArray

    @classmethod
    def of(cls, panel: Panel, usual_days: int) -> Self:
        """Scales of the panel's first `usual_days` days."""
        first = panel.until(usual_days)
        revenue = abs(first.revenue).mean("day")
        revenue = revenue.where(revenue > 0, abs(first.revenue).mean())
        size = first.controls.std("day")
        spend = _usual_spend(first, revenue)
        course = log_course(first, spend)
        moves = course.std("day")
        return cls(
            revenue=revenue,
            spend=spend,
            control_mean=first.controls.mean("day"),
            control_size=size.where(size > 0, 1.0),
            noise=_relative_noise(first.revenue / revenue),
            course_mean=course.mean("day"),
            course_size=moves.where(moves > 0, 1.0),
        )


def log_course(panel: Panel, usual_spend: xr.DataArray) -> xr.DataArray:
    """Log of each channel's spend over all geos, in multiples of the usual day: (day, channel); a tenth keeps zero finite."""
    course: xr.DataArray = xr.apply_ufunc(np.log, (panel.spend / usual_spend).mean("geo") + 0.1)
    return course


def spend_weight(scales: Scales) -> NDArray[np.float64]:
    """Each geo's part of a channel's usual spend: (geo, channel)."""
    spend = scales.spend.transpose("geo", "channel")
    return np.asarray((spend / spend.sum("geo")).values)


def _usual_spend(panel: Panel, revenue: xr.DataArray) -> xr.DataArray:
    """Mean spend of days with spend; a cell without any takes the channel's share elsewhere, or other channels'."""
    on = panel.spend.where(panel.spend > 0)
    usual = on.mean("day")
    elsewhere = (usual / revenue).mean("geo") * revenue
    usual = usual.fillna(elsewhere.transpose(*usual.dims))
    others = usual.mean("channel").fillna(0.01 * revenue)  # no channel ever on: one per cent of revenue
    return usual.fillna(others)


def _relative_noise(share: xr.DataArray) -> xr.DataArray:
    """Noise of each geo beside the typical geo's: from week-on-week changes that the other geos don't share."""
    change = share - share.shift(day=WEEK)
    own = change - change.median("geo") if share.sizes["geo"] > 2 else change
    size = MAD_TO_SD * abs(own).median("day")
    size = size.where(size > 0, float(size.where(size > 0).mean().fillna(1.0)))
    relative: xr.DataArray = size / np.exp(np.log(size).mean())
    return relative.clip(1 / NOISIEST, NOISIEST)

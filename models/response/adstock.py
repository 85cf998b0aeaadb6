"""How long does a day's advertising work? Geometric carry-over, told by its half-life."""

from collections.abc import Callable
from typing import Any

import numpy as np

Array = Any  # NumPy's and PyTensor's arrays: the same lines serve both


def decay(half_life_days: Array) -> Array:
    """Share of yesterday's effect that is still felt today."""
    return 0.5 ** (1.0 / half_life_days)


def geometric(
    spend: Array, before: Array, share_left: Array, days: int, concatenate: Callable[..., Array] = np.concatenate
) -> Array:
    """Exposure of each day: today's spend and what is left of earlier days'.

    ``exposure[t] = (1 - left) * spend[t] + left * exposure[t - 1]``. The weights of all days add up to one, so a
    constant spend is its own exposure. The recursion is unrolled by doubling: with the effect of the last n days in
    hand, one shift by n and one multiplication give that of the last 2n.

    Parameters
    ----------
    spend : array (geo, day, channel), or with more dims in front
        Daily spend.
    before : array (geo, 1, channel)
        Exposure on the day before the first.
    share_left : array (channel,), or with more dims in front
        Share of yesterday's effect that is left today.
    days : int
        Length of the day dim.
    concatenate : callable
        NumPy's or PyTensor's.

    Returns
    -------
    array (geo, day, channel)
        In the unit of `spend`.
    """
    arriving = (1 - share_left) * spend
    first = arriving[..., :1, :] + share_left * before
    exposure = concatenate([first, arriving[..., 1:, :]], axis=-2)
    step, left = 1, share_left
    while step < days:
        later = exposure[..., step:, :] + left * exposure[..., :-step, :]
        exposure = concatenate([exposure[..., :step, :], later], axis=-2)
        step, left = 2 * step, left * left
    return exposure

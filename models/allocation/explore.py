"""Random variation by geo around the optimum: what makes the loop learn what spend really causes."""

from dataclasses import replace

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from models.allocation import rules
from models.allocation.guardrails import breaches
from models.allocation.limits import cell_range
from models.allocation.plan import Plan
from models.allocation.request import AllocationRequest, share_of

CANDIDATES = 64
"""Sign vectors drawn for a channel; the first balanced one is taken."""
BALANCED = 0.7
"""Least ratio of the smaller to the larger side's money: what goes up in some geos comes down in others."""


def explore(plan: Plan, request: AllocationRequest, rng: np.random.Generator) -> Plan:
    """The plan with a zero-sum random variation over the geos of each channel that may move.

    Every line of an exploring channel goes up or down with probability one half each; the amounts are the guardrails'
    share of the line, less where its bounds or the other side's sum leave less. Directions stay as they are while
    `request.same_block`.

    Returns
    -------
    Plan
        Keeps every guardrail: if chance moves too much in total, all variation is halved until it doesn't.
    """
    drawn = _draw(plan.optimum, rng)
    kept = (request.current - request.centre).clip(-1, 1)
    going = request.same_block & (kept != 0).any("geo")
    signs = kept.where(going, drawn).astype(int).transpose(*plan.optimum.dims)
    chance = request.propensity.where(going, 0.5)

    lower, upper = cell_range(rules.limits(request), request.current)
    allowed = share_of(plan.optimum, request.guardrails.exploration.share)
    room = (upper - plan.optimum).where(signs > 0, plan.optimum - lower)
    size = allowed.clip(max=room).clip(min=0)
    for halvings in range(6):
        amounts = _zero_sum(signs, size // 2**halvings)
        explored = replace(
            plan,
            exploration=amounts.where(~request.is_held, plan.exploration),
            propensity=chance.where(amounts != 0, 1.0).where(~request.is_held, plan.propensity),
        )
        if not breaches(explored):
            return explored
    return plan


def _draw(optimum: xr.DataArray, rng: np.random.Generator) -> xr.DataArray:
    """A direction for each line, +1 or -1.

    Balanced vectors are preferred. A vector and its opposite are equally likely and equally balanced, so each line goes
    up with probability one half exactly. Channels are drawn in the order of their names, each with the same count of
    numbers, so that no channel's draw depends on another's budgets.
    """
    signs = xr.zeros_like(optimum, dtype=int)
    for name in sorted(optimum.channel.values):
        candidates = rng.choice([-1, 1], size=(CANDIDATES, optimum.sizes["geo"]))
        money = optimum.sel(channel=name).values.astype(float)
        signs.loc[{"channel": name}] = candidates[_first_balanced(candidates, money)]
    return signs


def _first_balanced(candidates: NDArray[np.int_], money: NDArray[np.float64]) -> int:
    up, down = (candidates > 0) @ money, (candidates < 0) @ money
    balance = np.minimum(up, down) / np.maximum(np.maximum(up, down), 1.0)
    return int(np.argmax(balance >= BALANCED)) if (balance >= BALANCED).any() else int(np.argmax(balance))


def _zero_sum(signs: xr.DataArray, size: xr.DataArray) -> xr.DataArray:
    """Signed micros that sum to zero in each channel: the side with more money gives as much as the other takes."""
    amounts = xr.zeros_like(size)
    for name in size.channel.values:
        sign = signs.sel(channel=name).values
        most = size.sel(channel=name).values
        sides = [np.where(sign == side, most, 0) for side in (1, -1)]
        total = min(int(side.sum()) for side in sides)
        amounts.loc[{"channel": name}] = _scaled(sides[0], total) - _scaled(sides[1], total)
    return amounts


def _scaled(most: NDArray[np.int64], total: int) -> NDArray[np.int64]:
    """`most` scaled down to sum to `total` exactly, each at or below its most."""
    whole = sum(int(amount) for amount in most)
    if whole == 0:
        return np.zeros_like(most)
    scaled = [
        int(amount) * total // whole for amount in most
    ]  # whole numbers of any size: their product passes 64 bits
    missing = total - sum(scaled)
    for line in np.argsort(-most, kind="stable"):
        if missing and scaled[line] < most[line]:
            scaled[line] += 1
            missing -= 1
    return np.array(scaled, np.int64)

"""From curves and a request to the best budgets that keep every guardrail, with a proven gap."""

from dataclasses import replace

import xarray as xr

from models.allocation import rules
from models.allocation.conflict import name_conflict
from models.allocation.curves import Answers, Curves
from models.allocation.errors import InfeasibleError, PlanError
from models.allocation.guardrails import breaches
from models.allocation.limits import Limit, Of, cell_range
from models.allocation.money import MICROS, units
from models.allocation.packing import Packing
from models.allocation.plan import Plan, worth
from models.allocation.request import CELLS, AllocationRequest, share_of
from models.allocation.settle import settle
from models.allocation.solver import Problem, Solution, solve

PASSES = 5
"""Times that small moves are taken out and the rest is solved again; two are usual."""


def allocate(posterior: Answers, request: AllocationRequest) -> Plan:
    """The budgets that raise the objective most, in expectation over the posterior's draws.

    Returns
    -------
    Plan
        Without exploration of its own: what frozen channels carry of an earlier one stays.

    Raises
    ------
    InfeasibleError
        No plan keeps all guardrails; names the smallest set of them that conflict.
    PlanError
        The posterior isn't usable, or the solver didn't finish.
    """
    strict = rules.limits(request)
    curves = Curves.over(posterior, *_reach(strict, request))
    try:
        return _within(leave_room(strict, request), curves, request)
    except InfeasibleError:
        pass  # exploration needs room that the guardrails don't leave tonight: it gets what is left over
    try:
        return _within(strict, curves, request)
    except InfeasibleError:
        raise InfeasibleError(name_conflict(strict, request)) from None


def leave_room(limits: list[Limit], request: AllocationRequest) -> list[Limit]:
    """The same limits, narrowed so that exploration around the optimum keeps the original ones."""
    share = request.guardrails.exploration.share
    up, down = 10_000 + int(share * 10_000), 10_000 - int(share * 10_000)
    narrowed = []
    for limit in limits:
        if limit.of is Of.MOVED:
            turned = share_of(request.current.sum(), share / 2)
            limit = replace(limit, upper=(limit.upper - turned).clip(min=0))
        elif limit.is_of_lines:
            lower, upper = -(-limit.lower * 10_000 // down), limit.upper * 10_000 // up
            fits = lower <= upper
            limit = replace(limit, lower=lower.where(fits, limit.lower), upper=upper.where(fits, limit.upper))
        narrowed.append(limit)
    return narrowed


def _reach(limits: list[Limit], request: AllocationRequest) -> tuple[xr.DataArray, xr.DataArray]:
    """Least and most that a line can get tonight, and what it has now."""
    lower, upper = cell_range(limits, request.current)
    upper = upper.clip(max=request.total_micros)
    current, centre = request.current, request.centre
    return lower.clip(max=current).clip(max=centre), upper.clip(min=current).clip(min=centre)


def _within(limits: list[Limit], curves: Curves, request: AllocationRequest) -> Plan:
    packing = Packing(like=request.current, unit=max(float(request.current.mean()), MICROS))
    lower, upper = cell_range(limits, request.current)
    if (lower > upper).any():
        raise InfeasibleError("a line's bounds cross")
    best = solve(_problem(limits, lower, upper, curves, request, packing))
    last, stays = best, xr.zeros_like(request.current, dtype=bool)
    for _ in range(PASSES):
        small = _too_small(packing.unpack(last.amounts), lower, upper, request) | stays
        if (small == stays).all():
            break
        low, high = (bound.where(~small, request.centre) for bound in (lower, upper))
        try:
            last, stays = solve(_problem(limits, low, high, curves, request, packing)), small
        except InfeasibleError:
            break  # these small moves are needed: without them the others can't keep the limits
    low, high = (bound.where(~stays, request.centre) for bound in (lower, upper))
    amounts = settle(packing.unpack(last.amounts), low, high, limits)
    return _plan(amounts, stays, best, limits, curves, request, packing)


def _problem(
    limits: list[Limit], lower: xr.DataArray, upper: xr.DataArray, curves: Curves, request: AllocationRequest,
    packing: Packing,
) -> Problem:  # fmt: skip
    part = curves.mean.between(units(lower), units(upper.clip(max=request.total_micros)))
    value = worth(request) * part.revenue.isel(draw=0) - request.objective.cost * part.spend
    shape = (request.current.size, -1)
    return Problem(
        points=part.spend.transpose(*CELLS, "level").values.reshape(shape) * MICROS / packing.unit,
        values=value.transpose(*CELLS, "level").values.reshape(shape) / _value_unit(request, packing),
        budgets=packing.rows(limits, Of.BUDGET),
        moves=packing.rows(limits, Of.MOVED),
        centre=packing.pack(_unmoved(request)),
    )


def _value_unit(request: AllocationRequest, packing: Packing) -> float:
    """North star that one unit of the solver's vector is worth: what a usual line's budget would be as revenue."""
    return packing.unit / MICROS * float(worth(request).max())


def _unmoved(request: AllocationRequest) -> xr.DataArray:
    """Optimum of a plan that decides nothing: a frozen channel's lines stay, the others return to their centre."""
    return request.centre.where(~request.is_held, request.current)


def _too_small(
    amounts: xr.DataArray, lower: xr.DataArray, upper: xr.DataArray, request: AllocationRequest
) -> xr.DataArray:
    """Lines whose move isn't worth a platform's relearning, and which may stay."""
    small = abs(amounts - request.centre) < share_of(request.centre, request.guardrails.minimum_move)
    may_stay = (lower <= request.centre) & (request.centre <= upper) & ~request.is_held
    return (small & may_stay).transpose(*CELLS)


def _plan(
    amounts: xr.DataArray, too_small: xr.DataArray, best: Solution, limits: list[Limit], curves: Curves,
    request: AllocationRequest, packing: Packing,
) -> Plan:  # fmt: skip
    held, objective = request.is_held, request.objective
    names = packing.rows(limits, Of.BUDGET).names
    scarcity = best.prices[names.index("total_budget")] * float(worth(request).max())
    plan = Plan(
        request=request,
        curves=curves,
        optimum=amounts.where(~held, request.centre),
        exploration=xr.zeros_like(amounts).where(~held, request.current - request.centre),
        propensity=xr.ones_like(request.propensity).where(~held, request.propensity),
        too_small=too_small,
        threshold=(objective.cost + scarcity) / worth(request),
        gap=_gap(amounts, best, curves, request, packing),
        within=tuple(limits),
    )
    if found := breaches(plan):
        raise PlanError("the optimum breaks a guardrail: " + "; ".join(str(breach) for breach in found))
    return plan


def _gap(amounts: xr.DataArray, best: Solution, curves: Curves, request: AllocationRequest, packing: Packing) -> float:
    """Share by which the proven bound lies above what whole micros earn.

    Of the bound; where profit is near nothing, of a hundredth of what it is a difference of.
    """
    gross = float((worth(request) * curves.mean.at(units(amounts)).isel(draw=0)).sum())
    earned = gross - request.objective.cost * float(units(amounts).sum())
    bound = best.bound * _value_unit(request, packing)
    return max(bound - earned, 0.0) / max(abs(bound), abs(gross) / 100, 1e-9)

"""Does a finished plan keep every guardrail? Asked of its whole micros, whoever made it."""

from dataclasses import dataclass

import xarray as xr

from models.allocation import rules
from models.allocation.limits import Limit, Of
from models.allocation.money import text
from models.allocation.plan import Plan
from models.allocation.request import share_of


@dataclass(frozen=True, kw_only=True)
class Breach:
    """One rule that a plan breaks: where, the two numbers that disagree, and the way out."""

    rule: str
    line: str
    found_micros: int
    allowed_micros: int
    mend: str

    def __str__(self) -> str:
        side = "above" if self.found_micros > self.allowed_micros else "below"
        return (
            f"{self.rule}: {self.line} has {text(self.found_micros)}, {side} the allowed {text(self.allowed_micros)} "
            f"({self.found_micros:,} against {self.allowed_micros:,} micros); {self.mend}"
        )


def breaches(plan: Plan) -> list[Breach]:
    """Every rule that the plan breaks; none is the only good answer."""
    found = [breach for limit in rules.limits(plan.request) for breach in _outside(plan, limit)]
    return found + _exploration(plan)


def _outside(plan: Plan, limit: Limit) -> list[Breach]:
    counted = limit.counted(plan.proposed, plan.request.current)
    return [
        Breach(
            rule=limit.rule, line=_name(counted, label, limit.of), found_micros=int(counted[label]),
            allowed_micros=int(bound[label]), mend=limit.mend,
        )
        for bound, is_off in ((limit.lower, counted < limit.lower), (limit.upper, counted > limit.upper))
        for label in _true(is_off)
    ]  # fmt: skip


def _exploration(plan: Plan) -> list[Breach]:
    """Chance moves money between geos of a channel only, and only a set share of a line."""
    drift = plan.exploration.sum("geo")
    allowed = share_of(plan.optimum, plan.request.guardrails.exploration.share)
    size = abs(plan.exploration).where(~plan.request.is_held, 0)
    sums = [
        Breach(
            rule="exploration", line=_name(drift, label, Of.BUDGET), found_micros=int(drift[label]), allowed_micros=0,
            mend="exploration sums to zero over the geos of a channel",
        )
        for label in _true(drift != 0)
    ]  # fmt: skip
    sizes = [
        Breach(
            rule="exploration", line=_name(size, label, Of.BUDGET), found_micros=int(size[label]),
            allowed_micros=int(allowed[label]), mend="change guardrails.exploration.share",
        )
        for label in _true(size > allowed)
    ]  # fmt: skip
    return sums + sizes


def _true(where: xr.DataArray) -> list[dict[str, int]]:
    """Positions, by dim, at which a labelled array is true."""
    if not where.dims:
        return [{}] if bool(where) else []
    places = zip(*where.values.nonzero(), strict=True)
    return [dict(zip(map(str, where.dims), map(int, place), strict=True)) for place in places]


def _name(counted: xr.DataArray, label: dict[str, int], of: Of) -> str:
    """The line, channel or plan that a position stands for."""
    here = counted[label]
    what = " in ".join(str(here[dim].item()) for dim in ("channel", "geo") if dim in label) or "the plan"
    return what if of is Of.BUDGET else f"what changes place in {what}"

"""Why a line is what it is: the rule that stops it, and one plain sentence with the line's own numbers."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import xarray as xr

from models.allocation.limits import Of
from models.allocation.money import UNLIMITED, text, units
from models.allocation.packing import SLACK
from models.allocation.plan import Plan

TOUCH = 2e-6
"""A sum this close to a bound, as a share of it, touches it: the solver is right to a millionth."""
ABOUT = 0.05
"""A marginal return this close to what pays, as a share, is about that: straight pieces of curves bend by less."""


@dataclass(frozen=True, kw_only=True)
class Words:
    """What sentences about a plan's lines need besides the lines: the currency, the least move, causes of freezes."""

    currency: str
    minimum_move: float
    causes: Mapping[str, str]


def explain(plan: Plan, *, currency: str, causes: Mapping[str, str]) -> pd.DataFrame:
    """`binding` (the rule that stops a line, or "") and `reason` (one sentence) of each line, by geo and channel.

    Parameters
    ----------
    causes : mapping of str to str
        Why a frozen channel is frozen, by channel.
    """
    words = Words(currency=currency, minimum_move=float(plan.request.guardrails.minimum_move), causes=causes)
    lines = _table(plan)
    told = [
        _tell(Facts(**{str(name): value for name, value in line.items()}), words)
        for line in lines.reset_index().to_dict("records")
    ]
    return pd.DataFrame(told, index=lines.index, columns=["binding", "reason"])


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The numbers of one line that its sentence tells: micros, returns of the next unit, and what stops it."""

    geo: str
    channel: str
    current: int
    proposed: int
    exploration: int
    mean: float
    low: float
    high: float
    threshold: float
    too_small: bool
    is_held: bool
    binding: str
    stopped: str


def _tell(line: Facts, words: Words) -> tuple[str, str]:
    """Binding rule and sentence of a line."""
    if line.is_held:
        cause = words.causes.get(line.channel, "people froze it in guardrails.frozen")
        return "frozen", f"Stays at {text(line.proposed)} {words.currency} a day: {cause}."
    if line.current == line.proposed == 0:
        return "cell_step", "Stays at 0.00: nothing runs here, and a step is a share of what runs."
    moves = f"Stays at {text(line.proposed)} {words.currency} a day"
    if line.current != line.proposed:
        moves = f"From {text(line.current)} to {text(line.proposed)} {words.currency} a day"
    side = "above" if line.exploration > 0 else "below"
    drawn = f"; chance puts it {text(abs(line.exploration))} {side} the optimum, to learn from it"
    drawn = drawn if line.exploration else ""
    if line.too_small:
        least = f"{100 * words.minimum_move:g} %"
        why = f"the optimum stays, for its best move is below {least} of the line, too small to relearn for"
        return "minimum_move", f"{moves}: {why}{drawn}."
    stopped = f"; {line.stopped}" if line.stopped else ""
    return line.binding, f"{moves}: {_return(line, words.currency)}{stopped}{drawn}."


def _return(line: Facts, currency: str) -> str:
    """What the next unit of spend brings, against what it must bring."""
    gap = line.mean - line.threshold
    side = "about" if abs(gap) <= ABOUT * line.threshold else "above" if gap > 0 else "below"
    likely = f"80 %: {line.low:.2f} to {line.high:.2f}"
    return (
        f"the next {currency} brings {line.mean:.2f} of revenue ({likely}), {side} the {line.threshold:.2f} that pays"
    )


def _table(plan: Plan) -> pd.DataFrame:
    """The numbers of each line that its sentence tells."""
    binding, stopped = _stops(plan)
    numbers = plan.mroas.assign(
        current=plan.request.current,
        proposed=plan.proposed,
        exploration=plan.exploration,
        too_small=plan.too_small,
        threshold=plan.threshold,
        is_held=plan.request.is_held,
        binding=binding,
        stopped=stopped,
    )
    return numbers.to_dataframe(dim_order=list(plan.optimum.dims))


def _stops(plan: Plan) -> tuple[xr.DataArray, xr.DataArray]:
    """Which rule stops each line and how a sentence says it; of several the one that bounds the fewest lines."""
    now = plan.request.centre
    wish = plan.curves.mean.slope(units(plan.optimum)).isel(draw=0) / plan.threshold - 1
    binding, stopped = (xr.full_like(plan.optimum, "", dtype=object) for _ in range(2))
    for limit in sorted(plan.within, key=lambda limit: (limit.of is Of.MOVED, -len(limit.lower.dims))):
        counted = limit.counted(plan.optimum, now)
        near = 2 * SLACK if limit.of is Of.MOVED else TOUCH
        top = _over_lines((limit.upper < UNLIMITED) & (counted >= limit.upper * (1 - near)), plan.optimum)
        bottom = _over_lines((limit.lower > 0) & (counted <= limit.lower * (1 + TOUCH)), plan.optimum)
        bottom = top if limit.of is Of.MOVED else bottom
        least = ABOUT if limit.of is Of.MOVED else -ABOUT  # turnover stops what would move further, whichever way
        for touched, direction in ((top & (wish >= least), "higher"), (bottom & (wish <= -least), "lower")):
            new = touched & (binding == "")
            binding = binding.where(~new, limit.rule)
            stopped = stopped.where(~new, f"{limit.called} keeps it from going {direction}")
    return binding, stopped


def _over_lines(touched: xr.DataArray, like: xr.DataArray) -> xr.DataArray:
    """A truth by a limit's scope, at each of the lines that it counts."""
    whole = touched.reindex({dim: like[dim] for dim in touched.dims}, fill_value=False)
    return whole.broadcast_like(like).astype(bool).transpose(*like.dims)

"""Why a line is what it is: the rule that stops it, and one plain sentence with the line's own numbers."""

from collections.abc import Mapping
from dataclasses import dataclass

import xarray as xr

from models.allocation.limits import Of
from models.allocation.money import UNLIMITED, text
from models.allocation.plan import Plan

TOUCH = 2e-6
"""A sum this close to a bound, as a share of it, touches it: the solver is right to a millionth."""
ABOUT = 0.05
"""A marginal return this close to what pays, as a share of it, is about that: curves are straight pieces 1 % long."""


@dataclass(frozen=True, kw_only=True)
class Stop:
    """Which lines a rule stops: from going higher (`above`), or lower (`below`)."""

    rule: str
    called: str
    above: xr.DataArray
    below: xr.DataArray


def explain(plan: Plan, *, currency: str, causes: Mapping[str, str]) -> xr.Dataset:
    """`binding` (the rule that stops a line, or "") and `reason` (one sentence) of each line.

    Parameters
    ----------
    causes : mapping of str to str
        Why a frozen channel is frozen, by channel.
    """
    stops = _stops(plan)
    binding = xr.full_like(plan.optimum, "", dtype=object)
    reason = binding.copy()
    for geo in plan.optimum.geo.values:
        for channel in plan.optimum.channel.values:
            line = {"geo": geo, "channel": channel}
            rule, sentence = _explain(plan, line, stops, currency, causes)
            binding.loc[line], reason.loc[line] = rule, sentence
    return xr.Dataset({"binding": binding, "reason": reason})


def _explain(
    plan: Plan, line: dict[str, str], stops: list[Stop], currency: str, causes: Mapping[str, str]
) -> tuple[str, str]:
    current, proposed = (int(amounts.sel(line)) for amounts in (plan.request.current, plan.proposed))
    if line["channel"] in plan.request.held:
        cause = causes.get(line["channel"], "people froze it in guardrails.frozen")
        return "frozen", f"Stays at {text(proposed)} {currency} a day: {cause}."
    if current == proposed == 0:
        return "cell_step", "Stays at 0.00: nothing runs here, and a step is a share of what runs."
    moves = f"Stays at {text(proposed)} {currency} a day"
    if current != proposed:
        moves = f"From {text(current)} to {text(proposed)} {currency} a day"
    chance = int(plan.exploration.sel(line))
    drawn = f" Chance {'adds' if chance > 0 else 'takes'} {text(abs(chance))} of it, to learn from." if chance else ""
    if bool(plan.too_small.sel(line)):
        least = f"{100 * plan.request.guardrails.minimum_move:g} %"
        return "minimum_move", f"{moves}: the best move is below {least} of the line, too small to relearn for.{drawn}"
    rule, stopped = _stopped(stops, line)
    return rule, f"{moves}: {_return(plan, line, currency)}{stopped}.{drawn}"


def _return(plan: Plan, line: dict[str, str], currency: str) -> str:
    """What the next unit of spend brings, against what it must bring."""
    mean, low, high = (float(plan.mroas[name].sel(line)) for name in ("mean", "low", "high"))
    pays = float(plan.threshold.sel(channel=line["channel"]))
    side = "about" if abs(mean - pays) <= ABOUT * pays else "above" if mean > pays else "below"
    return (
        f"the next {currency} brings {mean:.2f} ({low:.2f} to {high:.2f}) of revenue, {side} the {pays:.2f} that pays"
    )


def _stopped(stops: list[Stop], line: dict[str, str]) -> tuple[str, str]:
    for stop in stops:
        for where, direction in ((stop.above, "higher"), (stop.below, "lower")):
            if bool(where.sel(line)):
                return stop.rule, f"; {stop.called} keeps it from going {direction}"
    return "", ""


def _stops(plan: Plan) -> list[Stop]:
    """Bounds that the optimum touches, the narrowest scope first."""
    now = plan.request.centre
    wish = plan.mroas["mean"] - plan.threshold
    stops = []
    for limit in sorted(plan.within, key=lambda limit: (limit.of is Of.MOVED, -len(limit.lower.dims))):
        counted = limit.counted(plan.optimum, now)
        top = (limit.upper < UNLIMITED) & (counted >= limit.upper * (1 - TOUCH))
        bottom = (limit.lower > 0) & (counted <= limit.lower * (1 + TOUCH))
        top, bottom = (_over_lines(touched, plan.optimum) for touched in (top, bottom))
        if limit.of is Of.MOVED:
            top, bottom = top & (plan.optimum != now) & (wish > 0), top & (plan.optimum != now) & (wish < 0)
        stops.append(Stop(rule=limit.rule, called=limit.called, above=top & (wish >= 0), below=bottom & (wish <= 0)))
    return stops


def _over_lines(touched: xr.DataArray, like: xr.DataArray) -> xr.DataArray:
    """A truth by a limit's scope, at each of the lines that it counts."""
    whole = touched.reindex({dim: like[dim] for dim in touched.dims}, fill_value=False)
    return whole.broadcast_like(like).astype(bool)

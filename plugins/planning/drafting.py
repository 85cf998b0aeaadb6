"""From a night's inputs to the draft of its plan: allocate and explore, or hold and say why."""

import logging
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from psycopg2.extensions import connection as Connection

from config import guardrails, loop, objective
from config.guardrails import Guardrails
from config.objective import ObjectiveError, ObjectiveSettings
from models.allocation import AllocationRequest, PlanError, allocate, explore
from models.allocation.curves import Answers
from models.allocation.money import text
from models.allocation.request import amount_micros
from plugins import stages
from plugins.planning.reading import Inputs, posterior
from plugins.planning.rows import Draft, Line, effects_of, lines_of

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What the company decided: objective, guardrails, currency, seed."""

    objective: ObjectiveSettings
    guardrails: Guardrails
    currency: str
    seed: int

    @classmethod
    def of_the_night(cls, decision_date: date) -> "Rules":
        """Read the settings.

        Raises
        ------
        ObjectiveError
            There is no objective, or it takes effect after this night.
        """
        aim, settings = objective.load(), loop.load()
        if aim.effective_from > decision_date:
            raise ObjectiveError(
                f"no objective: config/objective.yml takes effect on {aim.effective_from}, after the night of "
                f"{decision_date}; write an earlier effective_from"
            )
        return cls(objective=aim, guardrails=guardrails.load(), currency=settings.currency, seed=settings.seed)


def block(decision_date: date, days: int) -> int:
    """Number of the block of days in which exploration keeps its directions; weeks begin on Mondays."""
    return (decision_date.toordinal() - 1) // days


def draft(connection: Connection, inputs: Inputs, rules: Rules) -> Draft:
    """The night's plan: moved by the posterior where it may, held as a whole where it must."""
    if cause := inputs.why_to_hold():
        return hold_draft(inputs, rules.currency, cause)
    assert inputs.fit_id is not None
    beliefs = posterior(connection, inputs.fit_id)
    try:
        return _moved(inputs, rules, beliefs)
    except PlanError as error:
        log.warning("no plan for %s: %s", inputs.decision_date, error)
        return hold_draft(inputs, rules.currency, str(error))


def hold_draft(inputs: Inputs, currency: str, cause: str) -> Draft:
    """The last approved lines once more, or what was spent before there was a plan.

    Raises
    ------
    PlanError
        There is neither: nothing to hold.
    """
    lines = _kept_lines(inputs, "stop", cause, currency)
    if not lines:
        raise PlanError(
            f"nothing to hold on {inputs.decision_date}: no approved plan before it and no spend in marts.panel_media; "
            "load the channels' history and build the marts first"
        )
    return Draft(
        decision_date=inputs.decision_date, currency=currency, basis=inputs.basis, seed=0, lines=lines, cause=cause
    )


def _moved(inputs: Inputs, rules: Rules, beliefs: Answers) -> Draft:
    apart = _apart(inputs, rules.currency)
    seed = int(stages.digest(rules.seed, block(inputs.decision_date, rules.guardrails.exploration.block_days))[:15], 16)
    request = _request(inputs, rules, apart_micros=sum(line.proposed_micros for line in apart))
    plan = explore(allocate(beliefs, request), request, np.random.default_rng(seed))
    total = plan.total_effect
    return Draft(
        decision_date=inputs.decision_date,
        currency=rules.currency,
        basis=inputs.basis,
        seed=seed,
        lines=lines_of(plan, currency=rules.currency, verdicts=inputs.verdicts) + apart,
        effects=effects_of(plan),
        effect_low_micros=int(total["low"]),
        effect_high_micros=int(total["high"]),
        optimality_gap=plan.gap,
        gain=(float(plan.gain["mean"]), float(plan.gain["low"]), float(plan.gain["high"])),
        fit_id=inputs.fit_id,
        objective=rules.objective,
        guardrails=rules.guardrails,
    )


def _request(inputs: Inputs, rules: Rules, *, apart_micros: int) -> AllocationRequest:
    """The night's request over the panel's lines; a line that the last plan didn't have starts from what it spends."""
    spent = inputs.spent
    before = inputs.last.lines.reindex(spent.index) if inputs.last else pd.DataFrame(index=spent.index)
    status_quo = spent["status_quo_micros"]

    def known(column: str, otherwise: pd.Series) -> xr.DataArray:
        values = before[column].fillna(otherwise) if column in before else otherwise
        return values.astype(otherwise.dtype).to_xarray().transpose("geo", "channel")

    current, centre = known("proposed_micros", status_quo), known("optimum_micros", status_quo)
    # Where a geo has left the panel, the rest of its channel's exploration isn't zero-sum: it becomes the centre.
    centre = centre.where(current.sum("geo") == centre.sum("geo"), current)
    days = rules.guardrails.exploration.block_days
    return AllocationRequest(
        objective=rules.objective,
        guardrails=rules.guardrails,
        current=current,
        centre=centre,
        propensity=known("propensity", pd.Series(1.0, index=spent.index)),
        observed=spent["observed_micros"].to_xarray().transpose("geo", "channel"),
        total_micros=_budget(inputs, rules.guardrails, int(current.sum()) + apart_micros) - apart_micros,
        frozen=_frozen(inputs),
        same_block=inputs.last is not None
        and block(inputs.last.decision_date, days) == block(inputs.decision_date, days),
    )


def _budget(inputs: Inputs, settings: Guardrails, current_micros: int) -> int:
    """Most that the night's plan may spend a day."""
    if settings.total_budget == "as_status_quo":
        return current_micros if inputs.first_budget_micros is None else inputs.first_budget_micros
    assert isinstance(settings.total_budget, Decimal)
    return amount_micros(settings.total_budget)


def _frozen(inputs: Inputs) -> frozenset[str]:
    planned = set(inputs.spent.index.get_level_values("channel"))
    return frozenset(
        scope for scope, (verdict, _) in inputs.verdicts.items() if verdict in ("freeze", "stop") and scope in planned
    )


def _apart(inputs: Inputs, currency: str) -> tuple[Line, ...]:
    """Lines of the last plan that the panel no longer has: nobody can judge them, so they stay."""
    if inputs.last is None:
        return ()
    gone = inputs.last.lines.index.difference(inputs.spent.index)
    return _lines(inputs.last.lines.loc[gone], "freeze", "the panel no longer has this line", currency)


def _kept_lines(inputs: Inputs, verdict: str, cause: str, currency: str) -> tuple[Line, ...]:
    if inputs.last:
        return _lines(inputs.last.lines, verdict, cause, currency)
    status_quo = inputs.spent["status_quo_micros"]
    nothing_drawn = {"exploration_micros": 0, "propensity": 1.0}
    return _lines(status_quo.rename("optimum_micros").to_frame().assign(**nothing_drawn), verdict, cause, currency)


def _lines(kept: pd.DataFrame, verdict: str, cause: str, currency: str) -> tuple[Line, ...]:
    return tuple(_line(row, verdict, cause, currency) for row in kept.reset_index().to_dict("records"))


def _line(row: Mapping[Hashable, Any], verdict: str, cause: str, currency: str) -> Line:
    budget = int(row["optimum_micros"]) + int(row["exploration_micros"])
    return Line(
        channel=str(row["channel"]),
        geo=str(row["geo"]),
        current_micros=budget,
        optimum_micros=int(row["optimum_micros"]),
        exploration_micros=int(row["exploration_micros"]),
        propensity=float(row["propensity"]),
        verdict=verdict,
        binding="frozen",
        reason=f"Stays at {text(budget)} {currency} a day: {cause}.",
    )

"""The night's plan, stored once: the same inputs again are a no-op, other inputs a new version."""

import logging
from contextlib import closing
from datetime import date
from typing import Any

from psycopg2.extensions import connection as Connection

from config import loop
from plugins import stages
from plugins.marts import ensure_marts
from plugins.planning.drafting import Rules, draft, hold_draft
from plugins.planning.reading import Inputs, read
from plugins.planning.rows import Draft
from plugins.planning.storing import standing, store, summary
from plugins.warehouse import connect

log = logging.getLogger(__name__)

STAGE = "plan"


def allocate_and_store(decision_date: date) -> dict[str, Any]:
    """Allocate, explore, check and store the night's plan: approved if its risk tier needs nobody, else proposed.

    Returns
    -------
    dict
        Plan id, kind, status, risk tier and amounts. Of kind `hold`, with its cause, where the gate stops the night,
        the fit is missing or no plan keeps all guardrails.

    Raises
    ------
    ObjectiveError
        Nobody said what the loop is for.
    """
    rules = Rules.of_the_night(decision_date)
    ensure_marts(decision_date)
    inputs = _inputs(decision_date)
    input_hash = _input_hash(inputs, rules)

    def work(connection: Connection, version: int) -> tuple[str, dict[str, Any]]:
        made = draft(connection, inputs, rules)
        if made.kind == "hold" and (stands := standing(connection, decision_date, "approved")):
            return _stands(connection, stands, made)
        return store(connection, made, version=version, input_hash=input_hash)

    return stages.run(STAGE, decision_date, input_hash, work)


def hold(decision_date: date, cause: str) -> dict[str, Any]:
    """The night failed: the last approved plan stands, and a row says why. A plan that the night already made stays."""
    currency = loop.load().currency
    inputs = _inputs(decision_date)
    input_hash = stages.digest("hold", cause, inputs.last.plan_id if inputs.last else None)

    def work(connection: Connection, version: int) -> tuple[str, dict[str, Any]]:
        stands = standing(connection, decision_date, "approved", "proposed")
        if not stands and inputs.last is None and inputs.spent.empty:
            log.warning("%s: %s; there is no plan before it and no spend to hold", decision_date, cause)
            return stages.digest(None), {"plan_id": None, "kind": "hold", "cause": cause}
        made = hold_draft(inputs, currency, cause)
        if stands:
            return _stands(connection, stands, made)
        return store(connection, made, version=version, input_hash=input_hash)

    return stages.run(STAGE, decision_date, input_hash, work)


def show_only(decision_date: date) -> dict[str, Any]:
    """Make the night's plan and log its lines; nothing is stored."""
    rules = Rules.of_the_night(decision_date)
    ensure_marts(decision_date)
    inputs = _inputs(decision_date)
    with closing(connect("loop")) as connection:
        made = draft(connection, inputs, rules)
    for line in made.lines:
        log.info("%-14s %-6s %s", line.channel, line.geo, line.reason)
    return {
        "decision_date": decision_date.isoformat(),
        "kind": made.kind,
        "cause": made.cause,
        "risk_tier": str(made.risk_tier),
        "lines": len(made.lines),
        "current_micros": made.total("current_micros"),
        "proposed_micros": made.total("proposed_micros"),
        "moved_micros": made.moved_micros,
        "expected_effect_micros": made.total("expected_effect_micros"),
    }


def _inputs(decision_date: date) -> Inputs:
    with closing(connect("loop")) as connection:
        return read(connection, decision_date)


def _input_hash(inputs: Inputs, rules: Rules) -> str:
    last = inputs.last.plan_id if inputs.last else None
    settings = [rules.objective.model_dump(mode="json"), rules.guardrails.model_dump(mode="json")]
    spent = inputs.spent.reset_index().values.tolist()
    return stages.digest(
        inputs.fit_id, sorted(inputs.verdicts.items()), last, spent, inputs.first_budget_micros, settings,
        rules.currency, rules.seed,
    )  # fmt: skip


def _stands(connection: Connection, plan_id: str, held: Draft) -> tuple[str, dict[str, Any]]:
    """The night already has a plan: it stands, and the summary says what would have held it."""
    log.warning("plan %s stands: %s", plan_id, held.cause)
    told = summary(connection, plan_id) | {"cause": held.cause}
    return stages.digest(told), told

"""How a draft becomes rows: one version a night, earlier ones superseded, approved at once where its tier allows."""

from dataclasses import astuple
from datetime import date, timedelta
from typing import Any

from psycopg2.extensions import connection as Connection
from psycopg2.extras import Json, execute_values

from config.guardrails import RiskTier
from config.reading import Settings
from plugins import stages
from plugins.planning.rows import Draft

LINE = (
    "channel", "geo", "current_micros", "proposed_micros", "change_micros", "optimum_micros", "exploration_micros",
    "propensity", "expected_effect_micros", "effect_low_micros", "effect_high_micros",
    "mroas", "mroas_low", "mroas_high", "binding", "verdict", "reason",
)  # fmt: skip
DAYS = 7
"""A plan's length; the next night's plan replaces it long before."""


def store(connection: Connection, draft: Draft, *, version: int, input_hash: str) -> tuple[str, dict[str, Any]]:
    """Store a draft as this night's newest plan; returns the hash of its rows and its summary.

    Plans that wait for this night or an earlier one are superseded: their moment is over.
    """
    plan_id = f"{draft.decision_date}.{version}"
    head = {
        "plan_id": plan_id,
        "decision_date": draft.decision_date,
        "version": version,
        "input_hash": input_hash,
        "fit_id": draft.fit_id,
        "objective_id": _settings_id(draft.objective),
        "guardrails_id": _settings_id(draft.guardrails),
        "seed": draft.seed,
        "basis": draft.basis,
        "kind": draft.kind,
        "status": "proposed",
        "risk_tier": str(draft.risk_tier),
        "cause": draft.cause,
        "currency": draft.currency,
        "current_micros": draft.total("current_micros"),
        "proposed_micros": draft.total("proposed_micros"),
        "moved_micros": draft.moved_micros,
        "expected_effect_micros": draft.total("expected_effect_micros"),
        "effect_low_micros": draft.effect_low_micros,
        "effect_high_micros": draft.effect_high_micros,
        "optimality_gap": draft.optimality_gap,
        **_gain(draft),
    }
    days = (draft.decision_date, draft.decision_date + timedelta(days=DAYS - 1))
    lines = [(plan_id, *days, *(getattr(line, column) for column in LINE)) for line in draft.lines]
    effects = [(plan_id, *astuple(effect)) for effect in draft.effects_of_all()]
    with connection.cursor() as cursor:
        _store_settings(cursor, draft)
        cursor.execute(
            "update plan.plans set status = 'superseded' where status = 'proposed' and decision_date <= %s",
            (draft.decision_date,),
        )
        columns = ", ".join(head)
        cursor.execute(f"insert into plan.plans ({columns}) values %s", (tuple(head.values()),))  # noqa: S608
        columns = ", ".join(("plan_id", "first_day", "last_day", *LINE))
        execute_values(cursor, f"insert into plan.plan_lines ({columns}) values %s", lines)  # noqa: S608
        execute_values(cursor, "insert into plan.plan_effects values %s", effects)
    if draft.risk_tier is RiskTier.AUTO:
        make_active(connection, plan_id, draft.decision_date)
    return stages.digest(head, lines, effects), summary(connection, plan_id)


def make_active(connection: Connection, plan_id: str, decision_date: date) -> None:
    """Approve a waiting plan in place of the night's earlier one; without people's agreement the database refuses."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update plan.plans set status = 'superseded' where status = 'approved' and decision_date = %s",
            (decision_date,),
        )
        cursor.execute("update plan.plans set status = 'approved' where plan_id = %s", (plan_id,))


def standing(connection: Connection, decision_date: date, *statuses: str) -> str | None:
    """The night's plan that has one of these statuses."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select plan_id from plan.plans where decision_date = %s and status = any(%s)"
            " order by version desc limit 1",
            (decision_date, list(statuses)),
        )
        found = cursor.fetchone()
    return found[0] if found else None


def summary(connection: Connection, plan_id: str) -> dict[str, Any]:
    """What the books say of a plan, small enough for a log line."""
    columns = (
        "plan_id", "kind", "status", "risk_tier", "cause", "currency", "current_micros", "proposed_micros",
        "moved_micros", "expected_effect_micros", "effect_low_micros", "effect_high_micros",
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(f"select {', '.join(columns)} from plan.plans where plan_id = %s", (plan_id,))  # noqa: S608
        return dict(zip(columns, cursor.fetchone() or (), strict=True))


def _gain(draft: Draft) -> dict[str, Any]:
    """What the plan adds to the north star over the horizon; nothing of a hold."""
    if draft.gain is None or draft.objective is None:
        return {}
    mean, low, high = draft.gain
    days = draft.objective.horizon_days
    unit = f"{draft.objective.unit(draft.currency)} in {days} days"
    return {"gain": mean, "gain_low": low, "gain_high": high, "gain_unit": unit}


def _settings_id(settings: Settings | None) -> str | None:
    return None if settings is None else stages.digest(settings.model_dump(mode="json"))[:16]


def _store_settings(cursor: Any, draft: Draft) -> None:
    if draft.objective:
        aim = draft.objective
        cursor.execute(
            "insert into plan.objectives values (%s, %s, %s, %s) on conflict do nothing",
            (_settings_id(aim), str(aim.north_star), Json(aim.model_dump(mode="json")), aim.effective_from),
        )
    if draft.guardrails:
        settings = draft.guardrails
        cursor.execute(
            "insert into plan.guardrails values (%s, %s) on conflict do nothing",
            (_settings_id(settings), Json(settings.model_dump(mode="json"))),
        )

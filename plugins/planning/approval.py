"""People's answers to a plan that waits: who, what and when; enough different people make it active."""

from contextlib import closing
from datetime import date
from typing import Any

import psycopg2

from models.allocation import PlanError
from plugins.planning.activation import write_activation
from plugins.planning.storing import make_active, summary
from plugins.warehouse import connect

NEEDED = {"auto": 0, "one_approver": 1, "two_approvers": 2}


def approve(plan_id: str, actor: str) -> dict[str, Any]:
    """Write that `actor` agrees; once as many different people agree as its risk tier needs, the plan is approved.

    Returns
    -------
    dict
        The plan's summary, how many agreed and are needed, and the path of the activation file once it is approved.

    Raises
    ------
    PlanError
        There is no such plan, it doesn't wait, or this person has answered already.
    """
    told = _answer(plan_id, actor, "approve", None)
    if told["status"] == "approved":
        told["activation"] = str(write_activation(date.fromisoformat(plan_id.rpartition(".")[0])))
    return told


def reject(plan_id: str, actor: str, reason: str) -> dict[str, Any]:
    """Write that `actor` refuses the plan, and why; the last approved plan stands.

    Raises
    ------
    PlanError
        There is no such plan, it doesn't wait, or no reason is given.
    """
    return _answer(plan_id, actor, "reject", reason)


def _answer(plan_id: str, actor: str, answer: str, reason: str | None) -> dict[str, Any]:
    actor = actor.strip()
    with closing(connect("loop")) as connection:
        try:
            with connection, connection.cursor() as cursor:
                decision_date, tier = _head(cursor, plan_id)
                cursor.execute(
                    "insert into plan.approvals (plan_id, actor, answer, reason) values (%s, %s, %s, %s)",
                    (plan_id, actor, answer, reason),
                )
                if answer == "reject":
                    cursor.execute("update plan.plans set status = 'rejected' where plan_id = %s", (plan_id,))
                elif _agreed(cursor, plan_id) >= NEEDED[tier]:
                    make_active(connection, plan_id, decision_date)
                return summary(connection, plan_id) | {"agreed": _agreed(cursor, plan_id), "needed": NEEDED[tier]}
        except psycopg2.errors.UniqueViolation:
            raise PlanError(f"plan {plan_id}: {actor} has answered already; another person must agree") from None
        except psycopg2.errors.CheckViolation as error:
            raise PlanError(str(error.diag.message_primary)) from None


def _head(cursor: Any, plan_id: str) -> tuple[date, str]:
    cursor.execute("select decision_date, risk_tier from plan.plans where plan_id = %s for update", (plan_id,))
    found = cursor.fetchone()
    if found is None:
        raise PlanError(f"there is no plan {plan_id}; ids look like 2026-03-02.1, see plan.plans")
    day, tier = found
    return day, tier


def _agreed(cursor: Any, plan_id: str) -> int:
    cursor.execute("select count(*) from plan.approvals where plan_id = %s and answer = 'approve'", (plan_id,))
    return int(cursor.fetchone()[0])

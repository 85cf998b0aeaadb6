"""What a night's plan rests on: the fit, the verdicts, the last approved plan, what was spent."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd
from psycopg2.extensions import connection as Connection

from plugins import stages

if TYPE_CHECKING:
    from models.response import Posterior

NIGHT = "night"
"""Scope of a verdict that speaks about everything."""
CELL = ["channel", "geo"]


@dataclass(frozen=True, kw_only=True)
class LastPlan:
    """The newest approved plan of an earlier night; `lines` by channel and geo."""

    plan_id: str
    decision_date: date
    lines: pd.DataFrame


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """All that a night's plan depends on in the warehouse.

    Parameters
    ----------
    verdicts : mapping of str to (str, str)
        Verdict and failing doubt by scope; empty if the gate said nothing.
    spent : DataFrame
        By channel and geo: `status_quo_micros`, the mean day of the last 28, and `observed_micros`, the highest mean of
        any seven days in a row.
    first_budget_micros : int or None
        What was spent a day when the loop began; None before its first plan.
    """

    decision_date: date
    fit_id: str | None
    verdicts: Mapping[str, tuple[str, str]]
    last: LastPlan | None
    spent: pd.DataFrame
    first_budget_micros: int | None

    @property
    def basis(self) -> str:
        """What the current budgets are."""
        return "last_plan" if self.last else "status_quo"

    def why_to_hold(self) -> str | None:
        """The cause for which the whole last plan stands, if there is one."""
        if not self.verdicts:
            return f"the gate gave no verdict for {self.decision_date}"
        verdict, failing = self.verdicts.get(NIGHT, ("pass", ""))
        if verdict in ("stop", "freeze"):
            return failing or f"the gate's verdict on the night is {verdict}"
        if self.fit_id is None:
            return f"there is no fit for {self.decision_date}"
        return None


def read(connection: Connection, decision_date: date) -> Inputs:
    """Read a night's inputs as they are now."""
    fit = stages.latest("fit", decision_date, connection)
    return Inputs(
        decision_date=decision_date,
        fit_id=fit.summary["fit_id"] if fit else None,
        verdicts=_verdicts(connection, decision_date),
        last=last_approved(connection, decision_date),
        spent=_spent(connection, decision_date),
        first_budget_micros=_first_budget(connection, decision_date),
    )


def posterior(connection: Connection, fit_id: str) -> "Posterior":
    """The posterior of a fit."""
    from models.response import Posterior

    with connection.cursor() as cursor:
        cursor.execute("select posterior from model.fits where fit_id = %s", (fit_id,))
        (stored,) = cursor.fetchone() or (None,)
    if stored is None:
        raise LookupError(f"model.fits has no fit {fit_id}; run the night's 'fit' stage again")
    return Posterior.load(io.BytesIO(bytes(stored)))


def last_approved(connection: Connection, before: date) -> LastPlan | None:
    """The newest approved plan of a night before `before`."""
    heads = _table(
        connection,
        "select plan_id, decision_date from plan.plans where status = 'approved' and decision_date < %s"
        " order by decision_date desc limit 1",
        before,
    )
    if heads.empty:
        return None
    plan_id, decision_date = heads.iloc[0]
    lines = _table(
        connection,
        "select channel, geo, proposed_micros, optimum_micros, exploration_micros, propensity::float8 as propensity"
        " from plan.plan_lines where plan_id = %s order by channel, geo",
        plan_id,
    )
    return LastPlan(plan_id=plan_id, decision_date=decision_date, lines=lines.set_index(CELL))


def _verdicts(connection: Connection, decision_date: date) -> dict[str, tuple[str, str]]:
    query = "select scope, verdict, coalesce(failing, '') from gate.verdict_now where decision_date = %s order by scope"
    with connection.cursor() as cursor:
        cursor.execute(query, (decision_date,))
        return {scope: (verdict, failing) for scope, verdict, failing in cursor.fetchall()}


def _spent(connection: Connection, decision_date: date) -> pd.DataFrame:
    """What each line spent; no rows before the marts are there."""
    empty = _table(connection, "select to_regclass('marts.panel_media') is null as missing").loc[0, "missing"]
    if empty:
        return pd.DataFrame(columns=[*CELL, "status_quo_micros", "observed_micros"]).set_index(CELL)
    spent = _table(
        connection,
        """
        with weeks as (
            select
                channel, geo, day, spend_micros,
                avg(spend_micros) over (partition by channel, geo order by day rows 6 preceding) as week_micros
            from marts.panel_media
            where day < %(night)s
        )

        select
            channel,
            geo,
            coalesce(round(avg(spend_micros) filter (where day >= %(night)s - 28)), 0)::bigint as status_quo_micros,
            round(max(week_micros))::bigint as observed_micros
        from weeks
        group by channel, geo
        order by channel, geo
        """,
        {"night": decision_date},
    )
    return spent.set_index(CELL)


def _first_budget(connection: Connection, decision_date: date) -> int | None:
    """What was spent a day when the loop began: the status quo that its first plan started from."""
    found = _table(
        connection,
        "select current_micros from plan.plans where basis = 'status_quo' and decision_date < %s"
        " order by decision_date, version desc limit 1",
        decision_date,
    )
    return None if found.empty else int(found["current_micros"].iloc[0])


def _table(connection: Connection, query: str, *values: object) -> pd.DataFrame:
    named = values[0] if values and isinstance(values[0], dict) else values
    with connection.cursor() as cursor:
        cursor.execute(query, named or None)
        columns = [column.name for column in cursor.description or ()]
        return pd.DataFrame(cursor.fetchall(), columns=columns)

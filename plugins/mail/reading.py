"""From tables to a night's view: every number in a message is read here, and none is made up elsewhere."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any

from psycopg2.extensions import connection as Connection
from psycopg2.extras import NamedTupleCursor

from plugins.mail.view import Channel, Check, Day, Estimate, Line, Night, Point, Returns, Spent, Standing

LOOK_BACK = timedelta(days=14)
"""How far back spend and revenue are shown: two of each weekday."""


class NoPlanError(LookupError):
    """There is no plan for that decision date."""


def read_night(connection: Connection, decision_date: date) -> Night:
    """The newest plan version of a decision date, with the verdicts, returns and days that belong to it.

    Raises
    ------
    NoPlanError
        No plan is stored for `decision_date`.
    """
    plans = _rows(connection, _PLAN, decision_date=decision_date)
    if not plans:
        raise NoPlanError(f"plan.plans has no plan for {decision_date}; run the night's 'plan' stage first")
    (plan,) = plans
    since = max(plan.last_approved or decision_date - timedelta(days=7), decision_date - LOOK_BACK)
    days, spent = _behind(connection, decision_date, since)
    return Night(
        decision_date=plan.decision_date,
        plan_id=plan.plan_id,
        kind=plan.kind,
        status=plan.status,
        risk_tier=plan.risk_tier,
        basis=plan.basis,
        cause=plan.cause,
        currency=plan.currency,
        north_star=plan.north_star,
        gross_margin=plan.gross_margin,
        fit_id=plan.fit_id,
        first_day=plan.first_day,
        last_day=plan.last_day,
        current_micros=plan.current_micros,
        proposed_micros=plan.proposed_micros,
        moved_micros=plan.moved_micros,
        effect=_effect(plan),
        channels=_channels(connection, plan.plan_id, plan.fit_id),
        checks=tuple(
            Check(scope=row.scope, verdict=row.verdict, failing=row.failing or "")
            for row in _rows(connection, _CHECKS, decision_date=decision_date)
        ),
        days=days,
        since=since,
        spent=spent,
        curves=_curves(connection, plan.fit_id),
    )


def read_standing(connection: Connection, decision_date: date, cause: str) -> Standing:
    """The approved plan that stands on `decision_date` while its own night has failed."""
    plan = next(iter(_rows(connection, _STANDING, decision_date=decision_date)), None)
    return Standing(
        decision_date=decision_date,
        cause=cause,
        plan_id=plan and plan.plan_id,
        plan_date=plan and plan.decision_date,
        currency=plan and plan.currency,
        proposed_micros=plan and plan.proposed_micros,
    )


def _channels(connection: Connection, plan_id: str, fit_id: str | None) -> tuple[Channel, ...]:
    returns = {row.channel: _returns(row) for row in _rows(connection, _RETURNS, fit_id=fit_id)}
    effects = {row.name: _effect(row) for row in _rows(connection, _EFFECTS, plan_id=plan_id)}
    lines = [_line(row) for row in _rows(connection, _LINES, plan_id=plan_id)]
    return tuple(
        _channel(name, tuple(of_channel), effects[name], returns)
        for name, of_channel in groupby(lines, key=lambda line: line.channel)
    )


def _channel(name: str, lines: tuple[Line, ...], effect: Estimate, returns: Mapping[str, Returns]) -> Channel:
    return Channel(
        channel=name,
        current_micros=sum(line.current_micros for line in lines),
        proposed_micros=sum(line.proposed_micros for line in lines),
        change_micros=sum(line.change_micros for line in lines),
        effect=effect,
        returns=returns.get(name),
        verdict=max((line.verdict for line in lines), key=("pass", "default", "freeze", "stop").index),
        lines=lines,
    )


def _line(row: Any) -> Line:
    return Line(
        channel=row.channel,
        geo=row.geo,
        current_micros=row.current_micros,
        proposed_micros=row.proposed_micros,
        change_micros=row.change_micros,
        effect=_effect(row),
        verdict=row.verdict,
        reason=row.reason,
    )


def _effect(row: Any) -> Estimate:
    return _estimate(row.expected_effect_micros, row.effect_low_micros, row.effect_high_micros)


def _returns(row: Any) -> Returns:
    return Returns(
        window_days=row.window_days,
        spend_micros=row.spend_micros,
        contribution=_estimate(row.contribution_mean_micros, row.contribution_low_micros, row.contribution_high_micros),
        iroas=None if row.iroas_mean is None else _estimate(row.iroas_mean, row.iroas_low, row.iroas_high),
        mroas=_estimate(row.mroas_mean, row.mroas_low, row.mroas_high),
    )


def _curves(connection: Connection, fit_id: str | None) -> dict[str, tuple[Point, ...]]:
    rows = _rows(connection, _CURVES, fit_id=fit_id)
    return {
        channel: tuple(
            Point(
                spend_micros=row.daily_spend_micros,
                revenue=_estimate(row.revenue_mean_micros, row.revenue_low_micros, row.revenue_high_micros),
            )
            for row in of_channel
        )
        for channel, of_channel in groupby(rows, key=lambda row: row.channel)
    }


def _behind(connection: Connection, decision_date: date, since: date) -> tuple[tuple[Day, ...], tuple[Spent, ...]]:
    """All channels by day since `LOOK_BACK`, and each channel over the days since `since`."""
    span = {"first": decision_date - LOOK_BACK, "last": decision_date - timedelta(days=1)}
    cells = _rows(connection, _SPEND, **span)
    days = tuple(
        Day(
            day=row.day,
            planned_micros=_sum(cell.planned_micros for cell in cells if cell.day == row.day),
            spend_micros=sum(cell.spend_micros for cell in cells if cell.day == row.day),
            revenue_micros=row.revenue_micros,
            is_estimated=any(cell.is_estimated for cell in cells if cell.day == row.day),
        )
        for row in _rows(connection, _REVENUE, **span)
    )
    lately = sorted((cell for cell in cells if cell.day >= since), key=lambda cell: cell.channel)
    spent = []
    for channel, of_channel in groupby(lately, key=lambda cell: cell.channel):
        own = list(of_channel)
        spent.append(
            Spent(
                channel=channel,
                planned_micros=_sum(cell.planned_micros for cell in own),
                spend_micros=sum(cell.spend_micros for cell in own),
                estimated_days=sum(cell.is_estimated for cell in own),
            )
        )
    return days, tuple(spent)


def _sum(amounts: Any) -> int | None:
    """Sum of what is known; None if nothing is: a day before the first plan has no plan of zero."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None


def _estimate(mean: Any, low: Any, high: Any) -> Estimate:
    return Estimate(mean=Decimal(mean), low=Decimal(low), high=Decimal(high))


def _rows(connection: Connection, query: str, **values: Any) -> list[Any]:
    with connection.cursor(cursor_factory=NamedTupleCursor) as cursor:
        cursor.execute(query, values)  # type: ignore[no-untyped-call]
        return cursor.fetchall()


_PLAN = """
select
    plans.*,
    objectives.north_star,
    (objectives.settings ->> 'gross_margin')::numeric as gross_margin,
    (select min(first_day) from plan.plan_lines where plan_id = plans.plan_id) as first_day,
    (select max(last_day) from plan.plan_lines where plan_id = plans.plan_id) as last_day,
    (
        select max(decision_date) from plan.plans as earlier
        where earlier.status = 'approved' and earlier.decision_date < plans.decision_date
    ) as last_approved
from plan.plans as plans
left join plan.objectives as objectives on plans.objective_id = objectives.objective_id
where plans.decision_date = %(decision_date)s
order by plans.version desc
limit 1
"""

_STANDING = """
select plan_id, decision_date, currency, proposed_micros
from plan.plans
where status = 'approved' and decision_date <= %(decision_date)s
order by decision_date desc
limit 1
"""

_EFFECTS = "select * from plan.plan_effects where plan_id = %(plan_id)s and scope = 'channel'"

_LINES = "select * from plan.plan_lines where plan_id = %(plan_id)s order by channel, geo"

# The shortest window: what spend returns lately.
_RETURNS = """
select distinct on (channel) *
from model.channel_effects
where fit_id = %(fit_id)s
order by channel, window_days
"""

_CHECKS = """
select scope, verdict, failing
from gate.verdict_now
where decision_date = %(decision_date)s
order by array_position(array['stop', 'freeze', 'default', 'pass'], verdict), scope
"""

_CURVES = "select * from model.response_curves where fit_id = %(fit_id)s order by channel, daily_spend_micros"

# A day's plan is the newest approved one whose decision date is not after that day.
_SPEND = """
with

in_force as (

    select
        days.day,
        (
            select plan_id from plan.plans
            where status = 'approved' and decision_date <= days.day
            order by decision_date desc limit 1
        ) as plan_id
    from (select distinct day from marts.panel_media where day between %(first)s and %(last)s) as days

),

planned as (

    select in_force.day, lines.channel, sum(lines.proposed_micros)::bigint as planned_micros
    from in_force
    inner join plan.plan_lines as lines on in_force.plan_id = lines.plan_id
    group by in_force.day, lines.channel

),

spent as (

    select day, channel, sum(spend_micros)::bigint as spend_micros, bool_or(status in ('imputed', 'no rate')) as is_estimated
    from marts.panel_media
    where day between %(first)s and %(last)s
    group by day, channel

)

select spent.day, spent.channel, planned.planned_micros, spent.spend_micros, spent.is_estimated
from spent
left join planned on spent.day = planned.day and spent.channel = planned.channel
order by spent.day, spent.channel
"""

_REVENUE = """
select day, sum(revenue_micros)::bigint as revenue_micros
from marts.panel_outcome
where day between %(first)s and %(last)s
group by day
order by day
"""

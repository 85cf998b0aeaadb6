"""What platforms take: a file with each day's budgets of the plan that stands."""

import csv
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path

from plugins.house.places import data
from plugins.warehouse import connect

HEADER = ("date", "channel", "geo", "daily_budget", "currency")


def write_activation(decision_date: date) -> Path:
    """Write `activation/plan_<date>.csv` for the seven days from `decision_date`; returns its path.

    The budgets are those of the newest approved plan up to that night. Before the first one the file has a header only:
    platforms keep what they do.
    """
    folder = data() / "activation"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"plan_{decision_date}.csv"
    unfinished = path.with_suffix(".csv.part")
    with unfinished.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(_budgets(decision_date))
    unfinished.replace(path)
    return path


def _budgets(decision_date: date) -> list[tuple[object, ...]]:
    with closing(connect("loop")) as connection, connection.cursor() as cursor:
        cursor.execute(
            """
            with standing as (
                select plan_id, currency from plan.plans
                where status = 'approved' and decision_date <= %(night)s
                order by decision_date desc limit 1
            )

            select day::date, lines.channel, lines.geo, lines.proposed_micros, standing.currency
            from standing
            inner join plan.plan_lines as lines on lines.plan_id = standing.plan_id
            cross join generate_series(%(night)s::date, %(night)s::date + 6, interval '1 day') as day
            order by day, lines.channel, lines.geo
            """,
            {"night": decision_date},
        )
        return [
            (day, channel, geo, Decimal(micros).scaleb(-6), currency)
            for day, channel, geo, micros, currency in cursor.fetchall()
        ]

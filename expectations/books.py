"""The warehouse as one decision date sees it: one snapshot, asked in SQL."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pandas as pd
import sqlalchemy as sa


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One file as the ledger knows it: a row of `ops.deliveries`; `sums` by raw column, exact.

    `parts` are the ids of those that were added up in it, and `whole_days` what the whole file among them spans, if there is one.
    """

    delivery_id: int
    channel: str
    report: str
    path: str
    delivered_on: date
    status: str
    reason: str | None
    rows_read: int
    rows_loaded: int
    rows_quarantined: int
    sums: dict[str, Decimal]
    first_day: date | None
    last_day: date | None
    is_part: bool = False
    parts: tuple[int, ...] = ()
    whole_days: tuple[date, date] | None = None

    @property
    def is_loaded(self) -> bool:
        """Whether its rows are in raw."""
        return self.status == "loaded"


@dataclass(frozen=True)
class Books:
    """The warehouse as one decision date sees it."""

    connection: sa.Connection
    decision_date: date

    @property
    def yesterday(self) -> date:
        """The last day that tonight's files can know."""
        return self.decision_date - timedelta(days=1)

    def ask(self, query: str, **values: Any) -> pd.DataFrame:
        """Rows of a query; `:night` and `:yesterday` are always known."""
        known = {"night": self.decision_date, "yesterday": self.yesterday, **values}
        wanted = {name: value for name, value in known.items() if f":{name}" in query}
        answer = self.connection.execute(sa.text(query), wanted)
        return pd.DataFrame(answer.fetchall(), columns=list(answer.keys()))

    def deliveries(self) -> list[Delivery]:
        """Tonight's deliveries, and of each report the newest loaded ones before."""
        found = self.ask(
            """
            select delivery_id, channel, report, path, delivered_on, status, reason,
                rows_read, rows_loaded, rows_quarantined, sums::text as sums, first_day, last_day, is_part
            from ops.deliveries
            where delivered_on = :night or status = 'loaded' and (channel, report, delivered_on) in (
                select channel, report, max(delivered_on) from ops.deliveries
                where status = 'loaded' and delivered_on < :night group by channel, report
            )
            order by channel, report, delivered_on, load_no
            """
        )
        rows = (dict(zip(found.columns, values, strict=True)) for values in found.itertuples(index=False, name=None))
        return [Delivery(**row | {"sums": _exact(row["sums"])}) for row in rows]

    def planned(self) -> dict[str, dict[str, int]]:
        """Micros a day by channel and geo in the plan that was in force yesterday; empty before the first plan."""
        found = self.ask(
            """
            select channel, geo, proposed_micros from plan.plan_lines where plan_id = (
                select plan_id from plan.plans where status = 'approved' and decision_date <= :yesterday
                order by decision_date desc limit 1
            ) order by channel, geo
            """
        )
        return {
            str(name): {str(geo): int(micros) for geo, micros in zip(rows.geo, rows.proposed_micros, strict=True)}
            for name, rows in found.groupby("channel")
        }


def _exact(sums: str) -> dict[str, Decimal]:
    return {name: Decimal(total) for name, total in json.loads(sums, parse_float=Decimal, parse_int=Decimal).items()}

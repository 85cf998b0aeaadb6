"""The warehouse as one decision date sees it: one snapshot, asked in SQL."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd
import sqlalchemy as sa


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
        known = {"night": self.decision_date, "yesterday": self.yesterday}
        wanted = {name: value for name, value in {**known, **values}.items() if f":{name}" in query}
        answer = self.connection.execute(sa.text(query), wanted)
        return pd.DataFrame(answer.fetchall(), columns=list(answer.keys()))

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
        return {str(name): dict(zip(rows.geo, rows.proposed_micros, strict=True)) for name, rows in found.groupby("channel")}

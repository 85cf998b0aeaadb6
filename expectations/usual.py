"""A report's days beside what is usual for it: what was known the night before, or, of a first file, its own earlier days."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import pandas as pd

from expectations.scanning import Scan

WEEK = 7


@dataclass(frozen=True)
class Usual:
    """What one scan says of tonight, and what it says was usual."""

    scan: Scan

    @cached_property
    def days(self) -> pd.DataFrame:
        """All that is counted, summed by day."""
        cells = self.scan.cells
        counted = [name for name in cells.columns if name not in ("day", "cell") and "__words" not in name]
        return cells[counted].astype(float).groupby(cells.day).sum()

    @cached_property
    def told(self) -> pd.DataFrame:
        """The days that tonight's file tells."""
        if self.scan.report.day is None:
            return self.days
        return self.days[(self.days.index >= self.scan.first_day) & (self.days.index <= self.scan.last_day)]

    @cached_property
    def yesterday(self) -> "pd.Series[float] | None":
        """Yesterday's numbers; None if nothing is dated then."""
        day = self.scan.yesterday
        has_rows = day in self.days.index and self.days.rows[day] > 0
        return self.days.T[day] if has_rows else None

    def before(self, name: str) -> "pd.Series[float]":
        """A column by day as it was known before tonight's file: the night before, or in a first file on its earlier days."""
        return self._known[f"{name}_before" if self.scan.is_known else name]

    @cached_property
    def _known(self) -> pd.DataFrame:
        days = self.days
        return days[
            days.rows_before > 0 if self.scan.is_known else (days.index < self.scan.yesterday) & (days.rows > 0)
        ]

    def share(self, name: str) -> tuple[float, float] | None:
        """Share of rows with `name`: the larger one of yesterday's and of all told days, and the usual one; None if none is known."""
        usual_rows = float(self.before("rows").sum())
        if not usual_rows or not self.told.rows.sum():
            return None
        shares = [float(self.told[name].sum() / self.told.rows.sum())]
        if self.yesterday is not None:
            shares.append(float(self.yesterday[name] / self.yesterday.rows))
        return max(shares), float(self.before(name).sum()) / usual_rows

    def week(self, name: str) -> float:
        """Sum of the last seven days as known tonight."""
        return float(self.days[name][self.days.index > self.scan.yesterday - timedelta(days=WEEK)].sum())

    def weeks_before(self, name: str) -> float:
        """A week's usual sum: the mean of the three weeks before the last seven days."""
        known, last = self.before(name), self.scan.yesterday
        span = known[(known.index <= last - timedelta(days=WEEK)) & (known.index > last - timedelta(days=4 * WEEK))]
        return float(span.sum()) / 3

    def settled(self, name: str, days: int) -> tuple[float, float] | None:
        """Sums of the days settled for `days` that both nights know: now, and before; None if there is no such day."""
        shared = self.told[(self.told.rows > 0) & (self.told.rows_before > 0)]
        shared = shared[shared.index <= self.scan.yesterday - timedelta(days=days)]
        return None if shared.empty else (float(shared[name].sum()), float(shared[f"{name}_before"].sum()))

    def same_weekdays(self, name: str) -> list[float]:
        """A column's values on yesterday's weekday in the weeks before, as known tonight."""
        days = [self.scan.yesterday - timedelta(weeks=week) for week in range(1, 5)]
        return [float(self.days[name][day]) for day in days if day in self.days.index and self.days.rows[day] > 0]

    def words(self, name: str, day: date | None = None) -> tuple[AbstractSet[str], AbstractSet[str]]:
        """Values that stand in a column tonight (of `day`, or of all told days), and those that stood there before."""
        scan = self.scan
        told = scan.told if day is None else scan.cells[scan.cells.day == day]
        if scan.is_known or scan.report.day is None:
            return _union(told[f"{name}__words"]), _union(scan.cells[f"{name}__words_before"])
        earlier = scan.cells[scan.cells.day < scan.yesterday]
        newest = scan.cells[scan.cells.day == (day or scan.yesterday)]
        return _union(newest[f"{name}__words"]), _union(earlier[f"{name}__words"])

    def hour(self, name: str) -> float | None:
        """How many hours the middle of yesterday's events lies from where it usually does, around the clock."""
        rows, day = self.days, self.scan.yesterday
        if self.yesterday is None:
            return None
        others = rows[rows.index < day]
        apart = np.arctan2(self.yesterday[f"{name}__sin"], self.yesterday[f"{name}__cos"]) - np.arctan2(
            others[f"{name}__sin"].sum(), others[f"{name}__cos"].sum()
        )
        return abs(float((apart + np.pi) % (2 * np.pi) - np.pi)) * 12 / np.pi


def _union(arrays: Iterable[object]) -> AbstractSet[str]:
    return {word for array in arrays if isinstance(array, list) for word in array if word is not None}

"""What is usual for a weekday: a band learned from the same weekdays before, robust against the odd ones among them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from config.gate import Bands

MAD_TO_SIGMA = 1.4826  # of a normal distribution; Rousseeuw and Croux (1993), JASA 88, eq. 1.2


Daily = Mapping[date, float]


def by_day(rows: pd.DataFrame, column: str) -> dict[date, float]:
    """One column of rows that have one `day` each."""
    return dict(zip(rows.day, rows[column].astype(float), strict=True))


def ratio(parts: Daily, wholes: Daily) -> dict[date, float]:
    """`parts` per unit of `wholes`, on the days that have any."""
    return {day: part / wholes[day] for day, part in parts.items() if wholes.get(day, 0) > 0}


@dataclass(frozen=True, kw_only=True)
class Band:
    """Where a day's value is expected to lie, and how many days taught it."""

    low: float
    middle: float
    high: float
    days: int

    def stretched(self, level: float | None) -> "Band":
        """The band with room for a planned change: as wide around `level` as around the middle, and all between."""
        if level is None or self.middle <= 0:
            return self
        step = level / self.middle
        return Band(low=self.low * min(1.0, step), middle=self.middle, high=self.high * max(1.0, step), days=self.days)


def band(series: Daily, day: date, *, share: float, holidays: Collection[date], settings: Bands) -> Band | None:
    """Band of `series` (by day) for `day`; None if too few comparable days are known.

    The middle is the median of the same weekdays in the last weeks that were no holidays. The band reaches so many
    robust standard deviations (1.4826 x MAD) to each side, and at least `share` of the middle, as a ratio: down to
    middle / (1 + share), up to middle x (1 + share). On a holiday and the days beside it, `holiday_share` is the least.
    """
    feast = {near for holiday in holidays for near in _beside(holiday)}
    known = [series[past] for past in _weekdays_before(day, settings.weeks) if past in series and past not in feast]
    if len(known) < settings.least_days:
        return None
    middle = float(np.median(known))
    spread = settings.widths * MAD_TO_SIGMA * float(np.median(np.abs(np.asarray(known) - middle)))
    least = max(share, settings.holiday_share) if day in feast else share
    return Band(
        low=max(0.0, min(middle - spread, middle / (1 + least))),
        middle=middle,
        high=max(middle + spread, middle * (1 + least)),
        days=len(known),
    )


def _weekdays_before(day: date, weeks: int) -> list[date]:
    return [day - timedelta(weeks=week) for week in range(1, weeks + 1)]


def _beside(holiday: date) -> tuple[date, date, date]:
    return holiday - timedelta(days=1), holiday, holiday + timedelta(days=1)

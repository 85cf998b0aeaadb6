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
    """Where a day's value is expected to lie, and how many comparable days taught it."""

    low: float
    high: float
    days: int


def band(
    series: Daily,
    day: date,
    *,
    share: float,
    holidays: Collection[date],
    settings: Bands,
    planned: float | None = None,
) -> Band | None:
    """Band of `series` (by day) for `day`; None if too few comparable days are known.

    Usual levels are the median of the same weekdays in the last weeks and whatever was seen there twice (media on the
    air by flights), the median of the last seven days (a level that lasts is the new normal), and what was `planned`.
    The band reaches from the lowest to the highest of them, and beyond both by a factor: 1 + so many robust standard
    deviations (1.4826 x MAD) of the weekday as a share of its median, and at least 1 + `share`. On a holiday and the
    days beside it, `holiday_share` is the least; such days teach nothing. Silence is usual where it was heard on this
    weekday before, or planned.
    """
    feast = {near for holiday in holidays for near in _beside(holiday)}
    weekdays = [series[past] for past in _weekdays_before(day, settings.weeks) if past in series and past not in feast]
    if len(weekdays) < settings.least_days:
        return None
    middle = float(np.median(weekdays))
    mad = float(np.median(np.abs(np.asarray(weekdays) - middle)))
    spread = settings.widths * MAD_TO_SIGMA * mad / middle if middle > 0 else 0.0
    factor = 1 + max(spread, share, settings.holiday_share if day in feast else 0.0)
    last_week = [series[past] for past in _days_before(day) if past in series and past not in feast]
    levels = [middle, *sorted(weekdays)[1:-1]]
    levels += [float(np.median(last_week))] if len(last_week) >= settings.least_days else []
    levels += [] if planned is None else [planned]
    return Band(
        low=0.0 if min(weekdays) == 0 else min(levels) / factor,
        high=max(levels) * factor,
        days=len(weekdays),
    )


def _weekdays_before(day: date, weeks: int) -> list[date]:
    return [day - timedelta(weeks=week) for week in range(1, weeks + 1)]


def _days_before(day: date) -> list[date]:
    return [day - timedelta(days=back) for back in range(1, 8)]


def _beside(holiday: date) -> tuple[date, date, date]:
    return holiday - timedelta(days=1), holiday, holiday + timedelta(days=1)

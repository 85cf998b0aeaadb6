"""Which day it is: New York's midnight, clock changes and the holidays people shop (or don't) on."""

from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np

from market.arrays import Ints

NEW_YORK = ZoneInfo("America/New_York")
DAY_SECONDS = 86_400


@cache
def midnight(day: date) -> int:
    """Return the Unix second at which `day` begins in New York; some days last 23 or 25 hours."""
    return int(datetime(day.year, day.month, day.day, tzinfo=NEW_YORK).timestamp())


def local(seconds: Ints) -> tuple[np.ndarray, Ints]:
    """Return (wall clock, UTC offset in hours) in New York of Unix seconds, the clock as `datetime64[s]`."""
    is_summer = np.searchsorted(_changes(), seconds, side="right") % 2 == 1
    hours = np.where(is_summer, -4, -5)
    return (seconds + 3600 * hours).astype("datetime64[s]"), hours


def local_text(seconds: Ints) -> list[str]:
    """Return Unix seconds as New York time with its offset: `2026-03-01T10:00:00-05:00`."""
    wall, hours = local(seconds)
    suffix = {-4: "-04:00", -5: "-05:00"}
    return [
        text + suffix[hour] for text, hour in zip(np.datetime_as_string(wall).tolist(), hours.tolist(), strict=True)
    ]


@cache
def _changes() -> Ints:
    """Return the Unix seconds at which clocks change from 2015 on: to summer, to winter, to summer, and so on."""
    days = []
    for year in range(2015, 2045):
        days += [_nth(year, 3, 6, 2), _nth(year, 11, 6, 1)]
    # Clocks change two hours after midnight, whichever way.
    return np.array([midnight(day) + 2 * 3600 for day in days])


def holidays(year: int) -> dict[date, float]:
    """Return the year's US shopping days and what they do to usual demand, as a factor."""
    thanksgiving = _nth(year, 11, 3, 4)
    memorial = date(year, 5, 31) - timedelta(days=date(year, 5, 31).weekday())
    return {
        date(year, 1, 1): 0.85,
        _nth(year, 1, 0, 3): 1.06,
        _nth(year, 2, 0, 3): 1.08,
        memorial: 1.08,
        date(year, 6, 19): 1.02,
        date(year, 7, 4): 0.92,
        _nth(year, 9, 0, 1): 1.08,
        _nth(year, 10, 0, 2): 1.04,
        date(year, 11, 11): 1.05,
        thanksgiving: 1.10,
        thanksgiving + timedelta(days=1): 1.45,
        thanksgiving + timedelta(days=4): 1.35,
        date(year, 12, 24): 0.85,
        date(year, 12, 25): 0.72,
    }


def _nth(year: int, month: int, weekday: int, n: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))

"""Do the files hold what their channel usually delivers: all places, all rows, and settled days as they were?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from config.gate import Arrival, Restatement
from expectations.doubts import Doubt, Evidence, Measures, within
from expectations.verdict import Verdict


@dataclass(frozen=True, kw_only=True)
class Contents:
    """One channel's delivered rows by day and cell: tonight's file, and the one before it.

    Both frames have the columns `day`, `cell`, `rows`, `spend_micros`, `impressions`. `idle_cells` is how many places
    the plan gave no budget for yesterday: so many may honestly be absent.
    """

    tonight: pd.DataFrame
    before: pd.DataFrame
    repeated_rows: int
    idle_cells: int


def contents(channels: Mapping[str, Contents], yesterday: date, arrival: Arrival, restatement: Restatement) -> Evidence:
    """Measures of each channel's rows of yesterday and of settled days."""
    return {
        name: {
            "repeated_rows": found.repeated_rows,
            **_places(found, yesterday, arrival),
            **_rows(found, yesterday, arrival),
            **_unseen(found, yesterday, restatement),
            **_restated(found, yesterday, restatement),
        }
        for name, found in channels.items()
    }


def _places(found: Contents, yesterday: date, settings: Arrival) -> Measures:
    """How many places that always report are absent yesterday, beyond those that the plan paused."""
    days = {yesterday - timedelta(days=back) for back in range(1, settings.always_on_days + 1)}
    reported = found.tonight[found.tonight.day.isin(days)].groupby("cell").day.nunique()
    always_on = set(reported[reported == len(days)].index)
    absent = sorted(always_on - set(found.tonight[found.tonight.day == yesterday].cell))
    return {
        "absent_cells": max(0, len(absent) - found.idle_cells),
        "absent_cells_says": f"no rows for {', '.join(absent)}" if absent else f"all {len(always_on)} reported",
    }


def _rows(found: Contents, yesterday: date, settings: Arrival) -> Measures:
    """Yesterday's rows, and the median of the same weekdays before, less what the plan paused."""
    daily = found.tonight.groupby("day").rows.sum()
    days = [yesterday - timedelta(weeks=week) for week in range(1, settings.same_weekdays + 1)]
    usual = float(pd.Series([daily.get(day, 0) for day in days]).median())
    cells = found.tonight.cell.nunique()
    active = max(0, cells - found.idle_cells) / cells if cells else 1.0
    return {"rows": int(daily.get(yesterday, 0)), "usual_rows": usual * active}


def _unseen(found: Contents, yesterday: date, settings: Restatement) -> Measures:
    """Which of the last days cost money and were shown to nobody."""
    recent = found.tonight[found.tonight.day >= yesterday - timedelta(days=settings.settled_after_days)]
    daily = recent.groupby("day")[["spend_micros", "impressions"]].sum()
    unseen = daily.index[(daily.spend_micros > 0) & (daily.impressions == 0)]
    says = f"no impressions on {', '.join(str(day) for day in unseen)}" if len(unseen) else "every day was seen"
    return {"unseen_days": len(unseen), "unseen_days_says": says}


def _restated(found: Contents, yesterday: date, settings: Restatement) -> Measures:
    """How far spend and rows of settled days differ from what the delivery before said of the same days."""
    settled = yesterday - timedelta(days=settings.settled_after_days)
    shared = set(found.tonight.day) & set(found.before.day)
    if found.before.empty or not any(day <= settled for day in shared):
        return {}
    first, last = min(shared), min(max(shared), settled)
    now, then = (frame[frame.day.between(first, last)] for frame in (found.tonight, found.before))
    now_micros, then_micros = int(now.spend_micros.sum()), int(then.spend_micros.sum())
    now_rows, then_rows = int(now.rows.sum()), int(then.rows.sum())
    span = f"{first} to {last} now"
    return {
        "spend_restated": abs(now_micros - then_micros) / max(then_micros, 1),
        "spend_restated_says": f"{span} cost {now_micros / 1e6:,.2f}, and {then_micros / 1e6:,.2f} a file ago",
        "rows_lost": max(0.0, 1 - now_rows / max(then_rows, 1)),
        "rows_lost_says": f"{span} have {now_rows:,} rows, and {then_rows:,} a file ago",
    }


def content_doubts(found: Evidence, arrival: Arrival, restatement: Restatement) -> Iterator[Doubt]:
    """What must hold of the rows that a paid channel delivered."""
    for name, measured in found.items():
        yield within(
            "absent_cells", most=0,
            doubt_id="places-complete", scope=name, verdict=Verdict.FREEZE,
            sentence=f"every place where {name} always runs reported yesterday",
            because="a place that is absent reads as a true zero, and the model would learn from it",
        )  # fmt: skip
        yield within(
            "rows", least=int(arrival.rows_share * measured["usual_rows"]),
            doubt_id="rows-complete", scope=name, verdict=Verdict.FREEZE,
            sentence=f"{name} has about as many rows of yesterday as of the same weekday before",
            because="a file that was cut off at a line's end is a whole file to every reader",
        )  # fmt: skip
        yield within(
            "repeated_rows", most=0,
            doubt_id="rows-once", scope=name, verdict=Verdict.FREEZE,
            sentence=f"no row of {name} stands twice in one file",
            because="two answers for one ad, place and day: nobody can say which one was paid",
        )  # fmt: skip
        yield within(
            "unseen_days", most=0,
            doubt_id="spend-was-seen", scope=name, verdict=Verdict.FREEZE,
            sentence=f"what {name} cost was shown to somebody",
            because="spend without impressions is a column of impressions that broke",
        )  # fmt: skip
        if "spend_restated" not in measured:
            continue  # its first file: nothing was known before
        yield within(
            "spend_restated", most=restatement.spend_share,
            doubt_id="spend-settled", scope=name, verdict=Verdict.FREEZE,
            sentence=f"settled spend of {name} stays what it was",
            because="conversions are restated for weeks, spend is not: a unit, a currency or an account changed",
        )  # fmt: skip
        yield within(
            "rows_lost", most=restatement.rows_lost_share,
            doubt_id="rows-kept", scope=name, verdict=Verdict.FREEZE,
            sentence=f"settled days of {name} keep their rows",
            because="rows that vanish from a re-read file were cut off or filtered",
        )  # fmt: skip

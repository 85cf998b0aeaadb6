"""What a scan of raw finds on an honest night, by hand: thirty days of one report, as known tonight and the night before."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pandas as pd

from config.gate import GateSettings
from expectations.books import Delivery
from expectations.scanning import Scan
from plugins.gate import feeds_of
from tests.unit.channels.conftest import all_channels
from tests.unit.expectations.conftest import NIGHT, YESTERDAY

DAYS = [YESTERDAY - timedelta(days=back) for back in reversed(range(30))]
ROWS = 120


def a_scan(channel: str, settings: GateSettings, report: str | None = None) -> Scan:
    """An honest night of a channel's report; every day is like every other."""
    feed = next(one for one in feeds_of(all_channels(), settings) if one.channel == channel)
    shape = next(one for one in feed.reports if report in (None, one.name))
    frame = pd.DataFrame([_cell(shape, day, settings) for day in DAYS])
    file = Delivery(
        delivery_id=1, channel=channel, report=shape.name, path="p", delivered_on=NIGHT, status="loaded", reason=None,
        rows_read=1, rows_loaded=1, rows_quarantined=0, sums={"x": Decimal(1)}, first_day=DAYS[0], last_day=YESTERDAY,
    )  # fmt: skip
    return Scan(feed=feed, report=shape, file=file, yesterday=YESTERDAY, cells=frame)


def _cell(shape: Any, day: date, settings: GateSettings) -> dict[str, Any]:
    known = int(day < YESTERDAY)
    cell: dict[str, Any] = {
        "day": day, "cell": "US-CA", "rows": ROWS, "rows_before": ROWS * known, "rows_brought": ROWS, "keys": ROWS,
        "spend_micros": 10**9, "spend_micros_before": 10**9 * known, "unseen": 0.0, "unseen_before": 0.0,
    }  # fmt: skip
    for column in shape.columns:
        name = column.name
        amount = 100.0 if name in shape.meaning.within else 1000.0
        cell |= {f"{name}__missing": 0, f"{name}__missing_before": 0, f"{name}__negative": 0, f"{name}__beyond": 0}
        cell |= {
            name: amount,
            f"{name}_before": amount * known,
            f"{name}__largest": 10.0,
            f"{name}__largest_before": 10.0 * known,
        }
        cell |= {
            f"{name}__nobody": 0,
            f"{name}__nobody_before": 0,
            f"{name}__ids": 40,
            f"{name}__yes": 12,
            f"{name}__yes_before": 12 * known,
        }
        cell |= {f"{name}__words": ["a", "b"], f"{name}__words_before": ["a", "b"] if known else None}
        cell |= {f"{name}__cos": 60.0, f"{name}__sin": 30.0, f"{name}__ahead": 0, f"{name}__off_day": 0}
    return cell


def changed(scan: Scan, column: str, value: Any, *, days: Any = None) -> Scan:
    """The scan with one column changed, on some days or on all; a function changes what stands there."""
    cells = scan.cells.copy()
    where = cells.day.isin(DAYS if days is None else days)
    for index in cells.index[where]:
        cells.at[index, column] = value(cells.at[index, column]) if callable(value) else value
    return replace(scan, cells=cells)

"""What the platforms were told to spend: published plans, read as any outsider reads a CSV file."""

import csv
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

import numpy as np

from market.arrays import Bools, Ints
from market.errors import MarketError
from market.worlds import CHANNELS, World

COLUMNS = ["date", "channel", "geo", "daily_budget", "currency"]
NAME = re.compile(r"plan_(\d{4}-\d{2}-\d{2})\.csv")


@dataclass(frozen=True)
class Plans:
    """Published budgets in cents.

    Parameters
    ----------
    budgets : dict
        From day to an array geo x channel; -1 where no plan names the cell.
    """

    budgets: dict[date, Ints]

    def day(self, day: date, otherwise: Ints) -> tuple[Ints, Bools]:
        """Return (budgets, which cells a plan names) of `day`, `otherwise` (cents, geo x channel) where none does."""
        if day not in self.budgets:
            return otherwise, np.zeros(otherwise.shape, dtype=bool)
        budgets = self.budgets[day]
        return np.where(budgets < 0, otherwise, budgets), budgets >= 0

    def named(self, day: date) -> int:
        """Return how many cells of `day` a plan names."""
        return int((self.budgets[day] >= 0).sum()) if day in self.budgets else 0


def read(folder: Path, world: World) -> Plans:
    """Return the plans published in `folder`: of several that name a day's cell, the newest plan's budget counts."""
    budgets: dict[date, Ints] = {}
    for path in sorted(folder.glob("plan_*.csv")):
        published = _published(path)
        for line, (day, geo, channel, cents) in enumerate(_lines(path, world), start=2):
            if day < published:
                raise MarketError(
                    f"{path}, line {line}: {day} is before the plan's own day {published}; remove the line"
                )
            cells = budgets.setdefault(day, np.full((world.geo_count, len(CHANNELS)), -1, dtype=np.int64))
            cells[geo, channel] = cents
    return Plans(budgets)


def _published(path: Path) -> date:
    match = NAME.fullmatch(path.name)
    try:
        return date.fromisoformat(match[1] if match else path.name)
    except ValueError:
        raise MarketError(f"{path}: a plan is called plan_YYYY-MM-DD.csv; rename or remove the file") from None


def _lines(path: Path, world: World) -> list[tuple[date, int, int, int]]:
    """Return (day, geo position, channel position, cents) of each line of one plan."""
    geos = {geo.code: position for position, geo in enumerate(world.geos)}
    channels = {channel: position for position, channel in enumerate(CHANNELS)}
    cells: dict[tuple[date, int, int], int] = {}
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        header = next(rows, [])
        if header != COLUMNS:
            raise MarketError(f"{path}, line 1: the header is {','.join(header)!r}; a plan's is {','.join(COLUMNS)!r}")
        for line, row in enumerate(rows, start=2):
            where = f"{path}, line {line}"
            if len(row) != len(COLUMNS):
                raise MarketError(f"{where}: {len(row)} columns; a plan has {len(COLUMNS)}: {','.join(COLUMNS)}")
            day, channel, geo, budget, currency = row
            if channel not in channels:
                raise MarketError(f"{where}: channel {channel!r} is not sold here; use one of {', '.join(channels)}")
            if geo not in geos:
                raise MarketError(f"{where}: geo {geo!r} is not in this world; use one of {', '.join(geos)}")
            if currency != "USD":
                raise MarketError(f"{where}: currency {currency!r}; the accounts are in USD")
            cell = (_day(day, where), geos[geo], channels[channel])
            if cell in cells:
                raise MarketError(f"{where}: {channel} in {geo} on {day} has two budgets; keep one line")
            cells[cell] = _cents(budget, where)
    return [(*cell, cents) for cell, cents in cells.items()]


def _day(text: str, where: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise MarketError(f"{where}: date {text!r}; write it as 2026-03-02") from None


def _cents(text: str, where: str) -> int:
    try:
        dollars = Decimal(text)
    except InvalidOperation:
        raise MarketError(f"{where}: daily_budget {text!r} is no number; write dollars as 123.45") from None
    if not dollars.is_finite() or dollars < 0:
        raise MarketError(f"{where}: daily_budget {text!r}; a budget is zero or more")
    return int((dollars * 100).to_integral_value())

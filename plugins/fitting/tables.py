"""A posterior as tables: effects by channel and cell, contributions by day, response curves."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from psycopg2.extensions import connection as Connection
from psycopg2.extras import execute_values

from models.response import Posterior
from models.response.posterior import returns

MICROS = 1_000_000
INTERVAL = 0.8  # equal-tailed
CONTRIBUTION_DAYS = 90
WINDOWS = (28, 90)  # days; the whole panel comes on top
CURVE_POINTS = 25
CURVE_REACH = 2.0  # times what was spent lately

Rows = list[tuple[Any, ...]]


def write(connection: Connection, fit_id: str, posterior: Posterior) -> dict[str, int]:
    """Write every table of a fit; returns the rows of each."""
    contribution = posterior.contribution()
    tables: dict[str, Rows] = {
        "channel_effects": list(_effects(posterior, contribution, ("channel",))),
        "cell_effects": list(_effects(posterior, contribution, ("channel", "geo"))),
        "contributions": list(_contributions(posterior, contribution)),
        "response_curves": list(_response_curves(posterior)),
    }
    with connection.cursor() as cursor:
        for table, rows in tables.items():
            columns = _columns(cursor, table, len(rows[0]))
            execute_values(
                cursor, f"insert into model.{table} ({columns}) values %s",  # noqa: S608  # names are our own
                [(fit_id, *row) for row in rows], page_size=1000,
            )  # fmt: skip
    return {table: len(rows) for table, rows in tables.items()}


def _columns(cursor: Any, table: str, count: int) -> str:
    """Names of the first columns, in the table's order: `fit_id` and as many more as a row has."""
    cursor.execute(
        "select column_name from information_schema.columns where table_schema = 'model' and table_name = %s"
        " order by ordinal_position limit %s",
        (table, count + 1),
    )
    return ", ".join(name for (name,) in cursor.fetchall())


def _effects(posterior: Posterior, contribution: xr.DataArray, by: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    """What spend caused over each window, and what the next unit would."""
    spend = posterior.panel.spend
    all_days = spend.sizes["day"]
    for days in sorted({min(window, all_days) for window in (*WINDOWS, all_days)}):
        last = {"day": slice(-days, None)}
        caused, spent = contribution.isel(last).astype(float), spend.isel(last)
        gone = [dim for dim in ("geo", "day", "channel") if dim not in by]
        earned, total = caused.sum(gone), spent.sum(gone)
        iroas = returns(caused, spent, by)
        next_unit = _next_unit(posterior, spent.mean("day"), by)
        for labels in _labels(total, by):
            cell = dict(zip(by, labels, strict=True))
            yield (
                *labels, days, _micros(float(total.sel(cell))), *map(_micros, _summary(earned.sel(cell))),
                *map(_rounded, _summary(iroas.sel(cell))), *map(_rounded, _summary(next_unit.sel(cell))),
            )  # fmt: skip


def _next_unit(posterior: Posterior, at: xr.DataArray, by: tuple[str, ...]) -> Any:
    """mROAS at a mean day (geo, channel); of a whole channel, each geo weighs by its part of the spend."""
    each = posterior.mroas(at)
    if "geo" in by:
        return each
    usual = posterior.scales.spend
    weight = at.where(at.sum("geo") > 0, usual)
    return (each * weight).sum("geo") / weight.sum("geo")


def _contributions(posterior: Posterior, contribution: xr.DataArray) -> Iterator[tuple[Any, ...]]:
    """Fitted revenue by day, taken apart."""
    last = {"day": slice(-CONTRIBUTION_DAYS, None)}
    baseline = posterior.baseline().isel(last).sum("geo").expand_dims(channel=["baseline"])
    parts = xr.concat([contribution.isel(last).astype(float).sum("geo"), baseline], "channel")
    low, high = parts.quantile(_tails(), "draw").transpose("quantile", "day", "channel").values
    mean = parts.mean("draw").transpose("day", "channel").values
    for row, day in enumerate(parts.day.values):
        for column, channel in enumerate(parts.channel.values):
            values = (mean[row, column], low[row, column], high[row, column])
            yield (pd.Timestamp(day).date(), str(channel), *map(_micros, values))


def _response_curves(posterior: Posterior) -> Iterator[tuple[Any, ...]]:
    """Daily revenue of a channel by its daily spend, split over geos as lately, or as usual if it rests."""
    recent, usual = posterior.recent_spend(), posterior.scales.spend
    mix = recent.where(recent.sum("geo") > 0, usual)
    along = xr.DataArray(np.linspace(0, CURVE_REACH, CURVE_POINTS), dims="level")
    revenue = posterior.curves((mix * along).transpose("geo", "channel", "level")).sum("geo")
    for channel in revenue.channel.values:
        spend = float(mix.sel(channel=channel).sum()) * along.values
        for level, amount in enumerate(spend):
            values = _summary(revenue.sel(channel=channel).isel(level=level))
            yield (str(channel), _micros(amount), *map(_micros, values))


def _labels(values: xr.DataArray, by: tuple[str, ...]) -> Rows:
    """Every combination of labels, in order."""
    return list(pd.MultiIndex.from_product([values[dim].values for dim in by]))


def _summary(draws: xr.DataArray) -> tuple[float, float, float]:
    """Mean, and the interval's two ends."""
    low, high = np.quantile(draws.values, _tails())
    return float(draws.mean()), float(low), float(high)


def _tails() -> list[float]:
    return [(1 - INTERVAL) / 2, (1 + INTERVAL) / 2]


def _micros(amount: float) -> int:
    """Currency units to whole micros, half to even: the model's numbers become money here and nowhere else."""
    return round(amount * MICROS)


def _rounded(value: float) -> float | None:
    """Six decimals; null for what isn't a number (nothing spent, so no return on it)."""
    return round(value, 6) if np.isfinite(value) else None

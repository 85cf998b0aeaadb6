"""What the model reads: spend, revenue and controls on one complete grid of geos and days."""

import hashlib
from dataclasses import dataclass
from typing import Self

import numpy as np
import pandas as pd
import xarray as xr

SHOWN = 5  # rows that an error quotes
SHORTEST = 56  # days: two months tell a week's pattern from noise, less does not


class PanelError(ValueError):
    """A panel that can't be learned from: names the frame, the rows and the mend."""


@dataclass(frozen=True, eq=False)
class Panel:
    """Daily spend, revenue and controls by geo, without gaps.

    Parameters
    ----------
    spend : DataArray (geo, day, channel)
        In currency units.
    revenue : DataArray (geo, day)
        In currency units; refunds may turn a day negative.
    controls : DataArray (geo, day, control)
        Whatever moves revenue and isn't spend.
    """

    spend: xr.DataArray
    revenue: xr.DataArray
    controls: xr.DataArray

    @classmethod
    def from_frames(cls, media: pd.DataFrame, outcome: pd.DataFrame, controls: pd.DataFrame | None = None) -> Self:
        """Build a panel from long frames.

        Parameters
        ----------
        media : DataFrame
            Columns date, geo, channel, spend: a row for every geo, day and channel.
        outcome : DataFrame
            Columns date, geo, revenue: a row for every geo and day.
        controls : DataFrame, optional
            Columns date, geo, name, value: a row for every geo, day and name.

        Raises
        ------
        PanelError
            A column is missing, a row is missing, doubled, not a number or negative spend; days have a gap; a frame
            knows a geo or a day that another doesn't; there is no revenue at all, or too few days.
        """
        revenue = _grid("outcome", outcome, ["geo", "date"], "revenue")
        if len(revenue.day) < SHORTEST:
            raise PanelError(f"outcome: {len(revenue.day)} days, {SHORTEST} needed; wait, or deliver more history")
        _no_gap(revenue)
        if not bool((revenue != 0).any()):
            raise PanelError("outcome: revenue is 0 on every row; check the orders' delivery")
        spend = _grid("media", media, ["geo", "date", "channel"], "spend")
        _same_labels("media", spend, revenue)
        negative = spend.where(spend < 0).to_series().dropna()
        if len(negative):
            raise PanelError(f"media: negative spend in {_quote(negative)}; book refunds on the day of the spend")
        if controls is None or controls.empty:
            none = np.zeros((*revenue.shape, 0))
            coords = {"geo": revenue.geo, "day": revenue.day, "control": np.array([], dtype=object)}
            return cls(spend, revenue, xr.DataArray(none, dims=("geo", "day", "control"), coords=coords))
        known = _grid("controls", controls.rename(columns={"name": "control"}), ["geo", "date", "control"], "value")
        _same_labels("controls", known, revenue)
        return cls(spend, revenue, known)

    def digest(self) -> str:
        """Hash of every label and number: equal panels, equal digests."""
        content = hashlib.sha256()
        for part in (self.spend, self.revenue, self.controls):
            for dim in part.dims:
                content.update("\x1f".join(_label(label) for label in part[dim].values).encode())
            content.update(np.ascontiguousarray(part.values, dtype="<f8").tobytes())
        return content.hexdigest()

    def until(self, days: int) -> Self:
        """The first `days` days."""
        first = {"day": slice(None, days)}
        return type(self)(self.spend.isel(first), self.revenue.isel(first), self.controls.isel(first))


def _grid(name: str, frame: pd.DataFrame, keys: list[str], value: str) -> xr.DataArray:
    """A long frame as a complete labelled array, sorted by label; dims are the keys, `date` is called day."""
    missing = [column for column in [*keys, value] if column not in frame.columns]
    if missing:
        raise PanelError(f"{name}: no column {', '.join(missing)}; it has {', '.join(map(str, frame.columns))}")
    if frame.empty:
        raise PanelError(f"{name}: no rows; check that the panel was built")
    days = pd.to_datetime(frame["date"], errors="coerce").dt.normalize().astype("datetime64[ns]")
    series = pd.to_numeric(frame[value], errors="coerce").astype("float64")
    index = [days if key == "date" else frame[key].astype(str) for key in keys]
    series.index = pd.MultiIndex.from_arrays(index, names=["day" if key == "date" else key for key in keys])
    if days.isna().any():
        raise PanelError(f"{name}: not a date in row {', '.join(map(str, frame.index[days.isna()][:SHOWN]))}")
    broken = series[~np.isfinite(series.to_numpy())]
    if len(broken):
        raise PanelError(f"{name}: {value} is missing or not a number in {_quote(broken)}")
    doubled = series[series.index.duplicated(keep="first")]
    if len(doubled):
        raise PanelError(f"{name}: more than one row for {_quote(doubled)}; keep one row a {', '.join(keys)}")
    full = pd.MultiIndex.from_product([sorted(set(level)) for level in series.index.levels], names=series.index.names)
    absent = full.difference(series.index)
    if len(absent):
        raise PanelError(f"{name}: no row for {_quote(pd.Series(0, index=absent))}; the grid must be complete")
    cube = xr.DataArray.from_series(series.reindex(full))
    return cube.transpose("geo", "day", ...)


def _no_gap(revenue: xr.DataArray) -> None:
    days = pd.DatetimeIndex(revenue.day.values)
    absent = pd.date_range(days[0], days[-1], freq="D").difference(days)
    if len(absent):
        shown = ", ".join(str(day.date()) for day in absent[:SHOWN])
        raise PanelError(f"outcome: {len(absent)} days without any row: {shown}; the grid must be complete")


def _same_labels(name: str, part: xr.DataArray, revenue: xr.DataArray) -> None:
    for dim in ("geo", "day"):
        here, there = set(part[dim].values), set(revenue[dim].values)
        if here != there:
            odd = ", ".join(str(label)[:10] for label in sorted(here ^ there)[:SHOWN])
            raise PanelError(f"{name} and outcome disagree about {dim} {odd}; both need the same {dim}s")


def _label(value: object) -> str:
    """A day or a name, as text."""
    return str(value)[:10] if isinstance(value, np.datetime64) else str(value)


def _quote(rows: pd.Series) -> str:
    """The first rows by their labels, and how many there are in all."""
    shown = [
        "/".join(str(part.date()) if isinstance(part, pd.Timestamp) else str(part) for part in key)
        for key in rows.index[:SHOWN]
    ]
    more = f" and {len(rows) - SHOWN} more" if len(rows) > SHOWN else ""
    return f"{', '.join(shown)}{more}"

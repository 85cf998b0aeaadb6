"""What would sell without advertising? Trend, seasons, special days, controls and wandering demand, integrated out.

Everything here is Gaussian and linear, so its coefficients needn't be sampled: the likelihood is that of revenue with
the baseline integrated out, and baselines are drawn exactly afterwards. Two changes of basis make that cheap:

- over geos, a rotation whose first row is the sum of all geos (weighted by precision) and whose others are contrasts
  between geos. Demand common to all geos is in the first row only;
- over days, cosine waves. An AR(1) process with reflecting ends has them as its exact principal components, with
  variance ``sd² (1 - r²) / (1 - 2 r cos w + r²)`` at wave w (Strang, The Discrete Cosine Transform, 1999).
"""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import pandas as pd
import scipy.fft
import scipy.linalg
import scipy.ndimage
import xarray as xr
from numpy.typing import NDArray

from models.response.panel import Panel
from models.response.scales import Scales, log_course
from models.response.spec import ResponseSpec

Array = Any  # NumPy's and PyTensor's arrays: the same lines serve both
Floats = NDArray[np.float64]

YEAR = 365.25
YEAR_WAVES = 2
WEEK_WAVES = 3


@dataclass(frozen=True, kw_only=True)
class Demand:
    """Sizes of what the baseline can't foresee, in shares of usual revenue, and how long demand lasts (days)."""

    common: Array
    local: Array
    half_life_days: Array
    noise: Array


@dataclass(frozen=True, eq=False, kw_only=True)
class Baseline:
    """The fixed arrays of a panel's baseline.

    Parameters
    ----------
    columns : tuple of str
        Names of the design's columns.
    design : array (day, column)
        Common to all geos, in cosine waves.
    common_size, local_size : array (column,)
        Prior standard deviation of a column's effect in all geos, and of a geo's departure from it.
    precision : array (geo,)
        One over a geo's relative noise.
    rotation : array (geo, geo)
        Orthonormal; the first row is `precision`, normed.
    cosine : array (day,)
        cos(w) of each wave.
    """

    columns: tuple[str, ...]
    design: Floats
    common_size: Floats
    local_size: Floats
    precision: Floats
    rotation: Floats
    cosine: Floats

    @classmethod
    def of(cls, panel: Panel, scales: Scales, spec: ResponseSpec) -> Self:
        """The baseline of `panel`."""
        columns = design_columns(panel, scales, spec)
        design = np.stack([values for values, _ in columns.values()], axis=1)
        size = np.array([size for _, size in columns.values()])
        precision = 1.0 / scales.noise.values
        days = len(design)
        return cls(
            columns=tuple(columns),
            design=scipy.fft.dct(design, axis=0, norm="ortho"),
            common_size=size,
            local_size=size * spec.geo_share,
            precision=precision,
            rotation=_rotation(precision),
            cosine=np.cos(np.pi * np.arange(days) / days),
        )

    @property
    def waves(self) -> Floats:
        """The cosine transform as a matrix (wave, day)."""
        return np.asarray(scipy.fft.dct(np.eye(len(self.cosine)), axis=0, norm="ortho"))

    def log_density(self, turned: Array, demand: Demand, xp: Any = np) -> Array:
        """Log density of residual revenue with the whole baseline integrated out, up to a constant.

        Parameters
        ----------
        turned : array (geo, day)
            Revenue less contributions, as shares of usual revenue, times `precision`, rotated, in waves.
        demand : Demand
            Sizes of demand and noise.
        xp : module
            NumPy, or PyTensor's tensors.
        """
        common, local = self._variances(demand)
        total = self._block(turned[:1], common, self.column_variance(common=True), xp)
        return total + self._block(turned[1:], local, self.column_variance(common=False), xp)

    def draw(self, turned: Floats, demand: Demand, rng: np.random.Generator) -> tuple[Floats, Floats]:
        """One draw of the baseline given the residual, in shares of usual revenue.

        Returns
        -------
        effects : array (geo, column)
            What each column adds, per unit of the column.
        wander : array (geo, day)
            Demand that no column explains.
        """
        common, local = self._variances(demand)
        first = self._draw_block(turned[:1], common, self.column_variance(common=True), demand.noise, rng)
        others = self._draw_block(turned[1:], local, self.column_variance(common=False), demand.noise, rng)
        effects, waves = (np.concatenate(pair) for pair in zip(first, others, strict=True))
        return (self.rotation / self.precision).T @ effects, self.turn_back(waves)

    def fitted(self, effects: Floats, wander: Floats) -> Floats:
        """The baseline (geo, day) of one draw."""
        return effects @ self.by_day.T + wander

    @property
    def by_day(self) -> Floats:
        """The design as it was built: (day, column)."""
        return np.asarray(scipy.fft.idct(self.design, axis=0, norm="ortho"))

    def turn(self, shares: Floats) -> Floats:
        """Shares (…, geo, day) weighted, rotated and in waves."""
        rotated = np.einsum("rg,...gt->...rt", self.rotation * self.precision, shares)
        return np.asarray(scipy.fft.dct(rotated, axis=-1, norm="ortho"))

    def turn_back(self, turned: Floats) -> Floats:
        """The inverse of `turn`."""
        days = scipy.fft.idct(turned, axis=-1, norm="ortho")
        return np.asarray(np.einsum("rg,...rt->...gt", self.rotation / self.precision, days))

    def column_variance(self, *, common: bool) -> Floats:
        """Prior variance of the columns' effects in the first row, or in a contrast."""
        shared = float(self.precision @ self.precision) * self.common_size**2 if common else 0.0
        return np.asarray(shared + self.local_size**2)

    def _variances(self, demand: Demand) -> tuple[Array, Array]:
        """Variance of each wave in the first row and in the contrasts."""
        left = 0.5 ** (1.0 / demand.half_life_days)
        wander = (1 - left**2) / (1 - 2 * left * self.cosine + left**2)
        local = demand.noise**2 + demand.local**2 * wander
        common = local + float(self.precision @ self.precision) * demand.common**2 * wander
        return common, local

    def _block(self, rows: Array, variance: Array, column_variance: Floats, xp: Any) -> Array:
        """Log density of rows that share one covariance: waves plus columns (Woodbury)."""
        weighted = self.design / variance[:, None]
        inner = weighted.T @ self.design + np.diag(1.0 / column_variance)
        factor = xp.linalg.cholesky(inner)
        explained = _solve(factor, (rows @ weighted).T, xp)
        log_volume = xp.log(variance).sum() + 2 * xp.log(xp.diagonal(factor)).sum()
        count = rows.shape[0]
        return -0.5 * (count * log_volume + (rows**2 / variance).sum() - (explained**2).sum())

    def _draw_block(
        self, rows: Floats, variance: Floats, column_variance: Floats, noise: float, rng: np.random.Generator
    ) -> tuple[Floats, Floats]:
        """Columns' effects (row, column) first, then the waves of demand (row, wave) given them."""
        weighted = self.design / variance[:, None]
        factor = np.linalg.cholesky(weighted.T @ self.design + np.diag(1.0 / column_variance))
        centre = scipy.linalg.cho_solve((factor, True), (rows @ weighted).T)
        shock = scipy.linalg.solve_triangular(factor, rng.standard_normal(centre.shape), lower=True, trans="T")
        effects = (centre + shock).T
        kept = 1.0 - noise**2 / variance
        wander = kept * (rows - effects @ self.design.T) + noise * np.sqrt(kept) * rng.standard_normal(rows.shape)
        return effects, wander


def design_columns(panel: Panel, scales: Scales, spec: ResponseSpec) -> dict[str, tuple[Floats, float]]:
    """The baseline's columns by name: values by day, and the prior standard deviation of their effect.

    The level comes first; its size of 2 leaves the usual revenue (1) free to be anything plausible.
    """
    days = pd.DatetimeIndex(panel.revenue.day.values)
    since = np.arange(len(days), dtype=float)
    columns: dict[str, tuple[Floats, float]] = {"level": (np.ones(len(days)), 2.0)}
    columns["trend"] = (since / YEAR, spec.trend)
    of_year = 2 * np.pi * days.dayofyear.to_numpy() / YEAR
    for wave in range(1, YEAR_WAVES + 1):
        columns[f"year sin {wave}"] = (np.sin(wave * of_year), spec.year)
        columns[f"year cos {wave}"] = (np.cos(wave * of_year), spec.year)
    of_week = 2 * np.pi * days.dayofweek.to_numpy() / 7
    for wave in range(1, WEEK_WAVES + 1):
        columns[f"week sin {wave}"] = (np.sin(wave * of_week), spec.week)
        columns[f"week cos {wave}"] = (np.cos(wave * of_week), spec.week)
    for name in panel.controls.control.values:
        if name in spec.calendar_controls:
            marked = (panel.controls.sel(control=name) != 0).any("geo").values
            for day in np.flatnonzero(marked).tolist():
                columns[f"{name} {days[day].date()}"] = ((since == day).astype(float), spec.special_day)
        else:
            common = standard_controls(panel, scales).sel(control=name).mean("geo").values
            columns[str(name)] = (common, spec.control)
            columns[f"{name}, week"] = (_week_up_to(common), spec.control)
    for channel in panel.spend.channel.values:
        course = common_course(panel, scales, channel)
        columns[f"{channel} follows"] = (course, spec.chase)
        columns[f"{channel} follows, week"] = (_week_up_to(course), spec.chase)
    return columns


def common_course(panel: Panel, scales: Scales, channel: str) -> Floats:
    """A channel's spend of all geos as it moves from day to day: log multiples of the usual day, mean 0 and size 1
    in the days that fix the scales.

    Budgets follow demand that the panel doesn't show. What moves in step with the common course of spend may be either, so the
    baseline gets a part of it (Mundlak 1978, Econometrica 46(1), eq. 2.4): the channel's effect is then learned from geos that
    depart from the common course, from carry-over and from saturation.
    """
    course = (log_course(panel, scales.spend) - scales.course_mean) / scales.course_size
    return np.asarray(course.sel(channel=channel).values)


def _week_up_to(course: Floats) -> Floats:
    """The mean of each day and the six before it: tomorrow moves nothing of the past; the first day repeats."""
    return np.asarray(scipy.ndimage.uniform_filter1d(course, 7, mode="nearest", origin=3))


def standard_controls(panel: Panel, scales: Scales) -> xr.DataArray:
    """Controls as multiples of their standard deviation above their mean, by geo."""
    return (panel.controls - scales.control_mean) / scales.control_size


def local_controls(panel: Panel, scales: Scales, spec: ResponseSpec) -> xr.DataArray:
    """Each geo's departure from the common course of a control (geo, day, control); special days have none."""
    ordinary = [name for name in panel.controls.control.values if name not in spec.calendar_controls]
    standard = standard_controls(panel, scales).sel(control=ordinary)
    return standard - standard.mean("geo")


def _rotation(precision: Floats) -> Floats:
    """An orthonormal matrix whose first row points along `precision` (Householder)."""
    first = precision / np.linalg.norm(precision)
    mirror = first.copy()
    mirror[0] += 1.0
    turned = np.eye(len(first)) - np.outer(mirror, mirror) / mirror[0]
    return np.asarray(-turned if turned[0] @ first < 0 else turned)


def _solve(factor: Array, right: Array, xp: Any) -> Array:
    """Solve with a lower triangular factor, in NumPy or PyTensor."""
    if xp is np:
        return scipy.linalg.solve_triangular(factor, right, lower=True)
    return xp.linalg.solve_triangular(factor, right, lower=True)

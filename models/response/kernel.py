"""The log density of `model.response_model` and its gradient, fused into one compiled and cached pass.

PyMC's own graph of the same model takes minutes to compile; this takes nothing after the first time on a machine. The
model is defined in `model.py`: a test holds both equal, value and gradient, over random panels and parameters.
Derivatives are written beside the lines they belong to.
"""

from dataclasses import dataclass
from typing import Any, Self

import numba
import numpy as np
from numpy.typing import NDArray

from models.response.baseline import Baseline, local_controls
from models.response.panel import Panel
from models.response.saturation import TINY
from models.response.scales import Scales, spend_weight
from models.response.spec import ResponseSpec

Floats = NDArray[np.float64]

CARRY_IN_DAYS = 28  # before the panel, spend is taken to have been as in its first four weeks


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Where each parameter lies in the sampler's vector; positive ones are there as logarithms."""

    geos: int
    channels: int
    controls: int

    @property
    def parts(self) -> dict[str, tuple[slice, tuple[int, ...]]]:
        """Name to place and shape, in order."""
        shapes: dict[str, tuple[int, ...]] = {
            "roi": (self.channels,),
            "half_life_days": (self.channels,),
            "half_saturation": (self.channels,),
            "slope": (self.channels,),
            "geo_spread": (),
            "demand_common": (),
            "demand_local": (),
            "demand_half_life_days": (),
            "noise": (),
            "stray": (self.geos, self.channels),
            "control_effect": (self.controls,),
        }
        places, start = {}, 0
        for name, shape in shapes.items():
            stop = start + int(np.prod(shape))
            places[name] = (slice(start, stop), shape)
            start = stop
        return places

    @property
    def size(self) -> int:
        """Length of the vector."""
        return int(self.parts["control_effect"][0].stop)

    def unpack(self, vectors: Floats) -> dict[str, Floats]:
        """Parameters in their own units, from vectors (draw, size)."""
        unpacked = {}
        for name, (place, shape) in self.parts.items():
            values = vectors[..., place].reshape(*vectors.shape[:-1], *shape)
            unpacked[name] = values if name in ("stray", "control_effect") else np.exp(values)
        return unpacked


@dataclass(frozen=True, eq=False, kw_only=True)
class Arrays:
    """All numbers that the density needs; dims in the order of the kernel's loops."""

    multiples: Floats  # (geo, channel, day): spend by the cell's usual day
    before: Floats  # (geo, channel): exposure before the first day
    usual: Floats  # (geo, channel): usual spend by usual revenue
    weight: Floats  # (geo, channel): a geo's part of the channel's usual spend
    shares: Floats  # (geo, day): revenue shares, turned
    local: Floats  # (control, geo, day): local controls, turned
    turning: Floats  # (geo, geo): rotation times precision
    waves: Floats  # (wave, day)
    design: Floats  # (wave, column)
    column_variance: Floats  # (2, column): in the first row, in the contrasts
    cosine: Floats  # (wave,)
    centre: Floats  # prior mean of each coordinate of the sampler's vector
    spread: Floats  # prior standard deviation of each

    @classmethod
    def of(cls, panel: Panel, scales: Scales, baseline: Baseline, spec: ResponseSpec) -> Self:
        """The density's numbers for `panel`."""
        multiples = (panel.spend / scales.spend).transpose("geo", "channel", "day").values
        local = local_controls(panel, scales, spec).transpose("control", "geo", "day").values
        channels = [str(name) for name in panel.spend.channel.values]
        cells = multiples.shape[0] * multiples.shape[1]
        by_channel = (spec.roi, spec.half_life_days, spec.half_saturation, spec.slope)
        single = (spec.geo_spread, spec.demand_common, spec.demand_local, spec.demand_half_life_days, spec.noise)
        ones, zeros = np.ones(cells), np.zeros(cells + len(local))
        control = np.full(len(local), spec.control)
        return cls(
            multiples=np.ascontiguousarray(multiples),
            before=multiples[:, :, :CARRY_IN_DAYS].mean(axis=2),
            weight=spend_weight(scales),
            usual=(scales.spend / scales.revenue).transpose("geo", "channel").values.copy(),
            shares=baseline.turn((panel.revenue / scales.revenue).transpose("geo", "day").values),
            local=np.ascontiguousarray(baseline.turn(local)),
            turning=baseline.rotation * baseline.precision,
            waves=np.ascontiguousarray(baseline.waves),
            design=np.ascontiguousarray(baseline.design),
            column_variance=np.stack([baseline.column_variance(common=True), baseline.column_variance(common=False)]),
            cosine=baseline.cosine,
            centre=np.concatenate(
                [*(p.log_middle(channels) for p in by_channel), [np.log(p.middle) for p in single], zeros]
            ),
            spread=np.concatenate(
                [*(p.spread(channels) for p in by_channel), [p.spread for p in single], ones, control]
            ),
        )

    def density(self, vector: Floats) -> tuple[float, Floats]:
        """Log density at the sampler's vector, up to a constant, and its gradient; -inf and zeros beyond what floats hold."""
        try:
            value, gradient = _density(
                vector, self.multiples, self.before, self.usual, self.weight, self.shares, self.local, self.turning,
                self.waves, self.design, self.column_variance, self.cosine, self.centre, self.spread,
            )  # fmt: skip
        except np.linalg.LinAlgError:
            # A wild step of the warm-up: the sampler takes -inf for a divergence, an error for its end.
            return -np.inf, np.zeros_like(vector)
        if not (np.isfinite(value) and np.isfinite(gradient).all()):
            return -np.inf, np.zeros_like(vector)
        return value, gradient


def compiled(function: Any) -> Any:
    """Compile once a machine, and let other threads run meanwhile."""
    return numba.njit(cache=True, nogil=True, error_model="numpy")(function)


@compiled
def _density(  # type: ignore[no-untyped-def]
    x, multiples, before, usual, weight, shares, local, turning, waves, design, column_variance, cosine, centre, spread
):  # fmt: skip
    geos, channels, days = multiples.shape
    single = 4 * channels  # where the parameters begin that no channel has of its own
    first_stray = single + 5
    first_control = first_stray + geos * channels

    # Priors: every coordinate is normal; positive parameters are there as logarithms.
    away = (x - centre) / spread
    value = -0.5 * np.sum(away**2)
    gradient = -away / spread
    geo_spread, common, local_size, half_life, noise = np.exp(x[single:first_stray])

    # What advertising adds, and its derivatives with respect to carry-over, half point and slope.
    added = np.zeros((geos, days))
    bent, by_left, by_half, by_slope = (
        np.empty(multiples.shape), np.empty(multiples.shape), np.empty(multiples.shape), np.empty(multiples.shape)
    )  # fmt: skip
    effect, stray = np.empty((geos, channels)), np.empty((geos, channels))
    for c in range(channels):
        left = 0.5 ** np.exp(-x[channels + c])
        log_half = x[2 * channels + c]
        slope = np.exp(x[3 * channels + c])
        at_usual = 1.0 / (1.0 + np.exp(slope * log_half))
        middle = 0.0
        for g in range(geos):
            middle += weight[g, c] * x[first_stray + g * channels + c]
        for g in range(geos):
            stray[g, c] = x[first_stray + g * channels + c] - middle
            effect[g, c] = usual[g, c] * np.exp(x[c] + geo_spread * stray[g, c])
            exposure, moves = before[g, c], 0.0
            for t in range(days):
                moves = exposure - multiples[g, c, t] + left * moves
                exposure = (1.0 - left) * multiples[g, c, t] + left * exposure
                log_ratio = log_half - np.log(exposure + TINY)
                share = 1.0 / (1.0 + np.exp(slope * log_ratio))
                curve = share / at_usual
                bent[g, c, t] = curve
                by_left[g, c, t] = curve * slope * (1.0 - share) * moves / (exposure + TINY)
                by_half[g, c, t] = curve * slope * (share - at_usual)
                by_slope[g, c, t] = curve * ((1.0 - at_usual) * log_half - (1.0 - share) * log_ratio)
                added[g, t] += effect[g, c] * curve

    # The baseline, integrated out.
    residual = shares - (turning @ added) @ waves.T
    for q in range(len(local)):
        residual -= x[first_control + q] * local[q]
    log_two = np.log(2.0)
    left = np.exp(-log_two / half_life)
    below = 1.0 - 2.0 * left * cosine + left**2
    wander = (1.0 - left**2) / below
    wander_by_left = (-2.0 * left * below - (1.0 - left**2) * (2.0 * left - 2.0 * cosine)) / below**2
    loading = np.sum(turning**2)  # precision · precision: the rotation keeps lengths
    contrast_variance = noise**2 + local_size**2 * wander
    common_variance = contrast_variance + loading * common**2 * wander
    top, top_by_rows, top_by_variance = _block(residual[:1], common_variance, design, column_variance[0])
    rest, rest_by_rows, rest_by_variance = _block(residual[1:], contrast_variance, design, column_variance[1])
    value += top + rest

    both = top_by_variance + rest_by_variance
    gradient[single + 1] += 2.0 * common**2 * loading * np.sum(top_by_variance * wander)
    gradient[single + 2] += 2.0 * local_size**2 * np.sum(both * wander)
    gradient[single + 4] += 2.0 * noise**2 * np.sum(both)
    by_wander = local_size**2 * both + loading * common**2 * top_by_variance
    gradient[single + 3] += np.sum(by_wander * wander_by_left) * left * log_two / half_life
    by_rows = np.empty_like(residual)
    by_rows[:1] = top_by_rows
    by_rows[1:] = rest_by_rows
    for q in range(len(local)):
        gradient[first_control + q] -= np.sum(by_rows * local[q])

    # Back through the contributions.
    by_added = -(turning.T @ by_rows) @ waves
    for c in range(channels):
        left = 0.5 ** np.exp(-x[channels + c])
        slope = np.exp(x[3 * channels + c])
        to_left = to_half = to_slope = to_roi = 0.0
        for g in range(geos):
            to_effect = cell_left = cell_half = cell_slope = 0.0
            for t in range(days):
                to_effect += by_added[g, t] * bent[g, c, t]
                cell_left += by_added[g, t] * by_left[g, c, t]
                cell_half += by_added[g, t] * by_half[g, c, t]
                cell_slope += by_added[g, t] * by_slope[g, c, t]
            to_left += effect[g, c] * cell_left
            to_half += effect[g, c] * cell_half
            to_slope += effect[g, c] * cell_slope
            to_roi += to_effect * effect[g, c]
            gradient[single] += to_effect * effect[g, c] * geo_spread * stray[g, c]
            gradient[first_stray + g * channels + c] += to_effect * effect[g, c] * geo_spread
        gradient[c] += to_roi
        for g in range(geos):
            gradient[first_stray + g * channels + c] -= weight[g, c] * to_roi * geo_spread
        gradient[channels + c] += to_left * left * log_two * np.exp(-x[channels + c])
        gradient[2 * channels + c] += to_half
        gradient[3 * channels + c] += to_slope * slope
    return value, gradient


@compiled
def _block(rows, variance, design, column_variance):  # type: ignore[no-untyped-def]
    """Log density of rows that share one covariance, and its derivatives by rows and by the waves' variances."""
    count = len(rows)
    columns = design.shape[1]
    weighted = design / variance.reshape(-1, 1)
    inner = design.T @ weighted
    for p in range(columns):
        inner[p, p] += 1.0 / column_variance[p]
    factor = np.linalg.cholesky(inner)
    explaining = np.linalg.inv(factor) @ weighted.T  # (column, wave); whole matrices are faster than back substitution
    explained = rows @ explaining.T
    surprise = rows / variance - explained @ explaining
    value = -0.5 * (np.sum(rows * surprise) + count * np.sum(np.log(variance)))
    for p in range(columns):
        value -= count * np.log(factor[p, p])
    by_variance = -0.5 * count / variance
    for p in range(columns):
        by_variance += 0.5 * count * explaining[p] ** 2
    for row in range(count):
        by_variance += 0.5 * surprise[row] ** 2
    return value, -surprise, by_variance

"""What does spend cause? Joint draws of the response model, and the answers that follow from them."""

import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO, Self

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from pydantic import TypeAdapter

from models.response.adstock import decay, geometric
from models.response.baseline import Baseline, Demand, local_controls
from models.response.panel import Panel
from models.response.saturation import hill, hill_slope
from models.response.scales import Scales
from models.response.spec import ResponseSpec

BLOCK = 50  # draws that are worked on at a time: a panel of 20 geos × 730 days × 8 channels then takes 50 MB
CARRY_IN_DAYS = 28  # before the panel, spend is taken to have been as in its first four weeks
RECENT_DAYS = 28  # "now" is the mean of these
CHANNEL_PARAMETERS = ("roi", "half_life_days", "half_saturation", "slope")
DEMAND_PARAMETERS = ("demand_common", "demand_local", "demand_half_life_days", "noise")


@dataclass(frozen=True, kw_only=True)
class Sampler:
    """What the sampler says about itself; NaN where it couldn't.

    Parameters
    ----------
    worst_rhat : float
        Largest split R-hat of all parameters.
    smallest_ess : float
        Smallest bulk effective sample size of all parameters.
    divergences : int
        Divergent transitions after warm-up.
    steps : int
        Gradients taken, warm-up included.
    """

    worst_rhat: float
    smallest_ess: float
    divergences: int
    steps: int


@dataclass(frozen=True, kw_only=True)
class Knowledge:
    """How much the data taught about a channel.

    Parameters
    ----------
    channel : str
    contraction : float
        1 - posterior variance / prior variance of log ROI: 0 nothing learned, 1 all.
    twin : str
        The channel whose spend moves most alike.
    correlation : float
        Correlation of the two, day by day and geo by geo, after each geo's mean.
    says : str
        ``history`` or ``prior``: what the channel's ROI mostly rests on.
    """

    channel: str
    contraction: float
    twin: str
    correlation: float
    says: str


@dataclass(frozen=True, eq=False)
class Posterior:
    """Joint draws of the response model, with the panel that they were learned from.

    Parameters
    ----------
    panel : Panel
    spec : ResponseSpec
    seed : int
    draws : Dataset
        Parameters by name; dims draw, geo, channel, control; float32, the precision in which they are stored.
    sampler : Sampler
    """

    panel: Panel
    spec: ResponseSpec
    seed: int
    draws: xr.Dataset
    sampler: Sampler

    @property
    def scales(self) -> Scales:
        """What "usual" means for this posterior."""
        return Scales.of(self.panel, self.spec.usual_days)

    def contribution(self, days: slice | None = None) -> xr.DataArray:
        """Revenue that each channel's spend caused, by day: (draw, geo, day, channel) in currency units.

        A day's contribution is what advertising of that day and of earlier days adds on that day. Days before the
        panel count as the mean of its first four weeks.

        Parameters
        ----------
        days : slice, optional
            Labels of the days to return; all by default.
        """
        return self.response(self.panel.spend, days)

    def response(self, spend: xr.DataArray, days: slice | None = None) -> xr.DataArray:
        """Revenue that `spend` causes, by day: (draw, geo, day, channel) in currency units, carry-over included.

        Parameters
        ----------
        spend : DataArray (geo, day, channel)
            Daily spend in currency units. Where it starts after the panel's first day, the panel's own spend comes
            before it, and what is left of that counts: carry-in. Add days of zeros to see the carry-out.
        days : slice, optional
            Labels of the days to return; all of `spend` by default.
        """
        spend = spend.transpose("geo", "day", "channel")
        earlier = self.panel.spend.sel(day=self.panel.spend.day < spend.day[0])
        whole = xr.concat([earlier, spend], "day") if earlier.sizes["day"] else spend
        kept = spend.sel(day=days) if days is not None else spend
        place = whole.indexes["day"].get_indexer(kept.indexes["day"])
        values = np.concatenate([block[..., place, :].astype(np.float32) for block in self._added(whole)])
        coords = {"geo": whole.geo, "day": kept.day, "channel": whole.channel}
        return xr.DataArray(values, dims=("draw", "geo", "day", "channel"), coords=coords, name="contribution")

    def baseline(self) -> xr.DataArray:
        """Revenue without advertising: (draw, geo, day) in currency units; with `contribution`, the fitted total."""
        scales = self.scales
        baseline = Baseline.of(self.panel, scales, self.spec)
        rng = np.random.default_rng([self.seed, 1])
        rest = zip(self.unexplained(), self.controlled(), self.demand(), strict=True)
        values = [
            baseline.fitted(*baseline.draw(baseline.turn(share), demand, rng)) + controlled
            for share, controlled, demand in rest
        ]
        coords = {"geo": self.panel.revenue.geo, "day": self.panel.revenue.day}
        shares = xr.DataArray(np.stack(values), dims=("draw", "geo", "day"), coords=coords, name="baseline")
        return shares * scales.revenue

    def unexplained(self) -> Iterator[NDArray[np.float64]]:
        """Of each draw, revenue less contributions and local controls: (geo, day) in shares of usual revenue."""
        usual = self.scales.revenue
        shares = (self.panel.revenue / usual).transpose("geo", "day").values
        controlled = self.controlled()
        for block in self._added(self.panel.spend):
            for added in block.sum(axis=-1):
                yield shares - added / usual.values[:, None] - next(controlled)

    def controlled(self) -> Iterator[NDArray[np.float64]]:
        """Of each draw, what local controls add: (geo, day) in shares of usual revenue."""
        local = local_controls(self.panel, self.scales, self.spec).transpose("geo", "day", "control").values
        for effect in self._values("control_effect"):
            yield local @ effect

    def demand(self) -> Iterator[Demand]:
        """Of each draw, the sizes of demand and noise."""
        for common, local, lasting, noise in zip(*(self._values(name) for name in DEMAND_PARAMETERS), strict=True):
            yield Demand(common=common, local=local, half_life_days=lasting, noise=noise)

    def iroas(self, days: slice | None = None, by: tuple[str, ...] = ("channel",)) -> xr.DataArray:
        """Incremental revenue per unit of spend over a window: (draw, *by); NaN where nothing was spent.

        The sum over the window's days of what the channel contributes on them, over the sum of its spend on them:
        carry-in counts for the window, carry-out doesn't.
        """
        spend = self.panel.spend.sel(day=days) if days is not None else self.panel.spend
        return returns(self.contribution(days), spend, by)

    def mroas(self, at: xr.DataArray | None = None) -> xr.DataArray:
        """Revenue of the next unit of daily spend, held until its carry-over is felt: (draw, geo, channel).

        Parameters
        ----------
        at : DataArray (geo, channel), optional
            Daily spend in currency units; the mean of the panel's last 28 days by default.
        """
        at = self.recent_spend() if at is None else at
        usual = self.scales.spend
        multiple = (at / usual).transpose("geo", "channel").values
        roi, half, slope = (self._values(name) for name in ("geo_roi", "half_saturation", "slope"))
        half, slope = half[:, None, :], slope[:, None, :]
        values = roi * hill_slope(multiple, half, slope) / hill(1.0, half, slope)
        return xr.DataArray(values, dims=("draw", "geo", "channel"), coords=self._cells(), name="mroas")

    def curves(self, levels: xr.DataArray) -> xr.DataArray:
        """Daily incremental revenue at constant daily spends held for long: (draw, geo, channel, level).

        Parameters
        ----------
        levels : DataArray (geo, channel, level)
            Daily spend in currency units.
        """
        usual = self.scales.spend
        multiple = (levels / usual).transpose("geo", "channel", "level").values
        roi, half, slope = (self._values(name) for name in ("geo_roi", "half_saturation", "slope"))
        half, slope = half[:, None, :, None], slope[:, None, :, None]
        bent = hill(multiple, half, slope) / hill(1.0, half, slope)
        values = (roi * usual.transpose("geo", "channel").values)[..., None] * bent
        coords = {**self._cells(), **({"level": levels.level} if "level" in levels.coords else {})}
        return xr.DataArray(values, dims=("draw", "geo", "channel", "level"), coords=coords, name="revenue")

    def recent_spend(self) -> xr.DataArray:
        """Mean daily spend of the panel's last 28 days: (geo, channel)."""
        return self.panel.spend.isel(day=slice(-RECENT_DAYS, None)).mean("day")

    def diagnose(self) -> tuple[Knowledge, ...]:
        """How much the data taught about each channel, and which other channel it is hard to tell from."""
        channels = [str(name) for name in self.panel.spend.channel.values]
        posterior = np.log(self._values("roi")).var(axis=0)
        contraction = 1.0 - posterior / self.spec.roi.spread(channels) ** 2
        alike = _correlation(self.panel.spend)
        found = []
        for place, name in enumerate(channels):
            others = np.where(np.arange(len(channels)) == place, -np.inf, alike[place])
            twin = int(np.argmax(others))
            known = float(contraction[place])
            found.append(
                Knowledge(
                    channel=name,
                    contraction=known,
                    twin=channels[twin] if twin != place else "",
                    correlation=float(alike[place, twin]) if twin != place else 0.0,
                    says="history" if known > 0.5 else "prior",
                )
            )
        return tuple(found)

    def save(self, target: Path | BinaryIO) -> None:
        """Write everything to a path or an open binary file; the same posterior gives the same bytes."""
        parts: dict[str, NDArray[np.generic]] = {f"draws.{name}": values.values for name, values in self.draws.items()}
        for name in ("spend", "revenue", "controls"):
            part: xr.DataArray = getattr(self.panel, name)
            parts[f"panel.{name}"] = part.values
        labels = {
            "geo": [str(name) for name in self.panel.spend.geo.values],
            "day": [str(day)[:10] for day in self.panel.spend.day.values],
            "channel": [str(name) for name in self.panel.spend.channel.values],
            "control": [str(name) for name in self.panel.controls.control.values],
            "local_control": [str(name) for name in self.draws.local_control.values],
        }
        head = {"labels": labels, "spec": self.spec.record(), "seed": self.seed, "sampler": asdict(self.sampler)}
        parts["head"] = np.frombuffer(json.dumps(head, sort_keys=True).encode(), dtype=np.uint8)
        np.savez_compressed(target, allow_pickle=False, **parts)

    @classmethod
    def load(cls, source: Path | BinaryIO) -> Self:
        """Read what `save` wrote: every number is the same again."""
        with np.load(source, allow_pickle=False) as parts:
            head = json.loads(parts["head"].tobytes())
            labels = head["labels"] | {"day": np.array(head["labels"]["day"], dtype="datetime64[ns]")}
            panel = Panel(
                _labelled(parts["panel.spend"], ("geo", "day", "channel"), labels),
                _labelled(parts["panel.revenue"], ("geo", "day"), labels),
                _labelled(parts["panel.controls"], ("geo", "day", "control"), labels),
            )
            draws = as_draws(
                {name.removeprefix("draws."): parts[name] for name in parts.files if name.startswith("draws.")},
                labels["geo"], labels["channel"], labels["local_control"],
            )  # fmt: skip
        spec = TypeAdapter(ResponseSpec).validate_python(head["spec"])
        return cls(panel, spec, head["seed"], draws, Sampler(**head["sampler"]))

    def to_bytes(self) -> bytes:
        """What `save` writes."""
        buffer = io.BytesIO()
        self.save(buffer)
        return buffer.getvalue()

    def _added(self, spend: xr.DataArray) -> Iterator[NDArray[np.float64]]:
        """Contributions (draw, geo, day, channel) in currency units, a block of draws at a time."""
        usual = self.scales.spend
        multiples = (spend / usual).transpose("geo", "day", "channel").values
        early = self.panel.spend.isel(day=slice(CARRY_IN_DAYS)).mean("day")
        before = (early / usual).transpose("geo", "channel").values
        size = usual.transpose("geo", "channel").values
        for start in range(0, self.draws.sizes["draw"], BLOCK):
            some = slice(start, start + BLOCK)
            roi = self._values("geo_roi")[some]
            half, slope = (self._values(name)[some, None, None, :] for name in ("half_saturation", "slope"))
            left = decay(self._values("half_life_days")[some, None, None, :])
            exposure = geometric(multiples[None], before[None, :, None, :], left, multiples.shape[1])
            yield (roi * size)[:, :, None, :] * hill(exposure, half, slope) / hill(1.0, half, slope)

    def _values(self, name: str) -> NDArray[np.float64]:
        return np.asarray(self.draws[name].values, dtype=np.float64)

    def _cells(self) -> dict[str, xr.DataArray]:
        return {"geo": self.panel.spend.geo, "channel": self.panel.spend.channel}


def returns(contribution: xr.DataArray, spend: xr.DataArray, by: tuple[str, ...]) -> xr.DataArray:
    """Contribution (draw, geo, day, channel) over spend (geo, day, channel): (draw, *by); NaN without spend."""
    gone = [dim for dim in ("geo", "day", "channel") if dim not in by]
    spent = spend.sum(gone)
    return contribution.astype(np.float64).sum(gone) / spent.where(spent > 0)


def as_draws(
    values: Mapping[str, NDArray[Any]], geos: list[str], channels: list[str], controls: list[str]
) -> xr.Dataset:
    """Parameters as a labelled dataset of float32."""
    dims: dict[str, tuple[str, ...]] = dict.fromkeys(DEMAND_PARAMETERS, ("draw",))
    dims |= dict.fromkeys(CHANNEL_PARAMETERS, ("draw", "channel")) | {"geo_spread": ("draw",)}
    dims |= {"geo_roi": ("draw", "geo", "channel"), "control_effect": ("draw", "local_control")}
    variables = {name: (dims[name], np.asarray(values[name], dtype=np.float32)) for name in sorted(dims)}
    return xr.Dataset(variables, coords={"geo": geos, "channel": channels, "local_control": controls})


def _labelled(values: NDArray[np.generic], dims: tuple[str, ...], labels: dict[str, object]) -> xr.DataArray:
    return xr.DataArray(values, dims=dims, coords={dim: labels[dim] for dim in dims})


def _correlation(spend: xr.DataArray) -> NDArray[np.float64]:
    """Correlation of channels' spend (channel, channel) after each geo's mean; 0 where a channel never moves."""
    relative = (spend / spend.mean("day").where(lambda mean: mean > 0)).fillna(1.0) - 1.0
    flat = relative.transpose("channel", "geo", "day").values.reshape(spend.sizes["channel"], -1)
    size = np.sqrt((flat**2).sum(axis=1))
    unit = flat / np.where(size > 1e-9, size, np.inf)[:, None]
    return np.asarray(unit @ unit.T)

"""What the response model believes: priors as values that a marketer can check."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import exp, log

import numpy as np
from numpy.typing import NDArray

from config.response import Belief, Beliefs, ResponseSettings

NORMAL_QUANTILE_90 = 1.2815515655446004  # 80 % of a normal lies within this many standard deviations


@dataclass(frozen=True, kw_only=True)
class LogNormal:
    """A positive number of which we only know about how large it is.

    Parameters
    ----------
    middle : float
        Half of the probability lies below.
    spread : float
        Standard deviation of its logarithm.
    """

    middle: float
    spread: float

    @classmethod
    def between(cls, belief: Belief) -> "LogNormal":
        """The log-normal that has 80 % of its mass, with equal tails, in the belief's range."""
        low, high = log(belief.low), log(belief.high)
        return cls(middle=exp((low + high) / 2), spread=(high - low) / 2 / NORMAL_QUANTILE_90)


@dataclass(frozen=True, kw_only=True)
class ByChannel:
    """One prior for every channel, and those of channels that differ."""

    usual: LogNormal
    exceptions: dict[str, LogNormal]

    @classmethod
    def of(cls, beliefs: Beliefs) -> "ByChannel":
        """Priors from ranges."""
        exceptions = {name: LogNormal.between(belief) for name, belief in beliefs.by_channel.items()}
        return cls(usual=LogNormal.between(beliefs.usual), exceptions=exceptions)

    def log_middle(self, channels: Sequence[str]) -> NDArray[np.float64]:
        """Logarithm of the middle of each channel's prior."""
        return np.array([log(self.exceptions.get(name, self.usual).middle) for name in channels])

    def spread(self, channels: Sequence[str]) -> NDArray[np.float64]:
        """Log standard deviation of each channel's prior."""
        return np.array([self.exceptions.get(name, self.usual).spread for name in channels])


@dataclass(frozen=True, kw_only=True)
class Sampling:
    """How long the sampler runs; `kept` draws, over all chains, stay with the posterior."""

    chains: int
    warmup: int
    draws: int
    kept: int


@dataclass(frozen=True, kw_only=True)
class ResponseSpec:
    """The response model's structure and priors. Shares are parts of a geo's usual daily revenue.

    Parameters
    ----------
    roi, half_life_days, half_saturation, slope : ByChannel
        Revenue per unit of spend at the usual day held for weeks; carry-over; Hill's half point as a multiple of
        the usual day; Hill's exponent.
    geo_spread : LogNormal
        How far a channel's ROI strays by geo (standard deviation of its logarithm).
    demand_common, demand_local, noise : LogNormal
        Sizes of unexplained demand (of all geos, of one geo) and of a day's noise.
    demand_half_life_days : LogNormal
        How long unexplained demand lasts.
    trend, year, week, special_day, control, chase : float
        Standard deviations of the baseline's effects; `chase` is of demand that moves with a channel's spend;
        `geo_share` of each for a geo's departure from the common one.
    calendar_controls : tuple of str
        Controls that mark special days.
    usual_days : int
        Days from the panel's first that fix what "usual" means.
    """

    roi: ByChannel
    half_life_days: ByChannel
    half_saturation: ByChannel
    slope: ByChannel
    geo_spread: LogNormal
    demand_common: LogNormal
    demand_local: LogNormal
    demand_half_life_days: LogNormal
    noise: LogNormal
    trend: float
    year: float
    week: float
    special_day: float
    control: float
    chase: float
    geo_share: float
    calendar_controls: tuple[str, ...]
    usual_days: int
    sampling: Sampling

    @classmethod
    def from_settings(cls, settings: ResponseSettings) -> "ResponseSpec":
        """The spec that `config/response.yml` describes."""
        return cls(
            roi=ByChannel.of(settings.roi),
            half_life_days=ByChannel.of(settings.half_life_days),
            half_saturation=ByChannel.of(settings.half_saturation),
            slope=ByChannel.of(settings.slope),
            geo_spread=LogNormal.between(settings.geo_spread),
            demand_common=LogNormal.between(settings.demand.common_share),
            demand_local=LogNormal.between(settings.demand.local_share),
            demand_half_life_days=LogNormal.between(settings.demand.half_life_days),
            noise=LogNormal.between(settings.noise_share),
            trend=settings.trend_share,
            year=settings.year_share,
            week=settings.week_share,
            special_day=settings.special_day_share,
            control=settings.control_share,
            chase=settings.chase_share,
            geo_share=settings.geo_share,
            calendar_controls=settings.calendar_controls,
            usual_days=settings.usual_days,
            sampling=Sampling(**settings.sampling.model_dump()),
        )

    def record(self) -> dict[str, object]:
        """All values, as plain JSON types: what is stored beside a posterior."""
        return {**asdict(self), "calendar_controls": list(self.calendar_controls)}

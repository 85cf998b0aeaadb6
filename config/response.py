"""What the response model believes before it sees data, and how long it samples."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from config.reading import Settings, place, read

Share = Annotated[float, Field(gt=0, le=10)]


class Belief(Settings):
    """A bet of four to one that a positive number lies between `low` and `high`."""

    low: Annotated[float, Field(gt=0)]
    high: Annotated[float, Field(gt=0)]

    @model_validator(mode="after")
    def _ordered(self) -> "Belief":
        if self.low >= self.high:
            raise ValueError(f"low {self.low:g} is not below high {self.high:g}; swap or widen them")
        return self


class Beliefs(Settings):
    """One belief for every channel, and those of channels that differ."""

    usual: Belief
    by_channel: dict[str, Belief]


class DemandBelief(Settings):
    """Sizes of the demand that no column explains, and how long it lasts."""

    common_share: Belief
    local_share: Belief
    half_life_days: Belief


class SamplingSettings(Settings):
    """How long the sampler runs."""

    chains: Annotated[int, Field(ge=2, le=16)]
    warmup: Annotated[int, Field(ge=50, le=10_000)]
    draws: Annotated[int, Field(ge=50, le=10_000)]
    kept: Annotated[int, Field(ge=50, le=4_000)]

    @model_validator(mode="after")
    def _enough(self) -> "SamplingSettings":
        if self.kept > self.chains * self.draws:
            raise ValueError(f"kept {self.kept} is more than all chains' {self.chains * self.draws} draws; lower it")
        return self


class RefuseSettings(Settings):
    """Where a fit is refused."""

    rhat_above: Annotated[float, Field(gt=1, le=1.2)]
    ess_below: Annotated[float, Field(gt=0)]
    divergent_share_above: Annotated[float, Field(ge=0, le=0.2)]


class ResponseSettings(Settings):
    """What the response model believes before it sees data."""

    roi: Beliefs
    half_life_days: Beliefs
    half_saturation: Beliefs
    slope: Beliefs
    geo_spread: Belief
    demand: DemandBelief
    noise_share: Belief
    trend_share: Share
    year_share: Share
    week_share: Share
    special_day_share: Share
    control_share: Share
    chase_share: Share
    geo_share: Share
    calendar_controls: tuple[str, ...] = ()
    usual_days: Annotated[int, Field(ge=28)]
    sampling: SamplingSettings
    refuse: RefuseSettings


def load(path: Path | None = None) -> ResponseSettings:
    """Read `config/response.yml`."""
    return read(path or place("response.yml"), ResponseSettings)

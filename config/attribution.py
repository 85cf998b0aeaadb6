"""How credit for orders is split among the touches before them, and which of the models is ours."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from config import channels
from config.reading import ConfigError, Settings, place, read

Days = Annotated[int, Field(ge=1, le=365)]
UNPAID = (
    "direct",
    "organic",
    "other",
)  # what the seed traffic_sources can say of a visit that no channel of ours brought


class Model(StrEnum):
    """The models whose credit sums to the orders' net revenue.

    `first_touch`, `last_touch`, `last_non_direct_touch`: all to one touch. `linear`: the same to each touch.
    `position_based`: 40 % to the first, 40 % to the last, 20 % to those between. `time_decay`: the older, the less.
    `markov`: by removal effects of the month's paths. `shapley`: by Shapley values of the channels.
    """

    FIRST_TOUCH = "first_touch"
    LAST_TOUCH = "last_touch"
    LAST_NON_DIRECT_TOUCH = "last_non_direct_touch"
    LINEAR = "linear"
    POSITION_BASED = "position_based"
    TIME_DECAY = "time_decay"
    MARKOV = "markov"
    SHAPLEY = "shapley"


class Lookback(Settings):
    """Days before the purchase in which a visit counts: one number for all channels, and others for some."""

    default: Days
    channels: dict[str, Days] = Field(default_factory=dict)

    @property
    def longest(self) -> int:
        """The longest of all windows."""
        return max(self.default, *self.channels.values()) if self.channels else self.default


class AttributionSettings(Settings):
    """How credit for orders is split, and which of the models is ours."""

    model: Model
    lookback_days: Lookback
    half_life_days: Annotated[float, Field(gt=0, allow_inf_nan=False)]
    markov_order: Annotated[int, Field(ge=1, le=3)]

    @model_validator(mode="after")
    def _old_touches_still_weigh_something(self) -> "AttributionSettings":
        # Weights are whole numbers; after forty halvings of 10^18 a million is left, which still splits money finely.
        if self.half_life_days * 40 < self.lookback_days.longest:
            raise ValueError(
                f"half_life_days is {self.half_life_days}: a touch {self.lookback_days.longest} days old would weigh "
                f"nothing; make it at least {self.lookback_days.longest / 40} or shorten lookback_days"
            )
        return self

    @property
    def decay_weights(self) -> list[int]:
        """Weight of a touch in time decay by its age in whole days.

        Whole numbers, worked out once, so that no engine's power function decides about a micro.
        """
        return [round(10**18 * 2 ** (-age / self.half_life_days)) for age in range(self.lookback_days.longest)]


def load(path: Path | None = None) -> AttributionSettings:
    """Read `config/attribution.yml`.

    Raises
    ------
    ConfigError
        A value is out of its bounds, or a window is set for a channel that nobody knows.
    """
    path = path or place("attribution.yml")
    settings = read(path, AttributionSettings)
    known = [*channels.load().channels, *UNPAID]
    for name in settings.lookback_days.channels:
        if name not in known:
            raise ConfigError(
                f"{path}: 'lookback_days.channels.{name}' is the window of no channel that we know; "
                f"write one of {', '.join(known)}, or remove it"
            )
    return settings

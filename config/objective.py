"""What the loop is for: the one number that a plan raises."""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import Field

from config.reading import ConfigError, Settings, place, read

Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class ObjectiveError(ConfigError):
    """Nobody said what the loop is for, so it plans nothing."""


class NorthStar(StrEnum):
    """What a plan raises, a day at its budgets.

    `profit`: gross margin of incremental revenue less spend. `revenue`: incremental revenue. `cac`: new customers, so
    that each costs the least that the budget allows. `ltv`: gross margin of lifetime revenue less spend.
    """

    PROFIT = "profit"
    REVENUE = "revenue"
    CAC = "cac"
    LTV = "ltv"


class ByChannel(Settings):
    """One number for all channels, and others for some."""

    default: Positive
    channels: dict[str, Positive] = Field(default_factory=dict)

    def of(self, channel: str) -> float:
        """The number of `channel`."""
        return self.channels.get(channel, self.default)


class ObjectiveSettings(Settings):
    """The north star and what it takes to count it."""

    effective_from: date
    north_star: NorthStar
    gross_margin: Annotated[float, Field(gt=0, le=1)]
    horizon_days: Annotated[int, Field(ge=1, le=366)]
    lifetime: ByChannel
    new_customers: ByChannel

    def worth(self, channel: str) -> float:
        """North star per unit of incremental revenue that `channel` brings."""
        match self.north_star:
            case NorthStar.PROFIT:
                return self.gross_margin
            case NorthStar.REVENUE:
                return 1.0
            case NorthStar.CAC:
                return self.new_customers.of(channel) / 1_000
            case NorthStar.LTV:
                return self.gross_margin * self.lifetime.of(channel)

    @property
    def cost(self) -> float:
        """North star that a unit of spend costs."""
        match self.north_star:
            case NorthStar.PROFIT | NorthStar.LTV:
                return 1.0
            case NorthStar.REVENUE | NorthStar.CAC:
                return 0.0

    def unit(self, currency: str) -> str:
        """What the north star is counted in."""
        match self.north_star:
            case NorthStar.PROFIT:
                return f"{currency} of profit"
            case NorthStar.REVENUE:
                return f"{currency} of revenue"
            case NorthStar.CAC:
                return "new customers"
            case NorthStar.LTV:
                return f"{currency} of lifetime profit"


def load(path: Path | None = None) -> ObjectiveSettings:
    """Read `config/objective.yml`.

    Raises
    ------
    ObjectiveError
        The file is missing or empty: nobody said what the loop is for.
    """
    path = path or place("objective.yml")
    if not path.exists() or not path.read_text(encoding="utf-8").strip():
        raise ObjectiveError(
            f"no objective: {path} is missing or empty; write config/objective.yml "
            f"(north_star: {', '.join(NorthStar)}; docs/concepts.md says which is which)"
        )
    return read(path, ObjectiveSettings)

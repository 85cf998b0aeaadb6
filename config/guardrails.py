"""What no plan may break: budgets, floors, caps, steps, exploration, and who must agree to how much."""

from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from config.reading import Settings, place, read

Share = Annotated[Decimal, Field(ge=0, le=1, decimal_places=4)]
Amount = Annotated[Decimal, Field(ge=0, lt=1_000_000_000, decimal_places=6)]


class RiskTier(StrEnum):
    """Who must agree before a plan executes."""

    AUTO = "auto"
    ONE_APPROVER = "one_approver"
    TWO_APPROVERS = "two_approvers"


class Step(Settings):
    """Furthest move in one night, as a share of the last budget."""

    channel: Share
    cell: Share


class Exploration(Settings):
    """Random variation by geo: how much of a line, and for how many days one direction is kept."""

    share: Annotated[Share, Field(le=Decimal("0.5"))]
    block_days: Annotated[int, Field(ge=1, le=56)]


class Risk(Settings):
    """Shares of the budget that may change place before one person, then two, must agree."""

    auto: Share
    one_approver: Share

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.auto > self.one_approver:
            raise ValueError(
                f"auto {self.auto} is above one_approver {self.one_approver}; lower auto or raise one_approver"
            )
        return self

    def tier(self, *, moved_micros: int, budget_micros: int) -> RiskTier:
        """Tier of a plan that moves `moved_micros` of `budget_micros`; exact, an edge belongs to the lower tier."""
        if moved_micros <= self.auto * budget_micros:
            return RiskTier.AUTO
        if moved_micros <= self.one_approver * budget_micros:
            return RiskTier.ONE_APPROVER
        return RiskTier.TWO_APPROVERS


class Guardrails(Settings):
    """What no plan may break."""

    total_budget: Amount | Literal["as_status_quo"]
    floors: dict[str, Amount]
    caps: dict[str, Amount]
    frozen: frozenset[str]
    step: Step
    turnover: Share
    minimum_move: Share
    extrapolation: Annotated[Decimal, Field(ge=1, le=10, decimal_places=4)]
    exploration: Exploration
    risk: Risk

    @model_validator(mode="after")
    def _floors_below_caps(self) -> Self:
        for channel, floor in self.floors.items():
            cap = self.caps.get(channel)
            if cap is not None and floor > cap:
                raise ValueError(
                    f"floors.{channel} {floor:,} is above caps.{channel} {cap:,}; lower the floor or raise the cap"
                )
        return self

    @model_validator(mode="after")
    def _floors_fit_the_budget(self) -> Self:
        needed = sum(self.floors.values())
        if isinstance(self.total_budget, Decimal) and needed > self.total_budget:
            raise ValueError(
                f"floors sum to {needed:,}, above total_budget {self.total_budget:,}; lower a floor or raise the budget"
            )
        return self

    @model_validator(mode="after")
    def _exploration_fits_the_steps(self) -> Self:
        share, cell = self.exploration.share, self.step.cell
        if share and 2 * share >= cell:
            raise ValueError(
                f"exploration.share {share} from one side to the other takes {2 * share}, all of step.cell {cell}; "
                "lower the share or raise the step"
            )
        if share / 2 >= self.turnover > 0:
            raise ValueError(
                f"exploration.share {share} alone moves up to {share / 2} of the budget, turnover is {self.turnover}; "
                "lower the share or raise turnover"
            )
        return self


def load(path: Path | None = None) -> Guardrails:
    """Read `config/guardrails.yml`."""
    return read(path or place("guardrails.yml"), Guardrails)

"""A plan as rows: its head and its lines, before they are stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from config.guardrails import Guardrails, RiskTier
from config.objective import ObjectiveSettings
from models.allocation import Plan
from models.allocation.explain import explain

SCOPES = ("channel", "geo")


@dataclass(frozen=True, kw_only=True)
class Line:
    """One row of `plan.plan_lines`; amounts are micros a day."""

    channel: str
    geo: str
    current_micros: int
    optimum_micros: int
    exploration_micros: int
    propensity: float
    verdict: str
    reason: str
    binding: str | None = None
    expected_effect_micros: int = 0
    effect_low_micros: int = 0
    effect_high_micros: int = 0
    mroas: float | None = None
    mroas_low: float | None = None
    mroas_high: float | None = None
    proposed_micros: int = field(init=False)
    change_micros: int = field(init=False)

    def __post_init__(self) -> None:
        proposed = self.optimum_micros + self.exploration_micros
        object.__setattr__(self, "proposed_micros", proposed)
        object.__setattr__(self, "change_micros", proposed - self.current_micros)


@dataclass(frozen=True, kw_only=True)
class Effect:
    """One row of `plan.plan_effects`: what all lines of a channel, or of a geo, are expected to bring, micros a day."""

    scope: str
    name: str
    expected_effect_micros: int = 0
    effect_low_micros: int = 0
    effect_high_micros: int = 0


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A plan that isn't stored yet. A draft with a cause holds: its lines are those of the last approved plan."""

    decision_date: date
    currency: str
    basis: str
    seed: int
    lines: tuple[Line, ...]
    effects: tuple[Effect, ...] = ()
    effect_low_micros: int = 0
    effect_high_micros: int = 0
    optimality_gap: float | None = None
    gain: tuple[float, float, float] | None = None
    cause: str | None = None
    fit_id: str | None = None
    objective: ObjectiveSettings | None = None
    guardrails: Guardrails | None = None

    @property
    def kind(self) -> str:
        """Whether this plan decides, or keeps what was decided."""
        return "move" if self.cause is None else "hold"

    @property
    def moved_micros(self) -> int:
        """Money that changes place: the larger of all that is added and all that is taken."""
        changes = [line.change_micros for line in self.lines]
        return max(sum(change for change in changes if change > 0), -sum(change for change in changes if change < 0))

    @property
    def risk_tier(self) -> RiskTier:
        """Who must agree; nobody to what moves nothing."""
        if self.guardrails is None or self.moved_micros == 0:
            return RiskTier.AUTO
        return self.guardrails.risk.tier(moved_micros=self.moved_micros, budget_micros=self.total("current_micros"))

    def effects_of_all(self) -> tuple[Effect, ...]:
        """The effects, and none of every channel and geo that the plan doesn't decide on."""
        told = {(effect.scope, effect.name): effect for effect in self.effects}
        for line in self.lines:
            for scope in SCOPES:
                name = getattr(line, scope)
                told.setdefault((scope, name), Effect(scope=scope, name=name))
        return tuple(told[key] for key in sorted(told))

    def total(self, column: str) -> int:
        """Sum of a column over the lines."""
        return sum(getattr(line, column) for line in self.lines)


def effects_of(plan: Plan) -> tuple[Effect, ...]:
    """The effects of a plan by channel and by geo."""
    return tuple(
        Effect(
            scope=scope,
            name=str(row[scope]),
            expected_effect_micros=row["mean"],
            effect_low_micros=row["low"],
            effect_high_micros=row["high"],
        )
        for scope in SCOPES
        for row in plan.effect_by(scope).to_dataframe().reset_index().to_dict("records")
    )


def lines_of(plan: Plan, *, currency: str, verdicts: Mapping[str, tuple[str, str]]) -> tuple[Line, ...]:
    """The lines of a plan; `verdicts` gives each channel's verdict and, unless it passed, the failing doubt."""
    failing = {channel: sentence for channel, (verdict, sentence) in verdicts.items() if verdict != "pass" and sentence}
    told = explain(plan, currency=currency, causes=failing)
    effect, mroas = plan.effect, plan.mroas
    table = pd.DataFrame(
        {
            "current_micros": plan.request.current.to_series(),
            "optimum_micros": plan.optimum.to_series(),
            "exploration_micros": plan.exploration.to_series(),
            "propensity": plan.propensity.to_series(),
            "expected_effect_micros": effect["mean"].to_series(),
            "effect_low_micros": effect["low"].to_series(),
            "effect_high_micros": effect["high"].to_series(),
            "mroas": mroas["mean"].to_series(),
            "mroas_low": mroas["low"].to_series(),
            "mroas_high": mroas["high"].to_series(),
            "binding": told["binding"],
            "reason": told["reason"],
        }
    )
    lines = []
    for row in table.reset_index().to_dict("records"):
        verdict, sentence = verdicts.get(row["channel"], ("pass", ""))
        reason = (
            f"{row.pop('reason')} With a stand-in for missing data: {sentence}."
            if verdict == "default"
            else row.pop("reason")
        )
        named = {str(name): value for name, value in row.items()}
        lines.append(Line(**named, verdict=verdict, reason=reason))
    return tuple(lines)

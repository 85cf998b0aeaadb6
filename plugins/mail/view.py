"""What a night's message says, as one typed value; text, HTML, charts and the printed report all come from it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """A mean with its equal-tailed 80 % interval; micros for money, a ratio for returns."""

    mean: Decimal
    low: Decimal
    high: Decimal


@dataclass(frozen=True, kw_only=True)
class Line:
    """One channel in one geo: a plan line as stored, amounts in micros a day."""

    channel: str
    geo: str
    current_micros: int
    proposed_micros: int
    change_micros: int
    effect: Estimate
    verdict: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Returns:
    """What the model says of a channel: what its spend of the last `window_days` caused, what the next unit would."""

    window_days: int
    spend_micros: int
    contribution: Estimate
    iroas: Estimate | None
    mroas: Estimate


@dataclass(frozen=True, kw_only=True)
class Channel:
    """One channel of the plan: the sums of its lines, its effect over joint draws, and what the model says of it."""

    channel: str
    current_micros: int
    proposed_micros: int
    change_micros: int
    effect: Estimate
    returns: Returns | None
    verdict: str
    lines: tuple[Line, ...]

    @property
    def mroas(self) -> Estimate | None:
        """What the next unit of spend brings; None where no posterior was read."""
        return self.returns.mroas if self.returns else None

    @property
    def telling_line(self) -> Line:
        """The line that moves most, else the largest."""
        return max(self.lines, key=lambda line: (abs(line.change_micros), line.proposed_micros))

    @property
    def reason(self) -> str:
        """The reason of its telling line."""
        return self.telling_line.reason

    @property
    def is_held(self) -> bool:
        """The gate keeps this channel at its last approved budget."""
        return self.verdict in ("freeze", "stop")

    @property
    def moves(self) -> bool:
        """At least one of its lines changes."""
        return any(line.change_micros for line in self.lines)


@dataclass(frozen=True, kw_only=True)
class Check:
    """What the gate said of one channel, one source, or the whole night."""

    scope: str
    verdict: str
    failing: str


@dataclass(frozen=True, kw_only=True)
class Day:
    """One day behind us, all channels: what the plan in force said, what was spent, what came in. In micros."""

    day: date
    planned_micros: int | None
    spend_micros: int
    revenue_micros: int
    is_estimated: bool


@dataclass(frozen=True, kw_only=True)
class Spent:
    """One channel since the last plan: planned and spent, in micros over the whole span.

    On `estimated_days` no delivery covers the channel's spend, and the panel stands in with its usual weekday.
    """

    channel: str
    planned_micros: int | None
    spend_micros: int
    estimated_days: int


@dataclass(frozen=True, kw_only=True)
class Point:
    """One point of a response curve: revenue a day that spend a day causes, in micros."""

    spend_micros: int
    revenue: Estimate


@dataclass(frozen=True, kw_only=True)
class Night:
    """Everything a message about one plan says."""

    decision_date: date
    plan_id: str
    kind: str
    status: str
    risk_tier: str
    basis: str
    cause: str | None
    currency: str
    north_star: str | None
    gross_margin: Decimal | None
    fit_id: str | None
    first_day: date
    last_day: date
    current_micros: int
    proposed_micros: int
    moved_micros: int
    effect: Estimate
    channels: tuple[Channel, ...]
    checks: tuple[Check, ...]
    days: tuple[Day, ...]
    since: date
    spent: tuple[Spent, ...]
    curves: dict[str, tuple[Point, ...]]

    @property
    def moves(self) -> tuple[Channel, ...]:
        """Channels that change, the largest change first."""
        return tuple(sorted((c for c in self.channels if c.moves), key=lambda c: (-abs(c.change_micros), c.channel)))

    @property
    def profit(self) -> Estimate | None:
        """What the plan brings after margin and spend; None where profit is not what the plan maximises.

        The change of spend is certain, so it moves the mean and both bounds of the effect on revenue alike.
        """
        if self.north_star != "profit" or self.gross_margin is None:
            return None
        margin, spend = self.gross_margin, self.proposed_micros - self.current_micros
        return Estimate(
            mean=self.effect.mean * margin - spend,
            low=self.effect.low * margin - spend,
            high=self.effect.high * margin - spend,
        )

    @property
    def held(self) -> tuple[Channel, ...]:
        """Channels that the gate keeps where they are."""
        return tuple(c for c in self.channels if c.is_held)

    @property
    def lines(self) -> tuple[Line, ...]:
        """All plan lines, by channel and geo."""
        return tuple(line for channel in self.channels for line in channel.lines)

    @property
    def needs_approval(self) -> bool:
        """A person must decide before this plan runs."""
        return self.status == "proposed" and self.kind != "hold"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The plan that stands while a night has failed; `plan_id` is None before the first approved plan."""

    decision_date: date
    cause: str
    plan_id: str | None
    plan_date: date | None
    currency: str | None
    proposed_micros: int | None

"""A night to write about: realistic, and the same each time."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from plugins.mail.view import Channel, Check, Day, Estimate, Line, Night, Point, Returns, Spent

DAY = date(2026, 3, 2)

# channel, budget a day now and new in whole dollars, mROAS, verdict, and what ends the reason of its lines
STORY = (
    ("google_ads", 9200, 10120, 2.12, "pass", "; the step limit keeps it from going higher"),
    ("linkedin", 1900, 1710, 0.71, "pass", "; the step limit keeps it from going lower"),
    ("meta", 7400, 7968, 1.63, "pass", ""),
    ("microsoft_ads", 2100, 2310, 1.94, "pass", "; the step limit keeps it from going higher"),
    ("pinterest", 1600, 1440, 0.83, "pass", "; the step limit keeps it from going lower"),
    ("tiktok", 3100, 2790, 0.92, "default", "; the step limit keeps it from going lower"),
    ("tv", 6000, 6000, 1.18, "freeze", ": the schedule of 2026-03-02 did not arrive"),
)
SHARES = {"US-CA": 40, "US-TX": 25, "US-NY": 20, "US-FL": 15}


def estimate(mean: float, spread: float) -> Estimate:
    low, high = round(mean - spread, 6), round(mean + spread, 6)
    return Estimate(mean=Decimal(str(mean)), low=Decimal(str(low)), high=Decimal(str(high)))


def _channel(name: str, now: int, new: int, mroas: float, verdict: str, reason: str) -> Channel:
    lines = tuple(
        Line(
            channel=name,
            geo=geo,
            current_micros=now * share * 10_000,
            proposed_micros=new * share * 10_000,
            change_micros=(new - now) * share * 10_000,
            effect=estimate(round((new - now) * mroas * share * 10_000), abs(new - now) * share * 4_000),
            verdict=verdict,
            reason=_reason(now * share // 100, new * share // 100, mroas, reason),
        )
        for geo, share in SHARES.items()
    )
    return Channel(
        channel=name,
        current_micros=now * 1_000_000,
        proposed_micros=new * 1_000_000,
        change_micros=(new - now) * 1_000_000,
        effect=Estimate(
            mean=sum(line.effect.mean for line in lines),
            low=sum(line.effect.low for line in lines),
            high=sum(line.effect.high for line in lines),
        ),
        returns=Returns(
            window_days=28,
            spend_micros=now * 28_123_456,
            contribution=estimate(round(now * 28_123_456 * (mroas + 0.3)), now * 9_000_000),
            iroas=estimate(mroas + 0.3, 0.32),
            mroas=estimate(mroas, 0.41),
        ),
        verdict=verdict,
        lines=lines,
    )


def _reason(now: int, new: int, mroas: float, ending: str) -> str:
    if now == new:
        return f"Stays at {now:,}.00 USD a day{ending}."
    side = "above" if mroas > 1.43 else "below"
    brings = f"the next USD brings {mroas:.2f} ({mroas - 0.4:.2f} to {mroas + 0.4:.2f}) of revenue"
    return f"From {now:,}.00 to {new:,}.00 USD a day: {brings}, {side} the 1.43 that pays{ending}."


def _curve(now: int, mroas: float) -> tuple[Point, ...]:
    points = []
    for step in range(25):
        spend = now * step / 12
        mean = mroas * 2.2 * now * spend / (spend + now) if spend else 0.0
        points.append(Point(spend_micros=round(spend * 1e6), revenue=estimate(round(mean * 1e6), round(mean * 0.25e6))))
    return tuple(points)


def _days() -> tuple[Day, ...]:
    total = sum(row[1] for row in STORY)
    days = []
    for back in range(14, 0, -1):
        day = DAY - timedelta(days=back)
        season = (0.97, 0.95, 0.99, 1.0, 1.05, 1.12, 1.08)[day.weekday()]
        days.append(
            Day(
                day=day,
                planned_micros=total * 1_000_000 if back <= 3 else None,
                spend_micros=round(total * season * 1_003_000),
                revenue_micros=round(142_000 * season * 1_000_000) + back * 1_234_500,
                is_estimated=back == 1,
            )
        )
    return tuple(days)


@pytest.fixture
def a_night() -> Callable[..., Night]:
    """Builder of a night with seven channels, of which tv is frozen; anything can be said otherwise."""

    def build(**otherwise: Any) -> Night:
        channels = tuple(_channel(*row) for row in STORY)
        moved = max(
            sum(c.change_micros for c in channels if c.change_micros > 0),
            -sum(c.change_micros for c in channels if c.change_micros < 0),
        )
        night = Night(
            decision_date=DAY,
            plan_id="2026-03-02.1",
            kind="move",
            status="approved",
            risk_tier="auto",
            basis="last_plan",
            cause=None,
            currency="USD",
            north_star="profit",
            gross_margin=Decimal("0.70"),
            fit_id="4f1d2c3b5a697887",
            first_day=DAY,
            last_day=DAY + timedelta(days=6),
            current_micros=sum(c.current_micros for c in channels),
            proposed_micros=sum(c.proposed_micros for c in channels),
            moved_micros=moved,
            effect=Estimate(mean=Decimal(1_684_000_000), low=Decimal(612_000_000), high=Decimal(2_790_000_000)),
            channels=channels,
            checks=(
                Check(scope="tv", verdict="freeze", failing="every channel delivered: 0 files, 1 expected"),
                Check(scope="ga4", verdict="default", failing="events are fresh: newest 2026-02-28"),
                *(Check(scope=row[0], verdict="pass", failing="") for row in STORY[:6]),
                Check(scope="night", verdict="pass", failing=""),
            ),
            days=_days(),
            since=DAY - timedelta(days=3),
            spent=tuple(
                Spent(
                    channel=row[0],
                    planned_micros=row[1] * 3_000_000,
                    spend_micros=row[1] * 3_000_000 + (place - 3) * 41_270_000,
                    estimated_days=1 if row[0] == "tv" else 0,
                )
                for place, row in enumerate(STORY)
            ),
            curves={row[0]: _curve(row[1], row[3]) for row in STORY},
        )
        return replace(night, **otherwise)

    return build

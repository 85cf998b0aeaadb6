"""Seeded builders with honest defaults, and the gate's own way of asking, without a database."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from config import gate as gate_settings
from config.gate import GateSettings
from expectations.books import Delivery
from expectations.doubts import Doubt, Evidence, Question, Result
from expectations.feeds import Feed, ReportShape

NIGHT = date(2026, 3, 2)
YESTERDAY = NIGHT - timedelta(days=1)

Answers = dict[tuple[str, str], Result]


@pytest.fixture(scope="session")
def settings() -> GateSettings:
    """The thresholds that are shipped."""
    return gate_settings.load()


@pytest.fixture
def ask(tmp_path: Path) -> Callable[..., Answers]:
    """Puts doubts to Great Expectations; returns results by doubt and scope."""
    from expectations.asking import Asking

    def put(doubts: object, evidence: Evidence) -> Answers:
        asked: tuple[Doubt, ...] = tuple(doubts)  # type: ignore[call-overload]
        asking = Asking(name="test", decision_date=NIGHT, docs=tmp_path / "docs")
        results = asking.ask(Question(name="test", doubts=asked, asked_of=evidence))
        return {(one.doubt.doubt_id, one.doubt.scope): one for one in results}

    return put


@pytest.fixture
def feed(settings: GateSettings) -> Callable[..., Feed]:
    """A channel with one daily report."""

    def build(channel: str = "meta", kind: str = "paid", **changes: object) -> Feed:
        report = ReportShape(name="ad_region_days", table="meta__ad_region_days", day="date", key=("ad_id",), micros=1)
        spend = settings.spend["meta"] if kind == "paid" else None
        return replace(Feed(channel=channel, kind=kind, reports=(report,), spend=spend), **changes)  # type: ignore[arg-type]

    return build


@pytest.fixture
def delivery() -> Callable[..., Delivery]:
    """A whole file of tonight."""

    def build(**changes: object) -> Delivery:
        honest = Delivery(
            delivery_id=1, channel="meta", report="ad_region_days", path=f"meta/{NIGHT}/ad_region_days.jsonl.gz",
            delivered_on=NIGHT, status="loaded", reason=None, rows_read=1000, rows_loaded=1000, rows_quarantined=0,
            sums={"spend": Decimal("12345.67")}, first_day=YESTERDAY - timedelta(days=29), last_day=YESTERDAY,
        )  # fmt: skip
        return replace(honest, **changes)  # type: ignore[arg-type]

    return build


@pytest.fixture
def rows() -> Callable[..., pd.DataFrame]:
    """Delivered rows by day and place, as the re-read window of one file holds them."""

    def build(days: int = 30, last: date = YESTERDAY, cells: tuple[str, ...] = ("CA", "TX")) -> pd.DataFrame:
        return pd.DataFrame(
            {
                "day": last - timedelta(days=back),
                "cell": cell,
                "rows": 10,
                "spend_micros": 5_000_000,
                "impressions": 900,
            }
            for back in range(days)
            for cell in cells
        )

    return build


@pytest.fixture
def media() -> Callable[..., pd.DataFrame]:
    """A channel's daily spend and what it bought: a week's rhythm with some noise."""

    def build(channel: str = "meta", days: int = 70, last: date = YESTERDAY, seed: int = 1) -> pd.DataFrame:
        rng = np.random.default_rng(seed)
        dates = [last - timedelta(days=back) for back in reversed(range(days))]
        weekend = np.array([0.8 if day.weekday() >= 5 else 1.0 for day in dates])
        spend = 1000 * weekend * np.exp(0.08 * rng.standard_normal(days))
        impressions = spend * 100 * np.exp(0.05 * rng.standard_normal(days))
        return pd.DataFrame(
            {
                "channel": channel, "day": dates, "spend": spend, "impressions": impressions.round(),
                "clicks": (impressions * 0.01).round(), "claimed_conversions": (impressions * 0.0003).round(),
            }
        )  # fmt: skip

    return build


@pytest.fixture
def orders() -> Callable[..., pd.DataFrame]:
    """A shop's days: some hundred orders of about eighty each."""

    def build(days: int = 70, last: date = YESTERDAY, seed: int = 2) -> pd.DataFrame:
        rng = np.random.default_rng(seed)
        dates = [last - timedelta(days=back) for back in reversed(range(days))]
        weekend = np.array([1.2 if day.weekday() >= 5 else 1.0 for day in dates])
        sold = rng.poisson(400 * weekend).astype(float)
        return pd.DataFrame(
            {
                "day": dates, "orders": sold, "gross": sold * 80 * np.exp(0.03 * rng.standard_normal(days)),
                "refunded_beyond_gross": 0, "tracked_orders": (sold * 0.4).round(),
            }
        )  # fmt: skip

    return build

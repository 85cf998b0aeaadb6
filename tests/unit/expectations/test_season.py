"""Half a year of honest nights: how often the bands cry wolf, and what they catch when one day is broken."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from expectations.anomalies import anomalies
from expectations.orders import sales

FIRST, NIGHTS = date(2025, 8, 1), 182
CHANNELS = 7
BREAKS = {"zero-filled": 0.0, "three tenths": 0.3, "threefold": 3.0, "micros": 1_000_000.0}


def habits(rng: np.random.Generator, days: int) -> np.ndarray:
    """A budget's path: steps every six weeks, weekly moods, a week's rhythm, pacing, and a season that spend follows."""
    week = np.arange(days) // 7
    steps = 0.16 * rng.standard_normal(days // 42 + 1)[np.arange(days) // 42]
    moods = 0.12 * rng.standard_normal(days // 7 + 1)[week]
    rhythm = np.where(np.arange(days) % 7 >= 5, -0.15, 0.0)
    season = 0.25 * np.sin(2 * np.pi * np.arange(days) / 365)
    return np.exp(steps + moods + rhythm + season + 0.03 * rng.standard_normal(days))


@pytest.fixture(scope="module")
def season() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Media by channel and day, and orders by day; the last channel is on the air four weeks of six."""
    rng = np.random.default_rng(20260302)
    days = [FIRST + timedelta(days=back) for back in range(-70, NIGHTS)]
    frames = []
    for number in range(CHANNELS):
        spend = 100 * 3**number * habits(rng, len(days))
        if number == CHANNELS - 1:
            spend *= np.where(np.arange(len(days)) // 7 % 6 < 4, 1.0, 0.25)
        shown = rng.poisson(spend * 100 * np.exp(0.05 * rng.standard_normal(len(days))))
        frames.append(pd.DataFrame({"channel": f"c{number}", "day": days, "spend": spend, "impressions": shown,
                                    "clicks": rng.binomial(shown, 0.01), "claimed_conversions": 0.0}))  # fmt: skip
    sold = rng.poisson(150 * habits(rng, len(days))).astype(float)
    orders = pd.DataFrame({"day": days, "orders": sold, "gross": sold * 80, "refunded_beyond_gross": 0})
    return pd.concat(frames), orders


def until(frame: pd.DataFrame, last: date) -> pd.DataFrame:
    return frame[(frame.day <= last) & (frame.day > last - timedelta(weeks=9))].copy()


def is_outside(measured: dict, name: str) -> bool:
    return f"{name}_low" in measured and not measured[f"{name}_low"] <= measured[name] <= measured[f"{name}_high"]


def test_honest_nights_freeze_one_channel_in_two_hundred_at_most_and_stop_none(season, settings):
    media, orders = season
    frozen, stopped = 0, 0
    for back in range(NIGHTS):
        day = FIRST + timedelta(days=back)
        found = anomalies(until(media, day), day, planned={}, holidays=(), settings=settings.band)
        frozen += sum(
            any(is_outside(one, name) for name in ("spend", "click_price", "view_price")) for one in found.values()
        )
        sold = sales(until(orders, day), day, shop="s", holidays=(), settings=settings.band)["s"]
        stopped += any(is_outside(sold, name) for name in ("orders", "revenue", "order_value"))
    print(f"{frozen} of {NIGHTS * CHANNELS} honest channel nights frozen, {stopped} of {NIGHTS} nights stopped")
    assert frozen <= NIGHTS * CHANNELS / 200
    assert stopped == 0


@pytest.mark.parametrize(
    ("kind", "least"), [("zero-filled", 1.0), ("three tenths", 0.8), ("threefold", 0.8), ("micros", 1.0)]
)
def test_a_day_that_is_far_off_is_caught(season, settings, kind, least):
    media, _ = season
    caught, tried = 0, 0
    for back in range(0, NIGHTS, 7):
        day = FIRST + timedelta(days=back + back // 7 % 7)
        broken = until(media, day)
        for column in ("spend", "impressions", "clicks"):
            broken[column] = broken[column].astype(float)
        broken.loc[broken.day == day, ["spend", "impressions", "clicks"]] *= BREAKS[kind]
        found = anomalies(broken, day, planned={}, holidays=(), settings=settings.band)
        caught += sum(is_outside(one, "spend") for one in found.values())
        tried += len(found)
    print(f"{kind}: {caught} of {tried} caught")
    assert caught >= least * tried

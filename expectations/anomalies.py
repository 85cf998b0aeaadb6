"""Is what each channel cost yesterday usual for the day, or planned?"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date

import numpy as np
import pandas as pd
from great_expectations.expectations.expectation import Expectation

from config.gate import Bands, Rates
from expectations.bands import Band, band
from expectations.doubts import Evidence, within
from expectations.verdict import Verdict

MICROS = 1_000_000


def anomalies(
    media: pd.DataFrame, yesterday: date, *, planned: Mapping[str, int], holidays: Collection[date], settings: Bands
) -> Evidence:
    """Yesterday's spend and prices of each channel, beside the bands that its own history teaches.

    Parameters
    ----------
    media : pd.DataFrame
        One row a channel and day: `channel`, `day`, `spend_micros`, `impressions`, `clicks`, `claimed_conversions`.
    planned : mapping
        Micros that the plan of yesterday gave each channel for a day; a channel without a plan is absent.
    """
    found: Evidence = {}
    for name, rows in media.groupby("channel"):
        daily = rows.set_index("day")[["spend_micros", "impressions", "clicks", "claimed_conversions"]].astype(float)
        spend = daily.spend_micros / MICROS
        level = planned[name] / MICROS if name in planned else None
        usual = band(spend, yesterday, share=settings.spend_share, holidays=holidays, settings=settings)
        measured: dict[str, object] = {"spend": spend.get(yesterday), "learned_days": usual.days if usual else 0}
        measured |= _bounds("spend", usual.stretched(level) if usual else None)
        for price, shown in (("click_price", daily.clicks), ("view_price", daily.impressions / 1000)):
            paid = pd.Series(np.where(shown > 0, spend / shown.where(shown > 0), np.nan), index=daily.index).dropna()
            if yesterday in paid.index:
                measured[price] = paid[yesterday]
                measured |= _bounds(price, band(paid, yesterday, share=settings.price_share, holidays=holidays, settings=settings))
        if yesterday in daily.index:
            measured["click_rate"] = _rate(daily.clicks[yesterday], daily.impressions[yesterday])
            measured["conversion_rate"] = _rate(daily.claimed_conversions[yesterday], daily.clicks[yesterday])
        found[str(name)] = measured
    return found


def _bounds(name: str, usual: Band | None) -> dict[str, object]:
    return {f"{name}_low": usual.low, f"{name}_high": usual.high} if usual else {}


def _rate(part: float, whole: float) -> float | None:
    """Share of `part` in `whole`; None where there was no whole (television has no clicks)."""
    return part / whole if whole > 0 else None


def anomaly_doubts(found: Evidence, bands: Bands, rates: Rates) -> Iterator[Expectation]:
    """What must hold of a channel's yesterday against its own history."""
    for name, measured in found.items():
        yield within(
            "learned_days", least=bands.least_days,
            doubt_id="history-known", scope=name, verdict=Verdict.DEFAULT,
            sentence=f"{name} has enough history to say what is usual",
            because="without a band an anomaly of this channel would pass unseen",
        )  # fmt: skip
        if "spend_low" in measured:
            yield within(
                "spend", least=measured["spend_low"], most=measured["spend_high"],
                doubt_id="spend-usual", scope=name, verdict=Verdict.FREEZE,
                sentence=f"yesterday's spend of {name} is usual for the weekday, or planned",
                because="a zero-filled, doubled or foreign-currency file looks like a budget nobody set",
            )  # fmt: skip
        for price, words in (("click_price", "a click"), ("view_price", "a thousand impressions")):
            if f"{price}_low" in measured:
                yield within(
                    price, least=measured[f"{price}_low"], most=measured[f"{price}_high"],
                    doubt_id=price.replace("_", "-") + "-usual", scope=name, verdict=Verdict.FREEZE,
                    sentence=f"{words} of {name} costs what it usually does",
                    because="budgets may move by plan, prices don't: a unit or a currency changed",
                )  # fmt: skip
        for rate, limit, words in (
            ("click_rate", rates.click_rate, "clicks per impression"),
            ("conversion_rate", rates.conversion_rate, "claimed conversions per click"),
        ):
            if measured.get(rate) is not None:
                yield within(
                    rate, least=0, most=limit,
                    doubt_id=rate.replace("_", "-") + "-possible", scope=name,
                    verdict=Verdict.FREEZE if rate == "click_rate" else Verdict.DEFAULT,
                    sentence=f"{words} of {name} are possible",
                    because="no advertisement has such a rate: columns are swapped or counted twice",
                )  # fmt: skip

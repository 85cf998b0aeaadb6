"""Is what each channel cost yesterday usual for the day, or planned?"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date

import pandas as pd

from config.gate import Bands, Rates
from expectations.bands import Band, band, by_day, ratio
from expectations.doubts import Doubt, Evidence, Measures, within
from expectations.verdict import Verdict


def anomalies(
    media: pd.DataFrame, yesterday: date, *, planned: Mapping[str, float], holidays: Collection[date], settings: Bands
) -> Evidence:
    """Yesterday's spend and prices of each channel, beside the bands that its own history teaches.

    Parameters
    ----------
    media : pd.DataFrame
        One row a channel and day: `channel`, `day`, `spend` in currency, `impressions`, `clicks`,
        `claimed_conversions`.
    planned : mapping
        Budget in currency that the plan gave each channel for yesterday; a channel without a plan is absent.
    """
    found: Evidence = {}
    for name, rows in media.groupby("channel"):
        spend, claimed = by_day(rows, "spend"), by_day(rows, "claimed_conversions")
        shown, clicked = by_day(rows, "impressions"), by_day(rows, "clicks")
        usual = band(
            spend,
            yesterday,
            share=settings.spend_share,
            holidays=holidays,
            settings=settings,
            planned=planned.get(str(name)),
        )
        measured: Measures = {"learned_days": usual.days if usual else 0}
        if yesterday in spend:
            measured |= {"spend": spend[yesterday]} | _bounds("spend", usual)
            measured["click_rate"] = ratio(clicked, shown).get(yesterday)
            measured["conversion_rate"] = ratio(claimed, clicked).get(yesterday)
        for price, units, least in (
            ("click_price", clicked, settings.price_least_clicks),
            ("view_price", shown, settings.price_least_impressions),
        ):
            if units.get(yesterday, 0) >= least:
                prices = ratio(spend, units)
                learned = band(prices, yesterday, share=settings.price_share, holidays=holidays, settings=settings)
                measured |= {price: prices[yesterday]} | _bounds(price, learned)
        found[str(name)] = measured
    return found


def _bounds(name: str, usual: Band | None) -> Measures:
    return {f"{name}_low": usual.low, f"{name}_high": usual.high} if usual else {}


def anomaly_doubts(found: Evidence, bands: Bands, rates: Rates) -> Iterator[Doubt]:
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
        for price, words in (("click_price", "a click"), ("view_price", "an impression")):
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

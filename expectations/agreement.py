"""Do parts equal totals, and do platforms, web and shop still tell one story?"""

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import pandas as pd

from config.attribution import Model
from config.gate import Agreement, Panel
from expectations.bands import Daily, by_day
from expectations.doubts import Doubt, Evidence, Measures, within
from expectations.verdict import Verdict

# What marts.fct_attribution_days must hold: our models, and the platforms' own claims with what they leave over.
CREDIT_MODELS = (*(model.value for model in Model), "platform_claims")


def total_doubts(found: Evidence, shop: str, settings: Panel) -> Iterator[Doubt]:
    """What must add up to the last micro: evidence holds differences, in micros, by channel and for the shop."""
    for name in found:
        if name == shop:
            continue
        yield within(
            "unmapped_share", least=0, most=settings.unmapped_share,
            doubt_id="places-known", scope=name, verdict=Verdict.FREEZE,
            sentence=f"the spend of {name} has places that we know",
            because="money outside the panel's places works unseen; name the place in the seed geo_names",
        )  # fmt: skip
        for column, doubt_id, words, because in (
            ("delivered_apart", "mart-equals-files", f"the marts hold the spend that {name} delivered tonight",
             "money is exact from file to mart: a row was lost or counted twice"),
            ("impressions_delivered_apart", "mart-impressions-equal-files",
             f"the marts hold the impressions that {name} delivered tonight",
             "a column was mapped wrongly, or a row lost"),
            ("panel_impressions_apart", "panel-impressions-equal-mart",
             f"the panel holds the impressions of {name} that the marts hold",
             "the model must read what was shown"),
            ("panel_clicks_apart", "panel-clicks-equal-mart", f"the panel holds the clicks of {name} that the marts hold",
             "the model must read what was clicked"),
            ("rolled_apart", "days-equal-ads", f"{name} by day sums to {name} by ad", "parts sum to their total"),
            ("panel_apart", "panel-equals-mart", f"the panel holds the spend of {name} that the marts hold",
             "the model must read the money that was paid"),
        ):  # fmt: skip
            if column in found[name]:
                yield within(
                    column, least=0, most=0,
                    doubt_id=doubt_id, scope=name, verdict=Verdict.STOP, sentence=words, because=because,
                )  # fmt: skip
        for column, doubt_id, verdict, words in (
            ("negative_rows", "mart-not-negative", Verdict.FREEZE, f"impressions and clicks of {name} in the marts are never negative"),
            ("beyond_rows", "mart-clicks-within", Verdict.FREEZE, f"no ad of {name} in the marts has more clicks than impressions"),
            ("negative_claims", "mart-claims-not-negative", Verdict.DEFAULT, f"what {name} claims is never negative in the marts"),
        ):  # fmt: skip
            yield within(
                column, least=0, most=0, doubt_id=doubt_id, scope=name, verdict=verdict, sentence=words,
                because="a sign or two columns were mixed up on the way",
            )  # fmt: skip
    yield within(
        "revenue_apart", least=0, most=0,
        doubt_id="outcome-equals-orders", scope=shop, verdict=Verdict.STOP,
        sentence="the panel's revenue is that of the orders",
        because="parts that don't sum to their total were joined wrongly",
    )  # fmt: skip
    for model in CREDIT_MODELS:
        yield within(
            f"{model}_credit_apart", least=0, most=0,
            doubt_id=f"{model.replace('_', '-')}-equals-orders", scope=shop, verdict=Verdict.STOP,
            sentence=f"{model.replace('_', ' ')} credit of each day sums to the orders' revenue",
            because="parts that don't sum to their total were joined wrongly",
        )  # fmt: skip


Week = tuple[float, float]  # of one week: the part, and the orders


def claims(media: pd.DataFrame, orders: pd.DataFrame, yesterday: date, settings: Agreement) -> Evidence:
    """What each channel claimed per order in the last week, beside what it usually claims; see `_against_usual`.

    A week's claims are still growing when they are read, which the factor has room for.
    """
    sold = by_day(orders, "orders")
    found: Evidence = {}
    for name, rows in media.groupby("channel"):
        weeks = _weeks(by_day(rows, "claimed_conversions"), sold, yesterday, settings)
        found[str(name)] = _against_usual(weeks, settings, factor=settings.claims_factor, least=settings.claims_least)
    return found


def tracked(orders: pd.DataFrame, yesterday: date, *, web: str, settings: Agreement) -> Evidence:
    """Share of orders whose path the web events know, in the last week, beside the weeks before; scope is `web`."""
    weeks = _weeks(by_day(orders, "tracked_orders"), by_day(orders, "orders"), yesterday, settings)
    return {web: _against_usual(weeks, settings, factor=settings.tracked_factor, least=1)}


def _weeks(part: Daily, sold: Daily, yesterday: date, settings: Agreement) -> list[Week | None]:
    """Sums of `part` and of orders by week, last week first; None where a day is unknown or nothing was sold."""
    weeks: list[Week | None] = []
    for back in range(settings.claims_weeks + 1):
        last = yesterday - timedelta(days=back * settings.claims_days)
        days = [last - timedelta(days=day) for day in range(settings.claims_days)]
        known = all(day in part and sold.get(day, 0) > 0 for day in days)
        weeks.append((sum(part[day] for day in days), sum(sold[day] for day in days)) if known else None)
    return weeks


def _against_usual(weeks: list[Week | None], settings: Agreement, *, factor: float, least: int) -> Measures:
    """Last week's share, and a factor around the median of the weeks before.

    `weeks_compared` is zero if that says nothing: last week or half of the weeks before are unknown, or a usual week
    counts fewer than `least`.
    """
    last, *before = weeks
    usual = [week for week in before if week is not None]
    enough = len(usual) >= settings.claims_weeks / 2 and float(np.median([part for part, _ in usual])) >= least
    if last is None or not enough:
        return {"weeks_compared": 0, "weeks_compared_says": f"{len(usual)} weeks known, or fewer than {least} in one"}
    middle = float(np.median([part / sold for part, sold in usual]))
    return {
        "weeks_compared": len(usual),
        "per_order": last[0] / last[1],
        "low": middle / factor,
        "high": middle * factor,
    }


def story_doubts(claimed: Evidence, followed: Evidence) -> Iterator[Doubt]:
    """What must hold between what platforms claim, what the web saw, and what the shop sold."""
    for name, measured in (claimed | followed).items():
        tells = "claims" if name in claimed else "follows"
        yield within(
            "weeks_compared", least=1,
            doubt_id=f"{tells}-comparable", scope=name, verdict=Verdict.PASS,
            sentence=f"{name} {tells} enough orders to compare weeks",
            because="a handful of claims has no stable share; the budget doesn't hang on it",
        )  # fmt: skip
        if measured["weeks_compared"]:
            yield within(
                "per_order", least=measured["low"], most=measured["high"],
                doubt_id=f"{tells}-agree", scope=name, verdict=Verdict.DEFAULT,
                sentence=f"{name} {tells} about the share of orders that it usually {tells}",
                because="a pixel, an attribution window or a consent banner changed: weeks can't be compared",
            )  # fmt: skip

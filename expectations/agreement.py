"""Do parts equal totals, and do platforms, web and shop still tell one story?"""

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import pandas as pd
from great_expectations.expectations.expectation import Expectation

from config.gate import Agreement
from expectations.doubts import Evidence, within
from expectations.verdict import Verdict


def total_doubts(found: Evidence, shop: str) -> Iterator[Expectation]:
    """What must add up to the last micro: evidence holds differences, in micros, by channel and for the shop."""
    for name in found:
        if name == shop:
            continue
        yield within(
            "unmapped_spend", least=0, most=0,
            doubt_id="places-known", scope=name, verdict=Verdict.FREEZE,
            sentence=f"all spend of {name} has a place that we know",
            because="money outside the panel's places works unseen; name the place in the seed geo_names",
        )  # fmt: skip
        for column, doubt_id, words, because in (
            ("delivered_apart", "mart-equals-files", f"the marts hold the spend that {name} delivered tonight",
             "money is exact from file to mart: a row was lost or counted twice"),
            ("rolled_apart", "days-equal-ads", f"{name} by day sums to {name} by ad", "parts sum to their total"),
            ("panel_apart", "panel-equals-mart", f"the panel holds the spend of {name} that the marts hold",
             "the model must read the money that was paid"),
        ):  # fmt: skip
            if column in found[name]:
                yield within(
                    column, least=0, most=0,
                    doubt_id=doubt_id, scope=name, verdict=Verdict.STOP, sentence=words, because=because,
                )  # fmt: skip
    for column, doubt_id, words in (
        ("revenue_apart", "outcome-equals-orders", "the panel's revenue is that of the orders"),
        ("last_touch_apart", "last-touch-equals-orders", "last-touch credit sums to the orders' revenue"),
        ("position_based_apart", "position-based-equals-orders", "position-based credit sums to the orders' revenue"),
    ):
        yield within(
            column, least=0, most=0,
            doubt_id=doubt_id, scope=shop, verdict=Verdict.STOP, sentence=words,
            because="parts that don't sum to their total were joined wrongly",
        )  # fmt: skip


def claims(media: pd.DataFrame, orders: pd.DataFrame, yesterday: date, settings: Agreement) -> Evidence:
    """What each channel claimed per order in the last week, beside what it usually claims.

    The usual is the median over the weeks before of the same ratio, and the bounds are that factor below and above; a
    week's claims are still growing when they are read, which the factor has room for. `weeks_compared` is zero where
    a week has too few claims, or too few weeks are known, for a ratio to say anything.
    """
    sold = orders.set_index("day").orders
    return {
        str(name): _against_usual(
            rows.set_index("day").claimed_conversions.astype(float), sold, yesterday, settings,
            verb="claims", factor=settings.claims_factor, least=settings.claims_least,
        )
        for name, rows in media.groupby("channel")
    }  # fmt: skip


def tracked(orders: pd.DataFrame, yesterday: date, *, web: str, settings: Agreement) -> Evidence:
    """Share of orders whose path the web events know, in the last week, beside the weeks before; scope is `web`."""
    daily = orders.set_index("day")
    known = daily.tracked_orders.astype(float)
    return {
        web: _against_usual(
            known, daily.orders, yesterday, settings, verb="follows", factor=settings.tracked_factor, least=1
        )
    }


def _against_usual(
    part: pd.Series, orders: pd.Series, yesterday: date, settings: Agreement, *, verb: str, factor: float, least: int
) -> dict[str, object]:
    weeks = [_week(part, orders, yesterday, back, settings) for back in range(settings.claims_weeks + 1)]
    usual = [week for week in weeks[1:] if week is not None]
    enough = len(usual) >= settings.claims_weeks / 2 and float(np.median([claimed for claimed, _ in usual])) >= least
    if weeks[0] is None or not enough:
        return {"verb": verb, "weeks_compared": 0, "weeks_compared_says": f"{len(usual)} weeks known, or fewer than {least} a week"}
    middle = float(np.median([claimed / sold for claimed, sold in usual]))
    ratio = weeks[0][0] / weeks[0][1]
    return {"verb": verb, "weeks_compared": len(usual), "per_order": ratio, "low": middle / factor, "high": middle * factor}


def _week(
    claimed: pd.Series, sold: pd.Series, yesterday: date, back: int, settings: Agreement
) -> tuple[float, float] | None:
    """Claims and orders of the week that ended `back` weeks before yesterday; None unless all its days are known."""
    last = yesterday - timedelta(days=back * settings.claims_days)
    days = [last - timedelta(days=day) for day in range(settings.claims_days)]
    if not all(day in claimed.index and day in sold.index for day in days):
        return None
    orders = float(sold[days].sum())
    return (float(claimed[days].sum()), orders) if orders > 0 else None


def story_doubts(found: Evidence) -> Iterator[Expectation]:
    """What must hold between what platforms claim, what the web saw, and what the shop sold."""
    for name, measured in found.items():
        tells = measured["verb"]
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
                because="a pixel, an attribution window or a consent banner changed: it can't be compared with last week",
            )  # fmt: skip

"""Did the shop sell what it usually sells on such a day?"""

from collections.abc import Collection, Iterator
from datetime import date

import pandas as pd

from config.gate import Bands, Rates
from expectations.bands import band, by_day, ratio
from expectations.doubts import Doubt, Evidence, Measures, within
from expectations.verdict import Verdict

SERIES = {
    "orders": "orders",
    "revenue": "revenue",
    "order_value": "value of an order",
}


def sales(orders: pd.DataFrame, yesterday: date, *, shop: str, holidays: Collection[date], settings: Bands) -> Evidence:
    """Yesterday's orders, revenue and order value beside their bands, and what is impossible among them.

    Parameters
    ----------
    orders : pd.DataFrame
        One row a day: `day`, `orders`, `gross` in currency, `refunded_beyond_gross` (orders that got back
        more than they paid).
    shop : str
        The channel that delivers orders; it is the scope.
    """
    sold, gross = by_day(orders, "orders"), by_day(orders, "gross")
    beyond, all_orders = int(orders.refunded_beyond_gross.sum()), int(orders.orders.sum())
    measured: Measures = {
        "refunded_beyond_share": beyond / max(all_orders, 1),
        "refunded_beyond_share_says": f"{beyond:,} of {all_orders:,} orders did",
    }
    known = []
    for name, series in (("orders", sold), ("revenue", gross), ("order_value", ratio(gross, sold))):
        usual = band(series, yesterday, share=settings.outcome_share, holidays=holidays, settings=settings)
        measured[name] = series.get(yesterday, 0.0)
        known.append(usual.days if usual else 0)
        if usual:
            measured |= {f"{name}_low": usual.low, f"{name}_high": usual.high}
    return {shop: measured | {"learned_days": min(known)}}


def sales_doubts(found: Evidence, settings: Bands, rates: Rates) -> Iterator[Doubt]:
    """What must hold of the shop's yesterday; without sales nobody can say what spend caused."""
    for shop, measured in found.items():
        yield within(
            "orders", least=1,
            doubt_id="orders-arrived", scope=shop, verdict=Verdict.STOP,
            sentence="the shop sold something yesterday",
            because="an empty export reads as a day on which no spend worked",
        )  # fmt: skip
        yield within(
            "learned_days", least=settings.least_days,
            doubt_id="history-known", scope=shop, verdict=Verdict.DEFAULT,
            sentence="the shop has enough history to say what is usual",
            because="without a band an anomaly of the sales would pass unseen",
        )  # fmt: skip
        for name, words in SERIES.items():
            if f"{name}_low" in measured:
                yield within(
                    name, least=measured[f"{name}_low"], most=measured[f"{name}_high"],
                    doubt_id=f"{name.replace('_', '-')}-usual", scope=shop, verdict=Verdict.STOP,
                    sentence=f"yesterday's {words} is usual for the weekday" if name != "orders"
                    else "yesterday's orders are usual for the weekday",
                    because="half of the sales missing, or counted twice, moves every channel's worth",
                )  # fmt: skip
        yield within(
            "refunded_beyond_share", most=rates.refunded_beyond_share,
            doubt_id="refunds-within-orders", scope=shop, verdict=Verdict.STOP,
            sentence="orders don't get back more than they paid",
            because="refunds were joined twice, or in another currency",
        )  # fmt: skip

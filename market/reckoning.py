"""What spend was really worth: the truth that an estimate is scored against.

iROAS of a channel over a window of days = (expected net revenue in the window with the spend as it was, less expected
net revenue in the window had the channel spent nothing on any day, other channels as they were) / the channel's spend
in the window. mROAS is the same for the last hundredth of its spend on every day. Net revenue is what is left after
cancellations and refunds.
"""

from datetime import date
from typing import Any

import numpy as np

from market.arrays import Floats
from market.errors import MarketError
from market.market import Market
from market.worlds import BURN_IN, CHANNELS

# The next unit of spend is worth what the last hundredth was.
MARGIN = 0.01

# Windows of days, ending yesterday, that the sealed truth answers for; 0 is all days since history began.
WINDOWS = (28, 90, 0)


def reckon(market: Market) -> dict[str, Any]:
    """Return parameters and worth of every channel and cell over the usual windows, as plain values for JSON."""
    last = market.days - 1
    spans = {name: max(BURN_IN, last - name + 1) if name else BURN_IN for name in WINDOWS}
    return {
        "world": {
            "family": market.world.family,
            "seed": market.seed,
            "geos": [geo.code for geo in market.world.geos],
            "channels": list(CHANNELS),
            "first_day": market.world.day(BURN_IN).isoformat(),
            "known_through": market.world.day(last).isoformat(),
        },
        "windows": {str(name or "all"): _window(market, first, last) for name, first in spans.items()},
        "parameters": _parameters(market),
    }


def window(market: Market, first: date, last: date) -> dict[str, Any]:
    """Return the worth of every channel and cell from `first` through `last`."""
    world = market.world
    begin, end = world.index(first), world.index(last)
    if not BURN_IN <= begin <= end < market.days:
        raise MarketError(
            f"{first} to {last}: this market knows {world.day(BURN_IN)} to {world.day(market.days - 1)}; "
            "choose days between, the first one first"
        )
    return _window(market, begin, end)


def missing(market: Market, channel: int, *, kept: float) -> Floats:
    """Return expected net revenue in USD, day x geo, that is missing had this channel spent only `kept` of it."""
    less = market.spend.astype(float)
    less[:, :, channel] *= kept
    return market.expected_revenue(market.spend) - market.expected_revenue(less)


def _window(market: Market, begin: int, end: int) -> dict[str, Any]:
    days = slice(begin, end + 1)
    revenue = market.expected_revenue(market.spend)[days].sum()
    codes = [geo.code for geo in market.world.geos]
    channels: dict[str, Any] = {}
    for position, channel in enumerate(CHANNELS):
        effect = missing(market, position, kept=0.0)[days].sum(axis=0)
        last = missing(market, position, kept=1.0 - MARGIN)[days].sum(axis=0)
        spend = market.spend[days, :, position].sum(axis=0) / 100
        geos = {geo: _worth(*cell) for geo, *cell in zip(codes, effect, last, spend, strict=True)}
        channels[channel] = {**_worth(effect.sum(), last.sum(), spend.sum()), "geos": geos}
    return {
        "first_day": market.world.day(begin).isoformat(),
        "last_day": market.world.day(end).isoformat(),
        "expected_revenue": round(float(revenue), 2),
        "channels": channels,
    }


def _worth(effect: float, last: float, spend: float) -> dict[str, float | None]:
    return {
        "spend": round(float(spend), 2),
        "contribution": round(float(effect), 2),
        "iroas": float(effect / spend) if spend else None,
        "mroas": float(last / (MARGIN * spend)) if spend else None,
    }


def _parameters(market: Market) -> dict[str, Any]:
    plain = {
        name: value.tolist() if isinstance(value, np.ndarray) else value for name, value in vars(market.truth).items()
    }
    effects = {name: value.tolist() for name, value in vars(market.effects).items()}
    return {"truth": plain, "effects": effects}

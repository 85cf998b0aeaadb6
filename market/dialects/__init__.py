"""How each platform writes its reports: one file a platform, found by its name.

Each has `reports(night)`: the files of that delivery by name, each an iterable of text pieces. How a file is packed
follows from its name: `.gz` and `.zip` are compressed, anything else is plain UTF-8.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from importlib import import_module
from typing import NamedTuple

import numpy as np

from market.claims import report
from market.emails import Mailings
from market.market import Market
from market.orders import OrderBook
from market.sessions import Traffic
from market.worlds import BURN_IN

PLATFORMS = (
    "google_ads",
    "meta",
    "tiktok",
    "linkedin",
    "microsoft_ads",
    "pinterest",
    "tv",
    "klaviyo",
    "shopify",
    "ga4",
)


class AdRow(NamedTuple):
    """One ad in one geo on one day: positions of geo and ad in the account, then what `AdDay` holds of them."""

    geo: int
    ad: int
    cents: int
    impressions: int
    clicks: int
    whole: int
    conversions: float
    value: float


@dataclass(frozen=True)
class Night:
    """One night's delivery: the market as it was on the morning of `index`, yesterday being the last known day."""

    market: Market
    index: int

    @property
    def delivered_on(self) -> date:
        """The date whose morning it is."""
        return self.market.world.day(self.index)

    @property
    def is_first(self) -> bool:
        """Whether this is the first delivery, which holds the whole history."""
        return self.index == self.market.world.first_index

    def days(self, window: int) -> range:
        """Return indices of the days that a platform with this re-read window delivers."""
        return range(BURN_IN if self.is_first else self.index - window, self.index)

    def ad_days(self, channel: str, window: int) -> Iterator[tuple[date, list[AdRow]]]:
        """Return a paid channel's rows, day by day, as known this morning; an ad that was not shown has none."""
        for day in self.days(window):
            known = report(self.market, channel, day, self.index - day)
            geos, ads = np.indices(known.cents.shape)
            columns = (
                geos,
                ads,
                known.cents,
                known.impressions,
                known.clicks,
                known.whole,
                known.conversions,
                known.value,
            )
            rows = zip(*(column.ravel().tolist() for column in columns), strict=True)
            yield self.market.world.day(day), [AdRow(*row) for row in rows if row[2] or row[3]]

    @cached_property
    def orders(self) -> OrderBook:
        """Orders of the market, kept while the night is written."""
        return OrderBook(self.market)

    @cached_property
    def mailings(self) -> Mailings:
        """E-mail events of the market."""
        return Mailings(self.market)

    @cached_property
    def traffic(self) -> Traffic:
        """Web sessions of the market."""
        return Traffic(self.market, self.orders)


def reports(platform: str, night: Night) -> dict[str, Iterable[str]]:
    """Return the files that `platform` delivers on `night`."""
    files: dict[str, Iterable[str]] = import_module(f"{__name__}.{platform}").reports(night)
    return files


def dollars(cents: int) -> str:
    """Return cents as a decimal number of dollars."""
    return f"{cents // 100}.{cents % 100:02d}"

"""Who visited the shop's site, from where, and with whose consent: sessions, and purchases that web analytics saw.

Only causal: a buyer's earlier visit is one that was already drawn for an earlier day, so a delivered day never changes
because of a later one.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from market.arrays import Bools, Floats, Ints
from market.calendar import midnight
from market.campaigns import account
from market.chance import chance, scatter, share_of
from market.emails import campaign_id
from market.market import Market
from market.orders import OrderBook, OrderDay
from market.worlds import BURN_IN, CHANNELS

# Where a session comes from, as its link says: source and medium.
SOURCES = {
    "google_ads": ("google", "cpc"),
    "meta": ("facebook", "paid_social"),
    "tiktok": ("tiktok", "paid_social"),
    "linkedin": ("linkedin", "paid_social"),
    "microsoft_ads": ("bing", "cpc"),
    "pinterest": ("pinterest", "paid_social"),
    "klaviyo": ("klaviyo", "email"),
    "organic": ("google", "organic"),
    "direct": ("(direct)", "(none)"),
}
NAMES = tuple(SOURCES)
PAID = tuple(CHANNELS.index(name) for name in NAMES[:6])
MAIL, ORGANIC, DIRECT = (NAMES.index(name) for name in ("klaviyo", "organic", "direct"))

# Web analytics misses the orders of people whose browser blocks it.
SEEN = 0.5

# Of orders seen: buyers with an earlier visit on another day, and with one more visit on the day they buy.
EARLIER_VISIT, SECOND_VISIT = 0.5, 0.25
EARLIEST_VISIT = 14

# By cause of the order (nobody, then each channel): where the session that ends in the purchase comes from.
LAST_SESSION = {
    "nobody": {
        "organic": 0.37,
        "direct": 0.36,
        "klaviyo": 0.07,
        "google_ads": 0.11,
        "meta": 0.06,
        "microsoft_ads": 0.03,
    },
    "google_ads": {"google_ads": 0.85, "direct": 0.15},
    "meta": {"meta": 0.50, "organic": 0.20, "direct": 0.30},
    "tiktok": {"tiktok": 0.40, "organic": 0.30, "direct": 0.30},
    "linkedin": {"linkedin": 0.45, "organic": 0.30, "direct": 0.25},
    "microsoft_ads": {"microsoft_ads": 0.85, "direct": 0.15},
    "pinterest": {"pinterest": 0.45, "organic": 0.30, "direct": 0.25},
    "tv": {"organic": 0.55, "direct": 0.35, "google_ads": 0.10},
}
CHOICES = np.cumsum([[LAST_SESSION[cause].get(name, 0.0) for name in NAMES] for cause in LAST_SESSION], axis=1)

# Users of a day are numbered from day x USERS_A_DAY; buyers who were never seen before from the middle on.
USERS_A_DAY = 1_000_000


@dataclass(frozen=True, kw_only=True)
class EventDay:
    """Web analytics' events of one day, by time; arrays by event.

    Parameters
    ----------
    second, user, geo, source, order_id, cents : array of int
        `order_id` is 0 and `cents` 0 for the start of a session.
    session : array of int
        Second at which the event's session began.
    consent, ads_consent : array of bool
    known_after : array of int
        Days until the event is exported.
    """

    second: Ints
    session: Ints
    user: Ints
    geo: Ints
    source: Ints
    order_id: Ints
    cents: Ints
    consent: Bools
    ads_consent: Bools
    known_after: Ints


class Traffic:
    """The market's web events, day by day."""

    def __init__(self, market: Market, orders: OrderBook) -> None:
        self.market = market
        self.orders = orders
        self._visits: dict[int, Ints] = {}

    def day(self, index: int) -> EventDay:
        """Return the events of the day with this index."""
        market = self.market
        rng = chance(market.seed, "sessions", index)
        begin, end = midnight(market.world.day(index)), midnight(market.world.day(index + 1))

        visits = self._visitors(index)
        geo, source = (axis.ravel() for axis in np.indices(visits.shape))
        geo, source = np.repeat(geo, visits.ravel()), np.repeat(source, visits.ravel())
        start = rng.integers(begin + 7 * 3600, end, len(geo))
        browsing = (start, start, index * USERS_A_DAY + np.arange(len(geo)), geo, source)

        orders = self.orders.day(index)
        rows = np.flatnonzero(~orders.is_test & (rng.random(len(orders.geo)) < SEEN))
        user, last = self._buyers(index, orders, rows, rng)
        placed, place = orders.placed[rows], orders.geo[rows]
        start = placed - np.minimum(rng.integers(120, 1_500, len(rows)), placed - begin)
        buying = (start, start, user, place, last)
        purchase = (placed, start, user, place, last)

        # One more visit, somewhere between this morning and the session that bought.
        again = np.flatnonzero((rng.random(len(rows)) < SECOND_VISIT) & (start > begin + 60))
        other = np.array([ORGANIC, DIRECT, MAIL])[rng.integers(0, 3, len(again))]
        room = np.minimum(start[again] - begin - 1, 20_000)
        earlier = start[again] - 1 - np.floor(rng.random(len(again)) * room).astype(np.int64)
        second = (earlier, earlier, user[again], place[again], other)

        parts = (browsing, buying, purchase, second)
        columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
        blank = np.zeros(sum(len(part[0]) for part in parts), dtype=np.int64)
        order_id, cents = blank.copy(), blank.copy()
        bought = slice(len(geo) + len(rows), len(geo) + 2 * len(rows))
        order_id[bought], cents[bought] = orders.order_id[rows], orders.cents[rows]
        late = rng.random(len(blank))
        by_time = np.lexsort((order_id, columns[2], columns[0]))
        when, session, users, geos, sources = (column[by_time] for column in columns)
        return EventDay(
            second=when,
            session=session,
            user=users,
            geo=geos,
            source=sources,
            order_id=order_id[by_time],
            cents=cents[by_time],
            consent=share_of(users, 21) < market.world.consent,
            ads_consent=share_of(users, 22) < 0.9,
            # 96 of 100 events are there next morning, 3 a day later, the last after three days.
            known_after=np.where(late < 0.96, 1, np.where(late < 0.99, 2, 3))[by_time],
        )

    def _buyers(self, index: int, orders: OrderDay, rows: Ints, rng: np.random.Generator) -> tuple[Ints, Ints]:
        """Return (user, source of the last session) of the orders in `rows`."""
        geo, cause = orders.geo[rows], orders.cause[rows]
        last = (rng.random(len(rows))[:, None] > CHOICES[cause]).sum(axis=1)
        last = np.minimum(last, DIRECT)
        stranger = index * USERS_A_DAY + USERS_A_DAY // 2 + np.arange(len(rows))
        user = stranger.copy()

        returns = rng.random(len(rows)) < EARLIER_VISIT
        ago = np.minimum(rng.geometric(0.3, len(rows)), EARLIEST_VISIT)
        # An ad that caused the order was usually the earlier visit; otherwise it is anyone's visit of that day.
        clicked = (cause > 0) & (cause <= len(PAID)) & (rng.random(len(rows)) < 0.7)
        pick = rng.random(len(rows))
        for days in range(1, min(EARLIEST_VISIT, index - BURN_IN) + 1):
            visits = self._visitors(index - days)
            edges = np.concatenate(([0], np.cumsum(visits.ravel()))).reshape(-1)
            of_day = np.flatnonzero(returns & (ago == days))
            cell = geo[of_day] * len(NAMES)
            by_ad = clicked[of_day]
            low = edges[cell + np.where(by_ad, cause[of_day] - 1, 0)]
            high = edges[cell + np.where(by_ad, cause[of_day], len(NAMES))]
            found = high > low
            number = low + np.floor(pick[of_day] * (high - low)).astype(np.int64)
            user[of_day[found]] = (index - days) * USERS_A_DAY + number[found]
        # Nobody buys twice on a day: whoever picks the same visitor next is someone new.
        bought = np.zeros(len(rows), dtype=bool)
        bought[np.unique(user, return_index=True)[1]] = True
        return np.where(bought, user, stranger), last

    def _visitors(self, index: int) -> Ints:
        """Return how many people came for the first time on this day, geo x source."""
        if index not in self._visits:
            rng = chance(self.market.seed, "visits", index)
            noise = np.exp(0.08 * rng.standard_normal(self.market.truth.size.shape))
            self._visits[index] = rng.poisson(self._expected_visits[index] * noise[:, None])
        return self._visits[index]

    @cached_property
    def _expected_visits(self) -> Floats:
        """Expected first visits, day x geo x source: searches follow demand, paid ones follow spend."""
        market = self.market
        usual = market.world.sessions_per_geo_day * market.truth.size
        natural = usual * market.demand.factor[: market.days]
        visits = np.empty((market.days, market.world.geo_count, len(NAMES)))
        spend = (
            market.spend[:, :, PAID]
            / market.status_quo[BURN_IN : market.world.first_index].sum(axis=2).mean(axis=0)[:, None]
        )
        visits[:, :, : len(PAID)] = 0.5 * usual[:, None] * spend
        visits[:, :, MAIL] = 0.2 * usual * market.demand.mail[: market.days, None]
        visits[:, :, ORGANIC] = 0.65 * natural
        visits[:, :, DIRECT] = 0.35 * natural
        return visits


def pseudo_ids(users: Ints, market: Market) -> list[str]:
    """Return the cookie ids of these users: two numbers that stay with a user and tell nothing."""
    first = (scatter(users, 23 + market.seed) >> np.uint64(33)).tolist()
    second = (scatter(users, 24 + market.seed) % np.uint64(90_000_000)).tolist()
    return [f"{left}.{1_600_000_000 + right}" for left, right in zip(first, second, strict=True)]


def campaigns(market: Market, index: int, users: Ints, sources: Ints) -> list[str]:
    """Return the campaign id in the link of each session; empty for organic and direct."""
    pick = share_of(users, 25)
    names = np.full(len(users), "", dtype=object)
    for source, channel in enumerate(NAMES[: len(PAID)]):
        book = account(market.world, market.seed, channel)
        rows = np.flatnonzero(sources == source)
        ad = np.minimum(np.searchsorted(np.cumsum(book.shares[0]), pick[rows]), len(book.ads[0]) - 1)
        names[rows] = np.array([str(entry.campaign_id) for entry in book.ads[0]], dtype=object)[ad]
    sent = [day for day in range(index - 3, index + 1) if market.demand.mail[day]] or [index]
    names[sources == MAIL] = campaign_id(sent[-1], market)
    return [str(name) for name in names]

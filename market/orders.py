"""Who ordered what and what became of it: orders, cancellations, refunds, test orders, returning customers."""

from dataclasses import dataclass

import numpy as np

from market.arrays import Bools, Ints
from market.calendar import DAY_SECONDS, midnight
from market.chance import chance, share_of
from market.market import CANCELLED, REFUNDED, REFUNDED_PART, REFUNDED_WHOLE, Market
from market.worlds import BURN_IN

# Share of orders by people who never bought before; customers of a usual geo from before history, per daily order.
NEW_CUSTOMERS, OLD_CUSTOMERS_PER_ORDER = 0.6, 40.0

# Customer numbers of a geo begin here; customer 0 is the shop's own, who places test orders.
GEO_BLOCK = 10_000_000
TEST_CUSTOMER = 0
TEST_ORDERS = 0.003

# Order values spread by this, in logs; refunds come within so many days.
VALUE_SPREAD = 0.33
LATEST_REFUND = 45

# Shoppers by hour of the day.
HOURS = np.array([2, 1, 1, 1, 1, 2, 3, 5, 6, 7, 8, 8, 9, 8, 8, 8, 8, 8, 9, 10, 11, 10, 7, 4], dtype=float)


@dataclass(frozen=True, kw_only=True)
class OrderDay:
    """Orders placed on one day, by time; arrays by order.

    Parameters
    ----------
    order_id, customer, customer_orders, cents : array of int
        `customer_orders` counts this order.
    geo, cause : array of int
        Positions of the geo, and of the channel that caused it plus one (0: nobody).
    placed, cancelled, refunded : array of int
        Unix seconds; 0 where it never happens.
    refund_cents : array of int
    is_test : array of bool
    """

    order_id: Ints
    geo: Ints
    cause: Ints
    placed: Ints
    cents: Ints
    customer: Ints
    customer_orders: Ints
    cancelled: Ints
    refunded: Ints
    refund_cents: Ints
    is_test: Bools


class OrderBook:
    """The market's orders, day by day.

    Parameters
    ----------
    market : Market
    """

    def __init__(self, market: Market) -> None:
        self.market = market
        self._days: dict[int, OrderDay] = {}
        self._buyers = self._all_buyers()

    def day(self, index: int) -> OrderDay:
        """Return the orders placed on the day with this index."""
        if index not in self._days:
            self._days[index] = self._draw(index)
        return self._days[index]

    def _all_buyers(self) -> list[tuple[Ints, Ints]]:
        """Return who buys, for each day of history: customer number and the number of their first order of the day.

        Orders of a day stand in the order of geo and cause here. One pass over all days: who returns depends on who
        came before, so this is the only part of an order that needs its past.
        """
        market = self.market
        counts = market.order_counts.sum(axis=2)
        known = old_customers(market)
        room = counts[BURN_IN:].sum(axis=0)
        placed = [
            np.concatenate([_earlier_orders(old, geo), np.zeros(new, dtype=np.int64)])
            for geo, (old, new) in enumerate(zip(known.tolist(), room.tolist(), strict=True))
        ]
        buyers: list[tuple[Ints, Ints]] = []
        for index in range(BURN_IN, market.days):
            rng = chance(market.seed, "buyers", index)
            numbers, ordinals = [], []
            for geo, count in enumerate(counts[index]):
                is_new = rng.random(count) < NEW_CUSTOMERS
                number = np.where(
                    is_new, known[geo] + np.cumsum(is_new) - 1, np.floor(rng.random(count) * known[geo])
                ).astype(np.int64)
                known[geo] += is_new.sum()
                ordinals.append(placed[geo][number] + 1)
                np.add.at(placed[geo], number, 1)
                numbers.append(GEO_BLOCK * (geo + 1) + number)
            buyers.append((np.concatenate(numbers), np.concatenate(ordinals)))
        return buyers

    def _draw(self, index: int) -> OrderDay:
        market, world = self.market, self.market.world
        counts = market.order_counts[index]
        real = int(counts.sum())
        rng = chance(market.seed, "orders", index)
        tests = rng.poisson(TEST_ORDERS * real)
        size = real + tests

        geo = np.concatenate(
            [np.repeat(np.arange(len(counts)), counts.sum(axis=1)), rng.integers(0, len(counts), tests)]
        )
        causes = np.repeat(np.tile(np.arange(counts.shape[1]), len(counts)), counts.ravel())
        # Customers are numbered in sequence: shuffle the causes within each geo, or the numbers would tell them.
        causes = causes[np.lexsort((rng.random(real), geo[:real]))]
        cause = np.concatenate([causes, np.zeros(tests, dtype=np.int64)])
        customer, ordinal = self._buyers[index - BURN_IN]
        value = np.exp(VALUE_SPREAD * rng.standard_normal(size) - VALUE_SPREAD**2 / 2) * world.order_value
        cents = np.maximum(np.rint(value * 100).astype(np.int64), 500)
        placed = _times(rng, midnight(world.day(index)), midnight(world.day(index + 1)), size)
        fate = rng.random(size)
        is_cancelled = fate < CANCELLED
        is_refunded = (fate >= CANCELLED) & (fate < CANCELLED + (1 - CANCELLED) * REFUNDED)
        cancelled = placed + np.rint(rng.exponential(0.4 * DAY_SECONDS, size)).astype(np.int64) + 300
        waited = np.minimum(rng.gamma(2.0, 5.0, size) + 1.0, LATEST_REFUND)
        whole = rng.random(size) < REFUNDED_WHOLE
        refund = np.where(whole, cents, np.rint(cents * REFUNDED_PART).astype(np.int64))
        is_test = np.arange(size) >= real
        by_time = np.argsort(placed, kind="stable")
        customer = np.concatenate([customer, np.full(tests, TEST_CUSTOMER)])[by_time]
        ordinal = np.concatenate([ordinal, np.ones(tests, dtype=np.int64)])[by_time]
        return OrderDay(
            order_id=5_600_000_000_000 + index * 1_000_000 + np.arange(size) * 7,
            geo=geo[by_time],
            cause=cause[by_time],
            placed=placed[by_time],
            cents=cents[by_time],
            customer=customer,
            customer_orders=ordinal + _repeats(customer),
            cancelled=np.where(is_cancelled, cancelled, 0)[by_time],
            refunded=np.where(is_refunded, placed + np.rint(waited * DAY_SECONDS).astype(np.int64), 0)[by_time],
            refund_cents=np.where(is_refunded, refund, 0)[by_time],
            is_test=is_test[by_time],
        )


def old_customers(market: Market) -> Ints:
    """Return how many customers each geo had before history; they are numbered from the geo's block on."""
    usual = market.world.orders_per_geo_day * market.truth.size
    return np.ceil(OLD_CUSTOMERS_PER_ORDER * usual).astype(np.int64)


def accepts_mail(customer: Ints) -> Bools:
    """Return which customers agreed to marketing e-mail; it never changes."""
    return share_of(customer, 11) < 0.45


def _earlier_orders(size: int, geo: int) -> Ints:
    """Return how many orders the customers from before history had placed: one to four."""
    return 1 + np.floor(4 * share_of(np.arange(size), 12 + geo) ** 2).astype(np.int64)


def _repeats(customer: Ints) -> Ints:
    """Return, for each order of a day in order of time, how many the same customer placed earlier that day."""
    by_customer = np.argsort(customer, kind="stable")
    place = np.arange(len(customer))
    begins = np.diff(customer[by_customer], prepend=-1) != 0
    repeats = np.empty(len(customer), dtype=np.int64)
    repeats[by_customer] = place - np.maximum.accumulate(np.where(begins, place, 0))
    return repeats


def _times(rng: np.random.Generator, begin: int, end: int, size: int) -> Ints:
    """Return Unix seconds between two midnights, more of them when people shop."""
    edges = np.concatenate(([0.0], np.cumsum(HOURS) / HOURS.sum()))
    share = np.interp(rng.random(size), edges, np.linspace(0.0, 1.0, len(edges)))
    return begin + np.floor(share * (end - begin)).astype(np.int64)

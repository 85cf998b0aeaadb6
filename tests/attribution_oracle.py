"""What attribution must say, worked out slowly in plain Python from visits and orders; shares no line with the SQL."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction

import numpy as np


@dataclass(frozen=True)
class Visit:
    """A session of a visitor."""

    visitor: str
    session: int
    at: datetime
    channel: str


@dataclass(frozen=True)
class Order:
    """An order of the shop; `visitor` is None without consent, `is_test` if it was never a sale."""

    order_id: str
    day: date
    geo: str
    net: int
    visitor: str | None
    bought_at: datetime
    is_test: bool = False


@dataclass
class World:
    """Visits and orders, and how far back a visit counts."""

    visits: list[Visit] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    lookback: dict[str, int] = field(default_factory=dict)
    default_lookback: int = 30

    def counts_for(self, visit: Visit, order: Order) -> bool:
        """Whether the visit is one of the order's touches."""
        window = timedelta(days=self.lookback.get(visit.channel, self.default_lookback))
        return visit.visitor == order.visitor and timedelta(0) <= order.bought_at - visit.at < window

    def touches(self, order: Order) -> list[Visit]:
        """The order's touches, first one first."""
        return sorted(
            (one for one in self.visits if self.counts_for(one, order)), key=lambda one: (one.at, one.session)
        )

    def sales(self) -> list[Order]:
        """Orders that are no tests."""
        return [order for order in self.orders if not order.is_test]

    def journeys(self) -> dict[date, list[tuple[tuple[str, ...], bool]]]:
        """By month: each journey's channels, and whether it ended in a sale."""
        found: dict[date, list[tuple[tuple[str, ...], bool]]] = defaultdict(list)
        used: set[Visit] = set()
        for order in self.sales():
            touches = self.touches(order)
            used.update(touches)
            if touches:
                found[order.day.replace(day=1)].append((tuple(one.channel for one in touches), order.net > 0))
        lost: dict[tuple[str, date], list[Visit]] = defaultdict(list)
        for visit in self.visits:
            if visit not in used:
                lost[visit.visitor, visit.at.date().replace(day=1)].append(visit)
        for (_, month), visits in lost.items():
            ordered = sorted(visits, key=lambda one: (one.at, one.session))
            found[month].append((tuple(one.channel for one in ordered), False))
        return found


def removal_effects(journeys: list[tuple[tuple[str, ...], bool]], order: int) -> dict[str, float]:
    """Share of sales lost without each channel: the absorbing chain solved once a channel, as a dense linear system."""
    counts: dict[tuple[str, ...], Counter] = defaultdict(Counter)
    for path, sold in journeys:
        for place, channel in enumerate(path):
            counts[path[max(0, place - order) : place]][channel] += 1
        counts[path[max(0, len(path) - order) :]][sold] += 1
    channels = sorted({channel for path, _ in journeys for channel in path})
    whole = _sale_chance(counts, order, removed=None)
    return {
        channel: 1 - _sale_chance(counts, order, removed=channel) / whole if whole > 0 else 0.0 for channel in channels
    }


def _sale_chance(counts: dict[tuple[str, ...], Counter], order: int, *, removed: str | None) -> float:
    places = {state: place for place, state in enumerate(counts)}
    matrix, sold = np.eye(len(places)), np.zeros(len(places))
    for state, ways in counts.items():
        for way, count in ways.items():
            chance = count / ways.total()
            if way is True:
                sold[places[state]] += chance
            elif isinstance(way, str) and way != removed:
                after = (*state, way)[-order:]
                matrix[places[state], places[after]] -= chance
    return float(np.linalg.solve(matrix, sold)[places[()]])


def shapley(worth: dict[frozenset[str], int], channels: list[str]) -> dict[str, float]:
    """Shapley values by enumeration of all coalitions; a coalition is worth all paths whose channels lie within it."""
    bit = {channel: 1 << place for place, channel in enumerate(channels)}
    coalitions = np.arange(1 << len(channels))
    value = np.zeros(len(coalitions))
    for path, net in worth.items():
        needs = sum(bit[channel] for channel in path)
        value[(coalitions & needs) == needs] += net
    sizes = np.zeros(len(coalitions), dtype=int)
    for one in bit.values():
        sizes += (coalitions & one) > 0
    # In a random order of all channels, the chance that exactly these came before a given other one.
    chances = np.array([float(Fraction(1, _ways(len(channels), size))) for size in range(len(channels))])
    found = {}
    for channel, one in bit.items():
        without = coalitions[(coalitions & one) == 0]
        found[channel] = float(np.sum(chances[sizes[without]] * (value[without | one] - value[without])))
    return found


def _ways(channels: int, before: int) -> int:
    """n! / (before! (n - before - 1)!): one over it is the weight of a coalition of `before` channels."""
    ways = channels
    for step in range(before):
        ways = ways * (channels - 1 - step) // (step + 1)
    return ways

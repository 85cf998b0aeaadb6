"""What happens day by day: demand meets executed spend, and orders follow."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from market import demand, effects, media, truth
from market.arrays import Floats, Ints
from market.chance import chance
from market.worlds import BURN_IN, World

# Of the value ordered, this much stays: some orders are cancelled, some refunded in whole or in part.
CANCELLED, REFUNDED, REFUNDED_WHOLE, REFUNDED_PART = 0.015, 0.05, 0.5, 0.5
KEPT = (1 - CANCELLED) * (1 - REFUNDED * (REFUNDED_WHOLE + (1 - REFUNDED_WHOLE) * REFUNDED_PART))


@dataclass(frozen=True, kw_only=True)
class Market:
    """A world with its seed and what was spent in it so far.

    Parameters
    ----------
    world : World
    seed : int
    executed : array of int, night x geo x channel
        Cents spent on each day from the first night on; the days before follow the status quo.
    """

    world: World
    seed: int
    executed: Ints

    @property
    def days(self) -> int:
        """How many days have happened: the index of today, of which nothing is known yet."""
        return self.world.first_index + len(self.executed)

    @property
    def daily_revenue(self) -> float:
        """Net revenue in USD of all geos on a mean day of the history."""
        return self.world.geo_count * self.world.orders_per_geo_day * self.world.order_value * KEPT

    @cached_property
    def truth(self) -> truth.Truth:
        """The hidden parameters."""
        return truth.draw(self.world, self.seed)

    @cached_property
    def demand(self) -> demand.Demand:
        """Demand of the days that have happened, and of today."""
        return demand.draw(self.world, self.truth, self.seed, self.days + 1)

    @cached_property
    def status_quo(self) -> Ints:
        """Cents that the status quo spends, day x geo x channel; today is the last day."""
        usd = media.status_quo(self.world, self.truth, self.demand, self.seed, self.daily_revenue)
        return np.rint(usd * 100).astype(np.int64)

    @cached_property
    def spend(self) -> Ints:
        """Cents spent, day x geo x channel, on the days that have happened."""
        return np.concatenate([self.status_quo[: self.world.first_index], self.executed])

    @cached_property
    def effects(self) -> effects.Effects:
        """What spend causes."""
        history = self.status_quo[: self.world.first_index] / 100
        return effects.calibrate(self.world, self.truth, history, self.daily_revenue)

    @cached_property
    def baseline(self) -> Floats:
        """Expected net revenue in USD without any advertising, day x geo."""
        factor = self.demand.factor[: self.days] * self.truth.size
        history = factor[BURN_IN : self.world.first_index].mean(axis=0).sum()
        return factor / history * (1 - self.truth.channel_share) * self.daily_revenue

    @cached_property
    def contribution(self) -> Floats:
        """Expected net revenue in USD that each channel causes, day x geo x channel."""
        return self.effects.contribution(self.spend / 100)

    def expected_revenue(self, spend: Ints | Floats) -> Floats:
        """Return expected net revenue in USD, day x geo, had `spend` (cents, day x geo x channel) been spent."""
        return self.baseline + self.effects.contribution(spend / 100).sum(axis=2)

    @cached_property
    def order_counts(self) -> Ints:
        """Orders by day, geo and cause: nobody's, then each channel's."""
        rate = np.concatenate([self.baseline[:, :, None], self.contribution], axis=2)
        rate = rate / (self.world.order_value * KEPT)
        counts = np.empty(rate.shape, dtype=np.int64)
        for day, expected in enumerate(rate):
            rng = chance(self.seed, "orders placed", day)
            noise = np.exp(self.world.noise * rng.standard_normal(len(expected)) - self.world.noise**2 / 2)
            counts[day] = rng.poisson(expected * noise[:, None])
        return counts

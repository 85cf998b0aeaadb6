"""What the shop spends when no plan tells it: the status quo, a budget policy with habits and no knowledge."""

import numpy as np

from market.arrays import Floats, Ints
from market.chance import chance
from market.demand import Demand, weeks_between
from market.truth import Truth
from market.worlds import BURN_IN, CHANNELS, World

# Daily spend strays from any budget by this much: platforms pace, they don't hit.
PACING = 0.03

# Weeks between the steps in which someone re-thinks a cell's budget.
STEP_WEEKS = 6

# Television is on air for four of six weeks, and at a quarter of its weight in between.
FLIGHT_WEEKS, ON_AIR_WEEKS, OFF_AIR_LEVEL = 6, 4, 0.25


def status_quo(world: World, truth: Truth, demand: Demand, seed: int, daily_revenue: float) -> Floats:
    """Return the status quo's spend in USD by day, geo and channel.

    Scaled so that the history's mean costs `truth.media_share` of `daily_revenue`, the net revenue of all geos in USD.
    """
    days = len(demand.season)
    path = _habit(world, seed, days)
    path = path * demand.season[:, None, None] ** truth.season_follow
    path = path * np.exp(demand.latent[:, :, None] * truth.chase)
    path = path * truth.size[:, None] * truth.budget_tilt
    history = path[BURN_IN : world.first_index].mean(axis=0).sum(axis=0)
    return path / history * truth.budget_share * truth.media_share * daily_revenue


def paced(budget: Ints, seed: int, day: int) -> Ints:
    """Return what the platforms spend of these budgets, both in cents, on this day."""
    noise = chance(seed, "pacing", day).standard_normal(budget.shape)
    return np.rint(budget * np.exp(PACING * noise - PACING**2 / 2)).astype(np.int64)


def _habit(world: World, seed: int, days: int) -> Floats:
    """Return how budgets vary without a reason in demand: steps, weeks, flights, pacing; day x geo x channel."""
    shape = (world.geo_count, len(CHANNELS))
    week = np.array([weeks_between(world.origin, world.day(index)) for index in range(days)])
    weeks = week[-1] + 1
    national = chance(seed, "national weeks").standard_normal((weeks, 1, len(CHANNELS)))
    local = chance(seed, "local weeks").standard_normal((weeks, *shape))
    steps = chance(seed, "steps").standard_normal((weeks // STEP_WEEKS + 1, *shape))
    pacing = chance(seed, "habit pacing").standard_normal((days, *shape))
    weekly = 0.12 * national + 0.10 * local + 0.16 * steps[np.arange(weeks) // STEP_WEEKS]
    habit: Floats = np.exp(weekly[week] + PACING * pacing)

    start = chance(seed, "flights").integers(0, FLIGHT_WEEKS, world.geo_count)
    on_air = (week[:, None] + start) % FLIGHT_WEEKS < ON_AIR_WEEKS
    habit[:, :, CHANNELS.index("tv")] *= np.where(on_air, 1.0, OFF_AIR_LEVEL)
    return habit

"""What people would buy if nobody advertised: trend, season, holidays, e-mail, and a demand that no file shows."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from market.arrays import Floats
from market.calendar import holidays
from market.chance import chance
from market.truth import Truth
from market.worlds import World

# Demand of the last two months, relative to the rest of the year: gifts.
GIFTS = 0.18


@dataclass(frozen=True, kw_only=True)
class Demand:
    """Demand without advertising, as factors of a usual day.

    Parameters
    ----------
    season : array, day
        Trend, weekday, time of year and holidays.
    latent : array, day x geo
        Log of the demand that comes and goes for reasons of its own.
    mail : array, day
        Share of subscribers that an e-mail campaign of the day reaches; 0 without one.
    factor : array, day x geo
        All of it together.
    """

    season: Floats
    latent: Floats
    mail: Floats
    factor: Floats


def draw(world: World, truth: Truth, seed: int, days: int) -> Demand:
    """Return the demand of the first `days` days; a longer call begins with the same days."""
    dates = [world.day(index) for index in range(days)]
    season = _season(world, truth, dates)
    latent = _latent(world, seed, days)
    mail = _mail(seed, dates)
    lift = truth.mail_lift * (mail + 0.4 * np.concatenate(([0.0], mail[:-1])))
    return Demand(
        season=season, latent=latent, mail=mail, factor=season[:, None] * np.exp(latent) * (1.0 + lift)[:, None]
    )


def _season(world: World, truth: Truth, dates: list[date]) -> Floats:
    years: Floats = np.array([(day - world.first_night).days for day in dates]) / 365.25
    angle = 2.0 * np.pi * np.array([day.timetuple().tm_yday for day in dates]) / 365.25
    waves = np.stack([np.cos(angle), np.sin(angle), np.cos(2 * angle), np.sin(2 * angle)])
    weekday = truth.week[[day.weekday() for day in dates]]
    factors = {day: factor for year in {day.year for day in dates} for day, factor in holidays(year).items()}
    holiday: Floats = np.array([factors.get(day, 1.0) for day in dates])
    usual: Floats = np.exp(truth.trend * years + truth.year_wave @ waves + GIFTS * _gifts(dates))
    return usual * weekday * holiday


def _gifts(dates: list[date]) -> Floats:
    """Return how much of the pre-Christmas rise is on: from 5 November, falling after 18 December."""
    rise: Floats = np.array([(day - date(day.year, 11, 5)).days / 25 for day in dates])
    fall: Floats = np.array([(day - date(day.year, 12, 18)).days / 10 for day in dates])
    return np.clip(rise, 0.0, 1.0) - np.clip(fall, 0.0, 1.0)


def _latent(world: World, seed: int, days: int) -> Floats:
    """Return AR(1) paths: the nation's, shared by all geos, plus each geo's own."""
    shocks = chance(seed, "latent demand").standard_normal((days, world.geo_count + 1))
    spread = np.concatenate(([world.national_demand], np.full(world.geo_count, world.geo_demand)))
    paths = np.empty_like(shocks)
    paths[0] = shocks[0] * spread
    fresh = spread * np.sqrt(1.0 - world.demand_memory**2)
    for index in range(1, days):
        paths[index] = world.demand_memory * paths[index - 1] + fresh * shocks[index]
    return paths[:, :1] + paths[:, 1:]


def _mail(seed: int, dates: list[date]) -> Floats:
    """Return the reach of each day's e-mail campaign: Tuesdays and Fridays, one in seven skipped."""
    draws = chance(seed, "mail calendar").random((len(dates), 2))
    sends = np.array([day.weekday() in (1, 4) for day in dates]) & (draws[:, 0] > 1 / 7)
    return np.where(sends, 0.5 + 0.5 * draws[:, 1], 0.0)


def weeks_between(origin: date, day: date) -> int:
    """Return how many Mondays lie between: the index of the marketing week of `day`."""
    start = origin - timedelta(days=origin.weekday())
    return (day - start).days // 7

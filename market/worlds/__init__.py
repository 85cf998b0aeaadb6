"""Which world it is: a family's settings, apart from the seed that fills them with numbers.

A family is one file here with `world() -> World`; it is found by its file name.
"""

import pkgutil
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import import_module

from market.errors import MarketError
from market.geos import GEOS, Geo

CHANNELS = ("google_ads", "meta", "tiktok", "linkedin", "microsoft_ads", "pinterest", "tv")

# Days simulated before the first delivered day, so that carry-over is in its stride when history begins.
BURN_IN = 60


@dataclass(frozen=True, kw_only=True)
class World:
    """Everything about a world that is not drawn from its seed.

    Parameters
    ----------
    family : str
        Name of the family's file.
    geo_count : int
        States sold to, 4 to 20.
    first_night : date
        First decision date: its delivery holds the whole history through the day before.
    history_days : int
        Days of history before the first night, 60 to 1,500.
    orders_per_geo_day : float
        Mean orders of a geo and day.
    order_value : float
        Mean order value in USD.
    media_share, channel_share : (float, float)
        Range, as shares of net revenue, of all media cost and of what all channels cause.
    noise : float
        Standard deviation of a geo-day's rate of orders that nothing explains, relative.
    national_demand, geo_demand : float
        Standard deviation of the latent demand that the whole country, and that each geo, moves by, in logs.
    demand_memory : float
        Day-to-day correlation of latent demand.
    sessions_per_geo_day : float
        Organic and direct sessions that web analytics sees, a noisy proxy of demand.
    mail_per_geo : float
        Subscribers of a usual geo that a full e-mail campaign reaches.
    consent : float
        Share of web users who allow analytics.
    """

    family: str
    geo_count: int = 8
    first_night: date = date(2026, 3, 2)
    history_days: int = 394
    orders_per_geo_day: float = 100.0
    order_value: float = 80.0
    media_share: tuple[float, float] = (0.125, 0.145)
    channel_share: tuple[float, float] = (0.22, 0.33)
    noise: float = 0.06
    national_demand: float = 0.06
    geo_demand: float = 0.05
    demand_memory: float = 0.92
    sessions_per_geo_day: float = 40.0
    mail_per_geo: float = 130.0
    consent: float = 0.72

    def __post_init__(self) -> None:
        if not 4 <= self.geo_count <= len(GEOS):
            raise MarketError(f"--geos {self.geo_count}: a world holds 4 to {len(GEOS)} geos; choose a number between")
        if not 60 <= self.history_days <= 1500:
            raise MarketError(f"--history-days {self.history_days}: choose 60 to 1500 days of history")

    @property
    def geos(self) -> tuple[Geo, ...]:
        """The states sold to, in the order of every array's geo axis."""
        return GEOS[: self.geo_count]

    @property
    def origin(self) -> date:
        """The day with index 0: the start of the burn-in."""
        return self.first_night - timedelta(days=self.history_days + BURN_IN)

    @property
    def first_index(self) -> int:
        """Index of the first decision date."""
        return BURN_IN + self.history_days

    def day(self, index: int) -> date:
        """Return the date with this index."""
        return self.origin + timedelta(days=index)

    def index(self, day: date) -> int:
        """Return the index of this date."""
        return (day - self.origin).days


def families() -> tuple[str, ...]:
    """Return the names of the families there are."""
    return tuple(sorted(part.name for part in pkgutil.iter_modules(__path__)))


def find(family: str) -> World:
    """Return the settings of the family of this name, or say which families there are."""
    if family not in families():
        raise MarketError(f"--world {family}: there is no such family; choose one of {', '.join(families())}")
    settings: World = import_module(f"{__name__}.{family}").world()
    return settings

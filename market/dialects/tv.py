"""Television: the agency's schedule as its spreadsheet exports it. No one claims a conversion here."""

from collections.abc import Iterable, Iterator

from market.campaigns import account
from market.dialects import Night

WINDOW = 30

HEADER = "Air Date;Market;Campaign;Spot;Net Cost;GRPs;Impressions (000)\n"


def reports(night: Night) -> dict[str, Iterable[str]]:
    """Return the schedule by market, spot and day."""
    return {"schedule.csv": _lines(night)}


def _lines(night: Night) -> Iterator[str]:
    world = night.market.world
    ads = account(world, night.market.seed, "tv").ads[0]
    yield HEADER
    for day, rows in night.ad_days("tv", WINDOW):
        yield "".join(
            f"{day:%m/%d/%Y};{world.geos[row.geo].name};{ads[row.ad].campaign};{ads[row.ad].group};"
            f"{row.cents / 100:,.2f};{_rating_points(row.impressions, row.geo, night):.1f};"
            f"{round(row.impressions / 1000)}\n"
            for row in rows
        )


def _rating_points(impressions: int, geo: int, night: Night) -> float:
    """Return impressions as a percentage of the state's people."""
    return impressions / (night.market.world.geos[geo].population * 10_000)

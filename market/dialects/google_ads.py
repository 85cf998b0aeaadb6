"""Google Ads: CSV with GAQL field names, money in micros, fractional conversions dated to the click.

Some rows of ads are withheld; the totals by campaign and by account hold their money all the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

import numpy as np
from numpy.typing import NDArray

from market.campaigns import account
from market.chance import chance
from market.dialects import AdRow, Night

WINDOW = 30

# Share of an ad's regions and days of which Google tells nobody, because too few people stand behind them.
WITHHELD = 0.03

HEADER = (
    "customer.id,customer.currency_code,customer.time_zone,campaign.id,campaign.name,ad_group.id,ad_group.name,"
    "ad_group_ad.ad.id,segments.date,segments.geo_target_region,metrics.cost_micros,metrics.impressions,"
    "metrics.clicks,metrics.conversions,metrics.conversions_value,metrics.view_through_conversions\n"
)


MEASURES = "metrics.cost_micros,metrics.impressions,metrics.clicks\n"


def reports(night: Night) -> dict[str, Iterable[str]]:
    """Return the ad x geo x day report, and the totals by campaign and by account."""
    return {
        "ad_geo_days.csv.gz": _lines(night),
        "campaign_days.csv.gz": _campaigns(night),
        "account_days.csv.gz": _accounts(night),
    }


def withheld(night: Night, day: date) -> NDArray[np.bool_]:
    """Return, by geo and ad, whether no row is told of this day, whichever the night."""
    shape = account(night.market.world, night.market.seed, "google_ads").shares.shape
    return chance(night.market.seed, "rows that Google withholds", day.toordinal()).random(shape) < WITHHELD


def _lines(night: Night) -> Iterator[str]:
    world = night.market.world
    book = account(world, night.market.seed, "google_ads")
    heads = [
        f'{book.account_id},USD,America/New_York,{ad.campaign_id},{ad.campaign},{ad.group_id},"{ad.group}",{ad.ad_id}'
        for ad in book.ads[0]
    ]
    places = [f"geoTargetConstants/{geo.google}" for geo in world.geos]
    yield HEADER
    for day, rows in night.ad_days("google_ads", WINDOW):
        hidden = withheld(night, day)
        yield "".join(
            f"{heads[row.ad]},{day},{places[row.geo]},{row.cents * 10_000},{row.impressions},{row.clicks},"
            f"{row.conversions:.2f},{row.value:.2f},{int(row.conversions * 0.15)}\n"
            for row in rows
            if not hidden[row.geo, row.ad]
        )


def _campaigns(night: Night) -> Iterator[str]:
    """Return the lines of the report of campaigns."""
    book = account(night.market.world, night.market.seed, "google_ads")
    yield f"customer.id,customer.currency_code,campaign.id,campaign.name,segments.date,{MEASURES}"
    for day, rows in night.ad_days("google_ads", WINDOW):
        by_campaign = defaultdict(list)
        for row in rows:
            ad = book.ads[row.geo][row.ad]
            by_campaign[ad.campaign_id, ad.campaign].append(row)
        for (number, name), own in by_campaign.items():
            yield f"{book.account_id},USD,{number},{name},{day},{_sums(own)}"


def _accounts(night: Night) -> Iterator[str]:
    """Return the lines of the report of the account."""
    book = account(night.market.world, night.market.seed, "google_ads")
    yield f"customer.id,customer.currency_code,segments.date,{MEASURES}"
    for day, rows in night.ad_days("google_ads", WINDOW):
        if rows:
            yield f"{book.account_id},USD,{day},{_sums(rows)}"


def _sums(rows: list[AdRow]) -> str:
    cents, impressions, clicks = (sum(values) for values in zip(*(row[2:5] for row in rows), strict=True))
    return f"{cents * 10_000},{impressions},{clicks}\n"

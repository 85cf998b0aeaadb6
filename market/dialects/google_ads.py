"""Google Ads: CSV with GAQL field names, money in micros, fractional conversions dated to the click."""

from collections.abc import Iterable, Iterator

from market.campaigns import account
from market.dialects import Night

WINDOW = 30

HEADER = (
    "customer.id,customer.currency_code,customer.time_zone,campaign.id,campaign.name,ad_group.id,ad_group.name,"
    "ad_group_ad.ad.id,segments.date,segments.geo_target_region,metrics.cost_micros,metrics.impressions,"
    "metrics.clicks,metrics.conversions,metrics.conversions_value,metrics.view_through_conversions\n"
)


def reports(night: Night) -> dict[str, Iterable[str]]:
    """Return the ad x geo x day report."""
    return {"ad_geo_days.csv.gz": _lines(night)}


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
        yield "".join(
            f"{heads[row.ad]},{day},{places[row.geo]},{row.cents * 10_000},{row.impressions},{row.clicks},"
            f"{row.conversions:.2f},{row.value:.2f},{int(row.conversions * 0.15)}\n"
            for row in rows
        )

"""TikTok: JSON lines of dimensions and metrics, all text, a dash for what is missing, no account in the row."""

import json
from collections.abc import Iterable, Iterator

from market.campaigns import account
from market.dialects import Night, dollars

WINDOW = 30


def reports(night: Night) -> dict[str, Iterable[str]]:
    """Return the ad x province x day report."""
    return {"ad_province_days.jsonl": _lines(night)}


def _lines(night: Night) -> Iterator[str]:
    world = night.market.world
    book = account(world, night.market.seed, "tiktok")
    heads = [
        json.dumps(
            {
                "campaign_id": str(ad.campaign_id),
                "campaign_name": ad.campaign,
                "adgroup_id": str(ad.group_id),
                "adgroup_name": ad.group,
                "ad_name": ad.name,
            }
        )[1:-1]
        for ad in book.ads[0]
    ]
    for day, rows in night.ad_days("tiktok", WINDOW):
        yield "".join(
            f'{{"dimensions": {{"ad_id": "{book.ads[0][row.ad].ad_id}", "stat_time_day": "{day} 00:00:00", '
            f'"province_id": "{world.geos[row.geo].tiktok}"}}, "metrics": {{{heads[row.ad]}, '
            f'"spend": "{dollars(row.cents)}", "impressions": "{row.impressions}", "clicks": "{row.clicks}", '
            f'"conversion": "{row.whole or "-"}", "real_time_conversion": "{row.whole}", '
            f'"total_purchase_value": "{row.value if row.whole else 0:.2f}", '
            f'"reach": "{row.impressions * 7 // 8}"}}}}\n'
            for row in rows
        )

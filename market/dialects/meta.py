"""Meta: JSON lines where every number is text and one purchase appears under several action types."""

import json
from collections.abc import Iterable, Iterator

from market.campaigns import account
from market.dialects import AdRow, Night, dollars

WINDOW = 28

TYPES = ("omni_purchase", "purchase", "offsite_conversion.fb_pixel_purchase")


def reports(night: Night) -> dict[str, Iterable[str]]:
    """Return the ad x region x day report."""
    return {"ad_region_days.jsonl.gz": _lines(night)}


def _lines(night: Night) -> Iterator[str]:
    world = night.market.world
    book = account(world, night.market.seed, "meta")
    heads = [
        json.dumps(
            {
                "account_id": str(book.account_id),
                "account_currency": "USD",
                "campaign_id": str(ad.campaign_id),
                "campaign_name": ad.campaign,
                "adset_id": str(ad.group_id),
                "adset_name": ad.group,
                "ad_id": str(ad.ad_id),
                "ad_name": ad.name,
            },
            ensure_ascii=False,
        )[1:-1]
        for ad in book.ads[0]
    ]
    for day, rows in night.ad_days("meta", WINDOW):
        yield "".join(
            f'{{"date_start": "{day}", "date_stop": "{day}", {heads[row.ad]}, "region": "{world.geos[row.geo].name}", '
            f'"spend": "{dollars(row.cents)}", "impressions": "{row.impressions}", "clicks": "{row.clicks}", '
            f'"inline_link_clicks": "{row.clicks * 4 // 5}", "reach": "{row.impressions * 5 // 6}"{_purchases(row)}}}\n'
            for row in rows
        )


def _purchases(row: AdRow) -> str:
    """Return the purchase arrays; without a purchase Meta leaves them out."""
    if not row.whole:
        return ""
    viewed = row.whole // 4
    mean = row.value / row.conversions if row.conversions else 80.0
    actions = _array(str(row.whole), str(row.whole - viewed), str(viewed))
    values = _array(f"{row.whole * mean:.2f}", f"{(row.whole - viewed) * mean:.2f}", f"{viewed * mean:.2f}")
    return f', "actions": [{actions}], "action_values": [{values}]'


def _array(total: str, clicked: str, viewed: str) -> str:
    return ", ".join(
        f'{{"action_type": "{kind}", "value": "{total}", "7d_click": "{clicked}", "1d_view": "{viewed}"}}'
        for kind in TYPES
    )

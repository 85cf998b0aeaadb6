"""Microsoft Advertising: a zipped CSV with byte-order mark, banner and footer, thousands commas, and -- for nothing."""

from collections.abc import Iterable, Iterator
from datetime import date

from market.campaigns import account
from market.dialects import Night

WINDOW = 30

HEADER = (
    '"TimePeriod","AccountId","AccountName","CurrencyCode","CampaignId","CampaignName","AdGroupId","AdGroupName",'
    '"AdId","Country","State","Impressions","Clicks","Ctr","Spend","ConversionsQualified","Revenue"\n'
)
FOOTER = '"©2026 Microsoft Corporation. All rights reserved."\n'


def reports(night: Night) -> dict[str, Iterable[str]]:
    """Return the ad x state x day report."""
    return {"ad_geo_days.zip": _lines(night)}


def _lines(night: Night) -> Iterator[str]:
    world = night.market.world
    book = account(world, night.market.seed, "microsoft_ads")
    heads = [
        ",".join(
            _quoted(text)
            for text in (
                str(book.account_id),
                "mixloop shop",
                "USD",
                str(ad.campaign_id),
                ad.campaign,
                str(ad.group_id),
                ad.group,
                str(ad.ad_id),
                "United States",
            )
        )
        for ad in book.ads[0]
    ]
    days = night.days(WINDOW)
    first, last = world.day(days[0]), world.day(days[-1])
    yield (
        f'\ufeff"Report Name: mixloop ad geo days"\n"Report Time: {_american(first)} - {_american(last)}"\n'
        f'"Time Zone: Eastern Time"\n\n{HEADER}'
    )
    for day, rows in night.ad_days("microsoft_ads", WINDOW):
        yield "".join(
            f'"{day}",{heads[row.ad]},"{world.geos[row.geo].name}","{row.impressions:,}","{row.clicks:,}",'
            f'"{_rate(row.clicks, row.impressions)}","{row.cents / 100:,.2f}","{row.conversions:.2f}",'
            f'"{f"{row.value:,.2f}" if row.value else "--"}"\n'
            for row in rows
        )
    yield FOOTER


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _american(day: date) -> str:
    return f"{day.month}/{day.day}/{day.year}"


def _rate(clicks: int, impressions: int) -> str:
    return f"{clicks / impressions:.2%}" if impressions else "--"

"""LinkedIn: creatives by day in URNs; campaigns (our ad groups) target one region each, told in a file of their own."""

import json
from collections.abc import Iterable, Iterator

from market.campaigns import account
from market.dialects import Night, dollars

WINDOW = 30


def reports(night: Night) -> dict[str, Iterable[str]]:
    """Return the creative x day report and the campaigns with their targeting."""
    return {"creative_days.jsonl": _creative_days(night), "campaigns.jsonl": _campaigns(night)}


def _creative_days(night: Night) -> Iterator[str]:
    ads = account(night.market.world, night.market.seed, "linkedin").ads
    for day, rows in night.ad_days("linkedin", WINDOW):
        date = f'{{"year": {day.year}, "month": {day.month}, "day": {day.day}}}'
        lines = []
        for row in rows:
            ad, viewed = ads[row.geo][row.ad], row.whole // 5
            lines.append(
                f'{{"dateRange": {{"start": {date}, "end": {date}}}, "pivotValues": '
                f'["urn:li:sponsoredCreative:{ad.ad_id}", "urn:li:sponsoredCampaign:{ad.group_id}"], '
                f'"costInLocalCurrency": "{dollars(row.cents)}", "costInUsd": "{dollars(row.cents)}", '
                f'"impressions": {row.impressions}, "clicks": {row.clicks}, '
                f'"landingPageClicks": {row.clicks * 4 // 5}, "externalWebsiteConversions": {row.whole}, '
                f'"externalWebsitePostClickConversions": {row.whole - viewed}, '
                f'"externalWebsitePostViewConversions": {viewed}, '
                f'"conversionValueInLocalCurrency": "{row.value if row.whole else 0:.2f}"}}\n'
            )
        yield "".join(lines)


def _campaigns(night: Night) -> Iterator[str]:
    world = night.market.world
    book = account(world, night.market.seed, "linkedin")
    for geo, ads in zip(world.geos, book.ads, strict=True):
        for ad in {ad.group_id: ad for ad in ads}.values():
            place = {"or": {"urn:li:adTargetingFacet:locations": [f"urn:li:geo:{geo.linkedin}"]}}
            campaign = {
                "id": ad.group_id,
                "name": f"{ad.campaign} | {ad.group}",
                "account": f"urn:li:sponsoredAccount:{book.account_id}",
                "campaignGroup": f"urn:li:sponsoredCampaignGroup:{ad.campaign_id}",
                "targetingCriteria": {"include": {"and": [place]}},
            }
            yield json.dumps(campaign) + "\n"

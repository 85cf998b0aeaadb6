"""Pinterest: CSV in capitals, micro dollars, paid (_1) and earned (_2) counts side by side."""

from collections.abc import Iterable, Iterator

from market.campaigns import account
from market.dialects import Night

WINDOW = 30

HEADER = (
    "DATE,AD_ACCOUNT_ID,CAMPAIGN_ID,CAMPAIGN_NAME,AD_GROUP_ID,AD_ID,TARGETING_TYPE,TARGETING_VALUE,"
    "SPEND_IN_MICRO_DOLLAR,IMPRESSION_1,IMPRESSION_2,CLICKTHROUGH_1,CLICKTHROUGH_2,TOTAL_CHECKOUT,"
    "TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR\n"
)


def reports(night: Night) -> dict[str, Iterable[str]]:
    """Return the ad x region x day report."""
    return {"ad_region_days.csv": _lines(night)}


def _lines(night: Night) -> Iterator[str]:
    world = night.market.world
    book = account(world, night.market.seed, "pinterest")
    heads = [f"{book.account_id},{ad.campaign_id},{ad.campaign},{ad.group_id},{ad.ad_id}" for ad in book.ads[0]]
    yield HEADER
    for day, rows in night.ad_days("pinterest", WINDOW):
        yield "".join(
            f"{day},{heads[row.ad]},REGION,{world.geos[row.geo].code},{row.cents * 10_000},{row.impressions},"
            f"{row.impressions * 2 // 25},{row.clicks},{row.clicks // 10},{row.whole},"
            f"{round(row.value * 100) * 10_000 if row.whole else 0}\n"
            for row in rows
        )

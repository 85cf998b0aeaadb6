"""What is being advertised: each channel's campaigns, ad groups and ads, and how a cell's money splits over them."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from market.chance import chance
from market.worlds import CHANNELS, World

# Campaigns of each channel with their ad groups; a comma, quotes and an accent are there because real names have them.
CAMPAIGNS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "google_ads": (
        ("Search - Brand", ("Brand exact", "Brand phrase")),
        ("Search - Generic", ("Home, garden & kitchen", "Gifts")),
        ("Shopping - All products", ("All products",)),
    ),
    "meta": (
        ("Prospecting | Broad", ("US 25-54", "Lookalike 3%")),
        ("Retargeting | Visitors 30d", ("Viewed product", "Added to cart")),
        ("Café collection | Video", ("Video views",)),
    ),
    "tiktok": (
        ("TT_Prospecting_US", ("Interest_Home", "Interest_Gifts")),
        ("TT_SparkAds", ("Creators_A", "Creators_B")),
        ("TT_Catalog", ("Catalog_All",)),
    ),
    "linkedin": (
        ("Office gifts", ("Decision makers", "Assistants")),
        ("Thought leadership", ("Managers", "Founders")),
        ("Brand awareness", ("Professionals",)),
    ),
    "microsoft_ads": (
        ("Brand", ("Brand exact", "Brand phrase")),
        ("Generic", ("Kitchen", "Garden")),
        ("Shopping", ('The "best of" feed',)),
    ),
    "pinterest": (
        ("Inspiration boards", ("Home lovers", "Planners")),
        ("Seasonal ideas", ("Seasonal", "Keywords")),
        ("Catalog sales", ("All pins",)),
    ),
    "tv": (
        ("Brand Spring", ("30s prime", "15s prime")),
        ("Brand Always On", ("30s day", "15s day")),
        ("Sports package", ("30s live",)),
    ),
}

# First id of campaigns, ad groups and ads as each platform numbers them. Meta's pass 2**53: they are text.
FIRST_IDS = {
    "google_ads": (21_400_000_000, 168_000_000_000, 702_000_000_000),
    "meta": (120_210_000_000_000_000, 120_211_000_000_000_000, 120_212_000_000_000_000),
    "tiktok": (1_795_000_000_000_000, 1_796_000_000_000_000, 1_797_000_000_000_000),
    "linkedin": (610_000_000, 280_000_000, 540_000_000),
    "microsoft_ads": (520_000_000, 1_230_000_000_000, 76_000_000_000_000),
    "pinterest": (626_740_000_000, 2_680_060_000_000, 687_200_000_000),
    "tv": (1, 1, 1),
}


@dataclass(frozen=True, kw_only=True)
class Ad:
    """One ad with its parents; `campaign` is the level that other platforms call campaign."""

    campaign_id: int
    campaign: str
    group_id: int
    group: str
    ad_id: int
    name: str


@dataclass(frozen=True, kw_only=True)
class Account:
    """A channel's account.

    Parameters
    ----------
    account_id : int
    ads : tuple by geo of tuples of Ad
        The ads that run in each geo; the same everywhere, except LinkedIn's, whose ad groups target one geo each.
    shares : array, geo x ad
        How a geo's money splits over its ads; rows sum to 1.
    """

    account_id: int
    ads: tuple[tuple[Ad, ...], ...]
    shares: np.ndarray


@cache
def account(world: World, seed: int, channel: str) -> Account:
    """Return the account of `channel` in this world."""
    rng = chance(seed, "account", CHANNELS.index(channel))
    plan = [
        (campaign, group, 1 if channel == "tv" else 1 + int(rng.random() < 0.7))
        for campaign, groups in CAMPAIGNS[channel]
        for group in groups
    ]
    starts = [first + int(rng.integers(0, 1_000_000)) for first in FIRST_IDS[channel]]
    apart = channel == "linkedin"
    ads = tuple(_ads(plan, starts, geo if apart else None, world) for geo in range(world.geo_count))
    weight = np.exp(0.5 * rng.standard_normal(len(ads[0])) + 0.1 * rng.standard_normal((world.geo_count, len(ads[0]))))
    return Account(
        account_id=int(rng.integers(10**9, 10**10)),
        ads=ads,
        shares=weight / weight.sum(axis=1, keepdims=True),
    )


def _ads(plan: list[tuple[str, str, int]], starts: list[int], geo: int | None, world: World) -> tuple[Ad, ...]:
    """Return the ads that run everywhere, or those of one geo on a platform that keeps its ad groups apart."""
    copy, place = (0, "") if geo is None else (geo, f" - {world.geos[geo].name}")
    campaigns = list(dict.fromkeys(campaign for campaign, _, _ in plan))
    ads = []
    for number, (campaign, group, count) in enumerate(plan):
        for creative in range(count):
            ads.append(
                Ad(
                    campaign_id=starts[0] + 7 * campaigns.index(campaign),
                    campaign=campaign,
                    group_id=starts[1] + 1_000 * copy + 7 * number,
                    group=group + place,
                    ad_id=starts[2] + 1_000 * copy + 11 * number + creative,
                    name=f"{group} {'AB'[creative]}",
                )
            )
    return tuple(ads)


def divided(cents: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Return whole cents by geo and ad that sum exactly to the `cents` of each geo."""
    edges = np.floor(np.cumsum(shares, axis=1) * cents[:, None]).astype(np.int64)
    edges[:, -1] = cents
    return np.diff(edges, axis=1, prepend=0)

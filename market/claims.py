"""What a platform reports of a day: delivery as it was, conversions as it likes to see them, later more of them."""

from dataclasses import dataclass

import numpy as np

from market.arrays import Floats, Ints
from market.campaigns import account, divided
from market.chance import chance
from market.market import KEPT, Market
from market.worlds import BURN_IN, CHANNELS

# Days until a platform has found all conversions that it will ever claim.
SETTLED_AFTER = 28

# By channel: cost of 1,000 impressions in USD, clicks per impression, share of a day's final claims known next morning.
DELIVERY = {
    "google_ads": (24.0, 0.035, 0.62),
    "meta": (11.0, 0.012, 0.55),
    "tiktok": (7.0, 0.009, 0.45),
    "linkedin": (38.0, 0.006, 0.35),
    "microsoft_ads": (18.0, 0.028, 0.60),
    "pinterest": (6.0, 0.007, 0.40),
    "tv": (16.0, 0.0, 1.0),
}


@dataclass(frozen=True, kw_only=True)
class AdDay:
    """A channel's report of one day, arrays by geo and ad.

    Parameters
    ----------
    cents, impressions, clicks : array of int
    conversions : array of float
        Claimed so far.
    value : array of float
        USD claimed so far.
    whole : array of int
        The same claims on platforms that count whole ones.
    """

    cents: Ints
    impressions: Ints
    clicks: Ints
    conversions: Floats
    value: Floats
    whole: Ints


def settled(channel: str, age: int) -> float:
    """Return the share of a day's final claims that is known `age` days later (1 is the next morning)."""
    at_once = DELIVERY[channel][2]
    # The rest arrives at a falling rate and is all there after SETTLED_AFTER days.
    waited = np.clip((age - 1) / (SETTLED_AFTER - 1), 0.0, 1.0)
    return float(at_once + (1.0 - at_once) * (1.0 - (1.0 - waited) ** 3))


def report(market: Market, channel: str, day: int, age: int) -> AdDay:
    """Return what `channel` says on the morning `age` days after the day with index `day`."""
    column = CHANNELS.index(channel)
    cost, click_rate, _ = DELIVERY[channel]
    shares = account(market.world, market.seed, channel).shares
    rng = chance(market.seed, f"delivery of {channel}", day)

    cents = divided(market.spend[day, :, column], shares)
    pricier = market.demand.season[day] ** 0.4
    impressions = rng.poisson(cents * (10.0 / (cost * pricier)) * np.exp(0.08 * rng.standard_normal(cents.shape)))
    clicks = rng.binomial(impressions, np.minimum(click_rate * np.exp(0.10 * rng.standard_normal(cents.shape)), 1.0))

    final = rng.poisson(claims(market, column, day)[:, None] * shares)
    order_value = market.world.order_value * np.exp(0.15 * rng.standard_normal(cents.shape))
    split, rounding = rng.random(cents.shape), rng.random(cents.shape)
    known = settled(channel, age)
    # Whole counts that only ever grow: the threshold is drawn once and the known share passes it with age.
    whole = np.floor(final * known + rounding * (known < 1.0)).astype(np.int64)
    whole = np.minimum(whole, final)
    fractional = np.round(final * (0.85 + 0.30 * split) * known, 2)
    return AdDay(
        cents=cents,
        impressions=impressions,
        clicks=clicks,
        conversions=fractional,
        value=np.round(fractional * order_value, 2),
        whole=whole,
    )


def claims(market: Market, column: int, day: int) -> Floats:
    """Return the expected conversions, by geo, that a channel ends up claiming for a day."""
    truth, order = market.truth, market.world.order_value * KEPT
    caused = market.contribution[day, :, column] / order
    usual = market.status_quo[BURN_IN : market.world.first_index, :, column].mean(axis=0)
    presence = np.minimum(market.spend[day, :, column] / usual, 2.0)
    stolen = truth.claim_steal[column] * np.sqrt(presence) * market.baseline[day] / order
    claimed: Floats = truth.claim_bias[column] * caused + stolen
    return claimed

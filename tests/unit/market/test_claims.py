"""Claims: platforms report conversions late, too many or too few, and restate them."""

from collections.abc import Callable

import numpy as np
import pytest

from market.claims import SETTLED_AFTER, claims, report, settled
from market.market import KEPT, Market
from market.worlds import BURN_IN, CHANNELS

CLAIMING = CHANNELS[:-1]


@pytest.mark.parametrize("channel", CLAIMING)
def test_a_redelivered_row_grows_with_age_until_it_is_settled(channel: str, a_market: Callable[..., Market]) -> None:
    market = a_market()
    claimed = np.array([report(market, channel, BURN_IN + 5, age).conversions.sum() for age in range(1, 41)])
    whole = np.array([report(market, channel, BURN_IN + 5, age).whole for age in range(1, 41)])
    assert (np.diff(claimed) >= 0).all() and (np.diff(whole, axis=0) >= 0).all()
    assert claimed[SETTLED_AFTER - 1] > 1.2 * claimed[0]
    assert claimed[SETTLED_AFTER - 1] == claimed[-1]


def test_only_claims_are_restated(a_market: Callable[..., Market]) -> None:
    market = a_market()
    young, old = (report(market, "meta", BURN_IN + 5, age) for age in (1, 28))
    for measure in ("cents", "impressions", "clicks"):
        assert (getattr(young, measure) == getattr(old, measure)).all(), measure


def test_next_mornings_claims_are_the_settled_ones_times_the_known_share(a_market: Callable[..., Market]) -> None:
    market = a_market(history_days=200)
    days = range(BURN_IN, BURN_IN + 200)
    young, old = (sum(report(market, "tiktok", day, age).whole.sum() for day in days) for age in (1, 28))
    # About 1,900 claims settle: the standard error of the ratio is about 0.01.
    assert young / old == pytest.approx(settled("tiktok", 1), abs=0.04)


def test_claims_exceed_or_miss_what_was_caused_by_the_platforms_bias(a_market: Callable[..., Market]) -> None:
    market = a_market()
    days = range(BURN_IN, market.days)
    order = market.world.order_value * KEPT
    for column, channel in enumerate(CLAIMING):
        claimed = sum(claims(market, column, day).sum() for day in days)
        caused = market.contribution[BURN_IN:, :, column].sum() / order
        stolen = claimed - market.truth.claim_bias[column] * caused
        assert 0.3 < claimed / caused < 5, channel
        assert stolen > 0, channel

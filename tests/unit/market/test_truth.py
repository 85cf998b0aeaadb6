"""Truth: worlds are as they should be, and worth is what a direct counterfactual says."""

from collections.abc import Callable

import numpy as np
import pytest

from market import reckoning, worlds
from market.market import Market
from market.orders import OrderBook
from market.sessions import Traffic
from market.worlds import BURN_IN, CHANNELS

SEEDS = range(5)


def test_iroas_is_what_is_missing_without_the_channel_per_dollar_spent(a_market: Callable[..., Market]) -> None:
    """Worked out for one cell with plain numbers: adstock and curve written again, independently of the market's."""
    market = a_market()
    geo, column = 1, 0
    effects, spend = market.effects, (market.spend[:, geo, column] / 100).tolist()
    left, half = float(effects.retention[column]), float(effects.half[geo, column])
    slope, is_hill = float(effects.slope[column]), bool(effects.hill[column])

    def sold(kept: float) -> float:
        pressure, revenue = kept * spend[0], []
        for dollars in spend:
            pressure = left * pressure + (1 - left) * kept * dollars
            level = pressure / half
            share = level**slope / (1 + level**slope) if is_hill else 1 - 0.5**level
            revenue.append(float(effects.reach[geo, column]) * share)
        return sum(revenue[-28:])

    window = reckoning.window(market, market.world.day(market.days - 28), market.world.day(market.days - 1))
    cell = window["channels"][CHANNELS[column]]["geos"][market.world.geos[geo].code]
    assert cell["iroas"] == pytest.approx(sold(1.0) / sum(spend[-28:]), rel=1e-9)
    assert cell["mroas"] == pytest.approx((sold(1.0) - sold(0.99)) / (0.01 * sum(spend[-28:])), rel=1e-6)


def test_a_channels_worth_is_the_sum_of_its_geos(a_market: Callable[..., Market]) -> None:
    window = reckoning.reckon(a_market())["windows"]["28"]
    for channel, worth in window["channels"].items():
        for measure in ("spend", "contribution"):
            parts = sum(geo[measure] for geo in worth["geos"].values())
            assert parts == pytest.approx(worth[measure], abs=0.05), (channel, measure)


def test_carry_over_counts_in_the_days_it_sells_not_in_the_days_it_was_paid(a_market: Callable[..., Market]) -> None:
    market = a_market()
    tv = CHANNELS.index("tv")
    silent = market.spend.copy()
    silent[-7:, :, tv] = 0
    sold = market.effects.contribution(silent / 100)[-7:, :, tv]
    assert (sold > 0).all() and (np.diff(sold, axis=0) < 0).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_default_world_has_the_size_of_a_real_shop(seed: int, a_market: Callable[..., Market]) -> None:
    market = a_market(seed=seed, family="default", history_days=394)
    revenue = market.expected_revenue(market.spend)[BURN_IN:].sum()
    assert 0.12 <= market.spend[BURN_IN:].sum() / 100 / revenue <= 0.15
    assert 0.20 <= market.contribution[BURN_IN:].sum() / revenue <= 0.35
    assert market.order_counts[BURN_IN:].sum() / (394 * 8) == pytest.approx(100, rel=0.02)


def test_a_default_world_keeps_its_event_volume_bounded(a_market: Callable[..., Market]) -> None:
    market = a_market(family="default", history_days=394)
    traffic = Traffic(market, OrderBook(market))
    every_tenth = sum(len(traffic.day(day).second) for day in range(BURN_IN + 5, market.days, 10))
    assert 10 * every_tenth <= 600_000
    assert market.order_counts[BURN_IN:].sum() <= 350_000


def test_status_quo_spend_chases_demand_where_people_search_and_only_there(a_market: Callable[..., Market]) -> None:
    followed = np.zeros((len(SEEDS), len(CHANNELS)))
    for seed in SEEDS:
        market = a_market(seed=seed, family="default", history_days=394)
        spend = np.log(market.spend[BURN_IN:].sum(axis=1))
        latent = market.demand.latent[BURN_IN : market.days].mean(axis=1)
        followed[seed] = [np.corrcoef(latent, spend[:, column])[0, 1] for column in range(len(CHANNELS))]
    mean = dict(zip(CHANNELS, followed.mean(axis=0), strict=True))
    assert mean["google_ads"] > 0.3 and mean["microsoft_ads"] > 0.3, mean
    # Five independent pairs of slow paths: chance alone makes a mean of up to about 0.2.
    assert all(abs(mean[channel]) < 0.25 for channel in CHANNELS if not channel.endswith("_ads")), mean


def test_history_carries_variation_in_every_cell(a_market: Callable[..., Market]) -> None:
    market = a_market(family="default", history_days=394)
    weekly = np.log(market.spend[BURN_IN : BURN_IN + 392].reshape(56, 7, 8, 7).mean(axis=1))
    assert (weekly.std(axis=0) > 0.12).all()


def test_worlds_differ_in_what_channels_are_worth(a_market: Callable[..., Market]) -> None:
    best = set()
    for seed in range(12):
        market = a_market(seed=seed)
        best.add(CHANNELS[int((market.contribution.sum(axis=(0, 1)) / market.spend.sum(axis=(0, 1))).argmax())])
    assert len(best) >= 4


@pytest.mark.parametrize("count", [4, 20])
def test_a_world_holds_four_to_twenty_geos(count: int, a_market: Callable[..., Market]) -> None:
    market = a_market(geo_count=count)
    assert market.order_counts.shape[1] == count == len({geo.code for geo in market.world.geos})


def test_every_family_is_found_by_its_file(a_market: Callable[..., Market]) -> None:
    assert set(worlds.families()) == {"default", "small"}
    assert all(worlds.find(family).family == family for family in worlds.families())

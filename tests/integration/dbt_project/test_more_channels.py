"""Channels that a company adds: their files become ad days, geos and a panel, exact to the micro."""

import gzip
from pathlib import Path

import pytest
import sqlalchemy as sa

from config import gate as gate_settings
from expectations.books import Books
from expectations.delivered import contents_of, loaded_tonight
from expectations.scanning import scans_of
from expectations.totals import totals_of
from plugins.gate import feeds_of
from plugins.house.places import landing
from plugins.loader import load_channel
from plugins.marts import build_marts
from plugins.warehouse import url
from tests.integration.dbt_project.conftest import FIRST_NIGHT, Shop
from tests.unit.channels.conftest import GOLDEN, all_channels, settings_with_all_channels

# What the golden exports say, added by hand: spend in micros, impressions, clicks, claimed conversions and their micros.
TOTALS = {
    "dv360": (30_480_001, 2541, 2, 3.5, 180_500_000),
    "trade_desk": (25_751_235, 2440, 2, 3, 100_000_000),
    "amazon_ads": (14_570_000, 2256, 13, 3, 89_970_000),
    "amazon_dsp": (31_265_000, 1550, 2, 2, 160_500_000),
}


@pytest.fixture(scope="module")
def shop(shared_warehouse, tmp_path_factory) -> Shop:
    """A shop that has bought on all platforms, each of which delivered its golden export on the first night."""
    folder = settings_with_all_channels(tmp_path_factory.mktemp("config"))
    made = Shop(shared_warehouse)
    made.history()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MIXLOOP_CONFIG", str(folder))
        for channel in TOTALS:
            for export in (GOLDEN / channel).iterdir():
                place = Path(landing()) / channel / str(FIRST_NIGHT) / f"{export.name}.gz"
                place.parent.mkdir(parents=True)
                place.write_bytes(gzip.compress(export.read_bytes()))
            load_channel(channel, FIRST_NIGHT)
        build_marts(FIRST_NIGHT)
        yield made


def test_ad_days_sum_to_the_exports_to_the_micro_and_to_the_click(shop):
    found = shop.rows(
        "select channel, sum(spend_micros)::bigint, sum(impressions)::bigint, sum(clicks)::bigint,"
        " sum(claimed_conversions)::float8, sum(claimed_revenue_micros)::bigint"
        " from marts.fct_ad_days where channel = any(%s) group by channel",
        list(TOTALS),
    )
    assert {channel: tuple(totals) for channel, *totals in found} == TOTALS


def test_places_have_one_code_whatever_a_platform_calls_them(shop):
    found = shop.rows(
        "select channel, geo, sum(spend_micros)::bigint from marts.fct_ad_days"
        " where channel in ('dv360', 'trade_desk', 'amazon_dsp') group by channel, geo order by channel, geo"
    )
    assert found == [
        ("amazon_dsp", "US-CA", 31_250_000),
        ("amazon_dsp", "unmapped", 15_000),
        ("dv360", "US-CA", 18_480_001),
        ("dv360", "US-TX", 12_000_000),
        ("trade_desk", "US-CA", 16_251_235),
        ("trade_desk", "US-TX", 9_500_000),
    ]


def test_spend_without_a_place_is_spread_over_the_states_by_their_people(shop):
    spread = shop.rows(
        "select ads.geo, ads.spend_micros, round(14500000 * people / sum(people) over ())::bigint"
        " from marts.fct_ad_days as ads inner join staging.state_populations using (geo)"
        " where channel = 'amazon_ads' and day = '2026-02-28'"
    )
    assert len(spread) == 20
    assert [state for state, spent, due in spread if abs(spent - due) > 1] == []


def test_spend_with_a_guessed_place_says_so_and_a_foreign_midnight_what_it_may_misdate(shop):
    found = shop.rows(
        "select channel, sum(spend_micros)::bigint, sum(estimated_spend_micros)::bigint, min(hours_outside)::int,"
        " sum(misdated_at_most_micros)::bigint from marts.fct_channel_days where channel = any(%s)"
        " group by channel order by channel",
        list(TOTALS),
    )
    assert found == [
        ("amazon_ads", 14_570_000, 14_570_000, 3, 14_570_000),  # spread over states; Los Angeles
        ("amazon_dsp", 31_265_000, 0, 3, 31_265_000),
        ("dv360", 30_480_001, 0, 0, 0),  # New York, as the company
        ("trade_desk", 25_751_235, 0, 5, 25_751_235),  # UTC
    ]
    flagged = "select channel, count(*) from marts.fct_ad_days where geo_is_estimated group by channel"
    assert [channel for channel, _ in shop.rows(flagged)] == ["amazon_ads"]


def test_every_place_of_the_facts_lies_in_the_world(shop):
    lost = "select distinct geo from marts.fct_channel_geo_days where geo not in (select geo from marts.dim_geos)"
    assert shop.rows(lost) == []
    people = dict(shop.rows("select geo, people from marts.dim_geos where level <> 'state'"))
    ((states,),) = shop.rows("select sum(people)::bigint from staging.state_populations")
    assert people["world"] == people["US"] == states == sum(people[geo] for geo in people if geo.startswith("US-"))


def test_accounts_and_currencies_come_from_the_export_or_else_from_the_settings(shop):
    assert shop.rows(
        "select channel, min(account_id), max(account_id), min(account_currency), max(account_currency) from marts.fct_ad_days"
        " where channel = any(%s) group by channel order by channel",
        list(TOTALS),
    ) == [
        ("amazon_ads", "1234567890123456", "1234567890123456", "USD", "USD"),
        ("amazon_dsp", "580000000000000001", "580000000000000001", "USD", "USD"),
        ("dv360", "1161431", "1161431", "USD", "USD"),
        ("trade_desk", "ct80x5v", "ct80x5v", "USD", "USD"),
    ]


def test_the_panel_holds_them_beside_the_shipped_channels(shop):
    panel = shop.rows(
        "select channel, sum(spend_micros)::bigint from marts.panel_media where channel = any(%s) group by channel",
        list(TOTALS),
    )
    assert dict(panel) == {channel: totals[0] for channel, totals in TOTALS.items()} | {"amazon_dsp": 31_250_000}


@pytest.fixture
def asked(shop):
    """The books of the first night, and the feeds of the added channels."""
    feeds = [feed for feed in feeds_of(all_channels(), gate_settings.load()) if feed.channel in TOTALS]
    with sa.create_engine(url("loop", driver="psycopg2")).connect() as connection:
        yield Books(connection, FIRST_NIGHT), feeds


def test_the_gate_reads_spend_and_places_of_each_and_sees_no_row_twice(asked):
    books, feeds = asked
    scans = scans_of(books, loaded_tonight(books, books.deliveries()), feeds, gate_settings.load().profile.days)
    found = contents_of(books, scans)
    assert {channel: int(one.tonight.spend_micros.sum()) for channel, one in found.items()} == {
        channel: spend for channel, (spend, *_) in TOTALS.items()
    }
    assert {channel: one.repeated_rows for channel, one in found.items()} == dict.fromkeys(TOTALS, 0)
    assert set(found["amazon_dsp"].tonight.cell) == {"California", "Unknown"}


def test_the_gate_finds_the_marts_equal_to_the_files_though_costs_are_finer_than_micros(asked):
    found = totals_of(*asked, "shopify", 28)
    assert {channel: found[channel]["delivered_apart"] for channel in TOTALS} == dict.fromkeys(TOTALS, 0)

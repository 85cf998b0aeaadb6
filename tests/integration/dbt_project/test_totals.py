"""What platforms say of whole campaigns and accounts: ad + unallocated = campaign = account, to the micro, on any night."""

from datetime import timedelta
from decimal import Decimal

import pytest

from plugins.marts import MartsError, build_marts, dbt, ensure_marts
from tests.hashes import table_hashes
from tests.integration.dbt_project.conftest import FIRST_NIGHT, SECOND_NIGHT, THIRD_NIGHT, days_until

DAY = FIRST_NIGHT - timedelta(days=1)
ACCOUNT = {"account_id": "a", "account_currency": "USD"}
PARTS = (
    "select campaign_id, account_ads_spend_micros, account_unallocated_spend_micros, spend_micros, is_told"
    " from marts.fct_campaign_days where channel = 'meta' and day = %s order by campaign_id"
)
PANEL = "select geo, spend_micros, impressions, status from marts.panel_media where channel = 'meta' and day = %s order by geo"


def campaigns(shop, night, spend: dict[str, str], day=DAY) -> None:
    """Meta's report by campaign, of one day; its ads cost 20.02 that day, all of them in campaign c."""
    rows = [
        {**ACCOUNT, "campaign_id": name, "date": day, "spend": money, "impressions": 200, "inline_link_clicks": 10}
        for name, money in spend.items()
    ]
    shop.deliver("meta", "campaign_days", night, rows)


def account(shop, night, spend: str, day=DAY) -> None:
    """Meta's report by account, of one day."""
    shop.deliver("meta", "account_days", night, [{**ACCOUNT, "date": day, "spend": spend, "impressions": 400}])


def test_without_totals_the_ads_own_sums_are_the_totals(shop):
    build_marts(FIRST_NIGHT)
    assert shop.rows(PARTS, DAY) == [("c", 20_020_000, 0, 20_020_000, False)]
    apart = (
        "select count(*), sum(account_unallocated_spend_micros)::bigint, bool_or(is_told) from marts.fct_account_days"
    )
    assert shop.rows(apart) == [(2 * 28, 0, False)]


def test_money_beyond_ads_and_campaigns_is_explicit_and_reaches_the_panel(shop):
    campaigns(shop, FIRST_NIGHT, {"c": "20.025001", "performance": "3"})
    account(shop, FIRST_NIGHT, "25.025001")
    build_marts(FIRST_NIGHT)
    assert shop.rows(PARTS, DAY) == [
        ("c", 20_020_000, 5_001, 20_025_001, True),
        ("performance", 0, 3_000_000, 3_000_000, True),
        ("unallocated", 0, 2_000_000, 2_000_000, True),
    ]
    told = "select account_spend_micros, is_told, campaigns from marts.fct_account_days where channel = 'meta' and day = %s"
    assert shop.rows(told, DAY) == [(25_025_001, True, 2)]

    texas, california = (row[1] for row in reversed(shop.rows(PANEL, DAY)))
    assert texas + california == 25_025_001
    # The two states share c alike, as its ads do, and what has no ads by people.
    people = dict(shop.rows("select geo, people from staging.state_populations"))
    share = Decimal(people["US-TX"]) / (people["US-TX"] + people["US-CA"])
    assert abs(texas - 10_012_500 - 5_000_000 * share) <= 2
    estimated = (
        "select sum(spend_micros)::bigint, sum(estimated_spend_micros)::bigint from marts.fct_channel_geo_days"
        " where channel = 'meta' and day = %s"
    )
    assert shop.rows(estimated, DAY) == [(25_025_001, 5_005_001)]
    assert {status for *_, status in shop.rows(PANEL, DAY)} == {"reported"}


def test_a_total_below_the_newest_ads_takes_back_what_they_are_too_much(shop):
    campaigns(shop, FIRST_NIGHT, {"c": "18.02"})
    build_marts(FIRST_NIGHT)
    assert shop.rows(PARTS, DAY) == [("c", 20_020_000, -2_000_000, 18_020_000, True)]
    assert [row[1] for row in shop.rows(PANEL, DAY)] == [9_010_000, 9_010_000]


def test_totals_alone_do_not_pass_for_a_day_that_no_file_of_ads_told(shop):
    campaigns(shop, SECOND_NIGHT, {"c": "70"}, day=FIRST_NIGHT)
    shop.orders(SECOND_NIGHT, [FIRST_NIGHT])
    build_marts(SECOND_NIGHT)
    assert shop.rows(PARTS, FIRST_NIGHT) == [("c", 0, 70_000_000, 70_000_000, True)]
    assert [(row[1], row[3]) for row in shop.rows(PANEL, FIRST_NIGHT)] == [(10_010_000, "imputed")] * 2


def test_nights_with_totals_in_any_order_equal_nights_built_from_nothing(shop):
    campaigns(shop, FIRST_NIGHT, {"c": "21", "performance": "3"})
    shop.next_night()  # restates the ads, brings no totals
    campaigns(shop, THIRD_NIGHT, {"c": "23"})
    account(shop, THIRD_NIGHT, "24")
    shop.orders(THIRD_NIGHT, [SECOND_NIGHT])

    def marts() -> dict[str, str]:
        hashes = table_hashes(shop.warehouse.urls["MIXLOOP_WAREHOUSE_OWNER"])
        return {table: found for table, found in hashes.items() if table.startswith("marts.")}

    followed = {}
    for night in (SECOND_NIGHT, FIRST_NIGHT, THIRD_NIGHT, SECOND_NIGHT):
        ensure_marts(night)
        followed[night] = marts()
        shop_parts = shop.rows(PARTS, DAY)
        wanted = {
            FIRST_NIGHT: [("c", 20_020_000, 980_000), ("performance", 0, 3_000_000)],
            SECOND_NIGHT: [("c", 22_040_000, -1_040_000), ("performance", 0, 3_000_000)],
            THIRD_NIGHT: [("c", 22_040_000, 960_000), ("unallocated", 0, 1_000_000)],
        }
        assert [row[:3] for row in shop_parts] == wanted[night]
    for night, tables in followed.items():
        shop.rows("delete from ops.marts_standing", role="owner")
        shop.rows("truncate marts.build", role="dbt")
        ensure_marts(night)
        assert marts() == tables, night


def test_a_mart_that_differs_from_a_total_stops_the_night_by_name(shop):
    campaigns(shop, FIRST_NIGHT, {"c": "21"})
    build_marts(FIRST_NIGHT)
    shop.rows("update raw.meta__campaign_days set spend = spend + 0.000001", role="owner")
    shop.rows("truncate marts.build", role="dbt")
    with pytest.raises(MartsError, match="test totals_are_the_platforms_own"):
        dbt.run("test", "--select", "totals_are_the_platforms_own", decision_date=FIRST_NIGHT)


def test_two_currencies_in_one_campaign_stop_the_night(shop):
    rows = [{"account_id": "a", "account_currency": "EUR", "campaign_id": "c", "date": DAY, "spend": "1"}]
    shop.deliver("meta", "campaign_days", FIRST_NIGHT, rows)
    with pytest.raises(MartsError, match=r"fct_campaign_days .*account_currency"):
        build_marts(FIRST_NIGHT)


def test_all_of_a_history_without_totals_is_untouched_by_them(shop):
    campaigns(shop, FIRST_NIGHT, {"c": "21"})
    build_marts(FIRST_NIGHT)
    told = "select count(*), count(*) filter (where is_told) from marts.fct_campaign_days where channel = 'meta'"
    assert shop.rows(told) == [(len(days_until(FIRST_NIGHT)), 1)]

"""Each platform's quirks, in a golden export of a few lines."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from config import channels as channel_settings
from plugins import channels
from tests.unit.channels.conftest import all_channels, report_of

Golden = Callable[..., list[dict]]


def test_google_ads_keeps_micros_fractions_and_names_over_two_lines(golden: Golden) -> None:
    first, _, third, fourth = golden("google_ads")
    assert (first["cost_micros"], first["conversions"]) == (12345678, Decimal("2.333333"))
    assert first["ad_group_id"] == "9007199254740993"  # 2**53 + 1: a float would change it
    assert third["campaign_name"] == "Line one\nline two"
    assert third["ad_group_name"] == 'He said "buy"'
    assert (third["line"], fourth["line"]) == (4, 6)
    assert fourth["cost_micros"] == -250000  # invalid clicks are credited later


def test_meta_counts_a_purchase_once_whatever_its_action_types(golden: Golden) -> None:
    omni, none, pixel = golden("meta")
    assert (omni["purchases"], omni["purchase_value"]) == (3, Decimal("180.50"))
    assert (none["purchases"], none["purchase_value"]) == (0, 0)
    assert (pixel["purchases"], pixel["purchase_value"]) == (1, Decimal("49.99"))
    assert pixel["campaign_name"] == "Retargeting 🚀"


def test_tiktok_reads_a_dash_as_no_value_and_a_time_as_a_day(golden: Golden) -> None:
    first, second = golden("tiktok")
    assert (first["conversion"], first["real_time_conversion"]) == (None, 0)
    assert (second["ad_name"], second["reach"], second["spend"]) == (None, None, Decimal("1031.05"))
    assert second["date"] == date(2026, 3, 1)


def test_linkedin_finds_urns_by_their_kind_not_their_place(golden: Golden) -> None:
    first, second = golden("linkedin", "creative_days")
    assert (first["creative_urn"], first["campaign_urn"]) == (
        "urn:li:sponsoredCreative:11",
        "urn:li:sponsoredCampaign:2",
    )
    assert second["creative_urn"] == "urn:li:sponsoredCreative:9007199254740995"
    assert second["date"] == date(2026, 2, 28)
    assert second["cost_in_local_currency"] == Decimal("0.3000000000000000444")


def test_linkedin_campaigns_carry_the_urn_and_the_geo_that_the_days_lack(golden: Golden) -> None:
    first, second = golden("linkedin", "campaigns")
    assert (first["campaign_urn"], first["geo_urn"]) == ("urn:li:sponsoredCampaign:2", "urn:li:geo:102095887")
    assert second["campaign_urn"] == "urn:li:sponsoredCampaign:9007199254740993"


def test_microsoft_survives_banner_commas_dashes_and_footer(golden: Golden) -> None:
    first, second = golden("microsoft_ads")
    assert (first["impressions"], first["spend"], first["revenue"]) == (1234, Decimal("1234.56"), Decimal("1020.00"))
    assert (second["conversions_qualified"], second["revenue"], second["campaign_name"]) == (None, None, None)
    assert (first["line"], second["line"]) == (6, 7)


def test_pinterest_keeps_paid_and_earned_apart(golden: Golden) -> None:
    first, second = golden("pinterest")
    assert (first["impression_1"], first["impression_2"], first["spend_in_micro_dollar"]) == (310, 12, 4560000)
    assert (second["impression_2"], second["clickthrough_2"]) == (None, None)


def test_dv360_reads_what_the_advertiser_pays_and_stops_at_the_totals(golden: Golden) -> None:
    first, second = golden("dv360")
    assert (first["revenue"], first["media_cost"]) == (Decimal("18.480001"), Decimal("7.476659"))
    assert (first["line_item_id"], first["total_conversions"]) == ("9007199254740993", Decimal("3.5"))
    assert (second["creative_id"], second["region_id"], second["date"]) == ("Unknown", "21176", date(2026, 3, 1))


def test_the_trade_desk_keeps_every_digit_and_ids_that_look_like_numbers(golden: Golden) -> None:
    first, second = golden("trade_desk")
    assert (first["advertiser_cost"], first["conversions_01"]) == (Decimal("16.2512345678"), 3)
    assert (second["creative_id"], second["conversions_01"]) == ("7e12345", None)


def test_amazon_reads_an_array_and_keeps_windows_apart(golden: Golden) -> None:
    first, second = golden("amazon_ads")
    assert (first["ad_id"], first["cost"], first["line"]) == ("9007199254740993", Decimal("14.5"), 1)
    assert (first["purchases_7d"], first["purchases_14d"], first["purchases_30d"]) == (2, 3, 3)
    assert (second["campaign_name"], second["purchases_14d"], second["sales_14d"]) == (None, None, None)


def test_amazon_dsp_keeps_spend_whose_place_is_not_told(golden: Golden) -> None:
    first, second = golden("amazon_dsp")
    assert (first["line_item_id"], first["region"]) == ("9007199254740993", "California")
    assert (first["purchases"], first["off_amazon_purchases"]) == (9, 2)
    assert (second["region"], second["total_cost"]) == ("Unknown", Decimal("0.015"))


def test_an_offline_schedule_is_read_as_the_settings_map_it(golden: Golden) -> None:
    first, second = golden("tv")
    assert (first["date"], first["geo_name"], first["cost"]) == (date(2026, 2, 28), "California", Decimal("1234.50"))
    assert (first["impressions"], second["impressions"]) == (431_000, 1_020_000)  # the column counts thousands
    assert (second["cost"], second["grps"]) == (Decimal("980.05"), None)


def test_klaviyo_keeps_consent_and_the_moment(golden: Golden) -> None:
    first, second = golden("klaviyo")
    assert first["occurred_at"] == datetime(2026, 3, 1, 15, 4, 5, tzinfo=UTC)
    assert (first["consent"], second["consent"], second["region"]) == (True, False, None)


def test_ga4_without_consent_has_no_user_and_money_never_passes_a_float(golden: Golden) -> None:
    session, purchase, silent = golden("ga4")
    assert (session["ga_session_id"], session["source"], session["gclid"]) == (1772390000, "google", "Cj0KCQ")
    assert (purchase["purchase_revenue"], purchase["transaction_id"]) == (Decimal("12.30"), "5500000000000001")
    assert purchase["event_timestamp"] == 1772390500000001
    assert (silent["user_pseudo_id"], silent["ga_session_id"], silent["analytics_storage"]) == (None, None, "No")
    assert str(silent["purchase_revenue"]) == "0.1"


def test_shopify_takes_the_shops_money_and_survives_missing_people(golden: Golden) -> None:
    first, second = golden("shopify", "orders")
    assert (first["total_amount"], first["currency"]) == (Decimal("80.00"), "USD")
    assert first["created_at"] == datetime(2026, 3, 1, 10, tzinfo=timezone(timedelta(hours=-5)))
    assert (second["customer_id"], second["province_code"], second["test"]) == (None, None, True)
    (refund,) = golden("shopify", "refunds")
    assert (refund["order_id"], refund["amount"]) == (first["order_id"], Decimal("20.05"))


@pytest.mark.parametrize(
    ("channel", "level", "account", "spend"),
    [
        ("google_ads", "campaign", "customer_id", [12345678, 1500000, 7000001, 999999999999, -250000]),
        ("google_ads", "account", "customer_id", [12345678, 1000008500000, -249999]),
        ("meta", "campaign", "account_id", [Decimal("12.50"), 5]),
        ("meta", "account", "account_id", [Decimal("12.50"), 5]),
        ("tiktok", "campaign", None, [Decimal("1.25"), Decimal("1031.05")]),
        ("tiktok", "account", "advertiser_id", [Decimal("1.25"), Decimal("1031.05")]),
        ("linkedin", "campaign", "account_urn", [Decimal("13.34"), Decimal("0.3000000000000000444")]),
        ("linkedin", "account", "account_urn", [Decimal("13.34"), Decimal("0.3000000000000000444")]),
        ("microsoft_ads", "campaign", "account_id", [Decimal("1235.06"), Decimal("0.10")]),
        ("microsoft_ads", "account", "account_id", [Decimal("1235.06"), None]),
    ],
)
def test_totals_are_told_by_campaign_and_by_account(golden: Golden, channel, level, account, spend) -> None:
    rows = golden(channel, f"{level}_days")
    money = next(column.name for column in report_of(channel, f"{level}_days").columns if column.money)
    assert [row[money] for row in rows] == spend
    assert account is None or len({row[account] for row in rows}) == 1


def test_linkedins_campaign_groups_are_found_wherever_their_urn_stands(golden: Golden) -> None:
    assert {row["campaign_group_urn"] for row in golden("linkedin", "campaign_days")} == {
        "urn:li:sponsoredCampaignGroup:3"
    }


def test_every_dialect_has_an_entry_to_use_or_to_copy() -> None:
    assert {channel.dialect for channel in all_channels().channels.values()} == set(channels.dialects())


def test_an_unknown_channel_is_told_what_there_is() -> None:
    with pytest.raises(channels.UnknownChannelError, match=r"no channel 'gogle'; it has ga4, google_ads"):
        channels.reports_of("gogle", channel_settings.load())
    with pytest.raises(channels.UnknownChannelError, match=r"Add plugins/channels/snap.py"):
        channels.find("snap")

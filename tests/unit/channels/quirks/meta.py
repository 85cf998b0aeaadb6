"""Meta: numbers as text, ids above 2^53, and one purchase under several action types."""

import json
from datetime import date
from decimal import Decimal

from tests.unit.channels.conftest import report_of
from tests.unit.channels.quirks.export import ABSENT, Export, Wrong

INSIGHTS = Export(
    report_of("meta"),
    {
        "date_start": "2026-03-01",
        "date_stop": "2026-03-01",
        "account_id": "120210000000000001",
        "account_currency": "USD",
        "campaign_id": "120210000000000123",
        "campaign_name": "Prospecting",
        "adset_id": "120210000000000456",
        "adset_name": "Lookalike 1%",
        "ad_id": "120210000000000789",
        "ad_name": "Video A",
        "region": "California",
        "spend": "12.34",
        "impressions": "1000",
        "clicks": "19",
        "inline_link_clicks": "11",
        "reach": "800",
        "actions": [{"action_type": "omni_purchase", "value": "3"}],
        "action_values": [{"action_type": "omni_purchase", "value": "180.50"}],
    },
)
EXPORTS = (INSIGHTS,)
PLAIN = INSIGHTS.text({})


def purchases(**values: str) -> list[dict[str, str]]:
    """Actions by type, in the order given; `pixel` stands for the type whose name has a dot."""
    names = {"pixel": "offsite_conversion.fb_pixel_purchase"}
    return [{"action_type": names.get(name, name), "value": value} for name, value in values.items()]


# Purchases.
INSIGHTS.reads(
    "overlapping_purchase_types_count_once",
    {"actions": purchases(pixel="2", purchase="3", omni_purchase="4")},
    {"purchases": Decimal(4)},  # omni: web, app and shops together; the others are parts of it
)
INSIGHTS.reads(
    "without_omni_the_aggregate_counts", {"actions": purchases(pixel="2", purchase="3")}, {"purchases": Decimal(3)}
)
INSIGHTS.reads(
    "without_an_aggregate_the_pixel_counts",
    {"actions": purchases(link_click="9", pixel="2")},
    {"purchases": Decimal(2)},
)
INSIGHTS.reads("an_absent_actions_array_is_zero", {"actions": ABSENT}, {"purchases": Decimal(0)})
INSIGHTS.reads("an_empty_actions_array_is_zero", {"actions": []}, {"purchases": Decimal(0)})
INSIGHTS.reads("a_null_actions_array_is_zero", {"actions": None}, {"purchases": Decimal(0)})
INSIGHTS.reads(
    "actions_without_a_purchase_are_zero",
    {"actions": purchases(link_click="9", post_save="1")},
    {"purchases": Decimal(0)},
)
INSIGHTS.reads(
    "a_custom_conversion_named_like_a_purchase_is_none",
    {"actions": purchases(purchase_intent="9")},
    {"purchases": Decimal(0)},
)
INSIGHTS.reads(
    "windows_beside_the_value_are_not_added",
    {"actions": [{"action_type": "omni_purchase", "value": "3", "1d_view": "1", "7d_click": "2"}]},
    {"purchases": Decimal(3)},
)
INSIGHTS.quarantines(
    "only_a_window_and_no_value",
    {"actions": [{"action_type": "omni_purchase", "7d_click": "2"}]},
    "actions", "[{'action_type': 'omni_purchase', '7d_click': '2'}]", "omni_purchase has no value",
)  # fmt: skip
INSIGHTS.quarantines(
    "a_window_that_meta_removed_leaves_no_value",
    {"actions": [{"action_type": "purchase", "value": None, "28d_view": None}]},
    "actions", "[{'action_type': 'purchase', 'value': None, '28d_view': None}]", "purchase has no value",
)  # fmt: skip
INSIGHTS.quarantines(
    "purchases_broken_down_by_destination",
    {"actions": [{"action_type": "purchase", "value": "1", "action_destination": place} for place in "ab"]},
    "actions",
    "[{'action_type': 'purchase', 'value': '1', 'action_destination': 'a'},"
    " {'action_type': 'purchase', 'value': '1', 'action_destination': 'b'}]",
    "purchase stands there 2 times; ask for no action breakdown",
)
INSIGHTS.quarantines(
    "purchases_in_metas_own_shop_only",
    {"actions": purchases(onsite_web_purchase="4")},
    "actions", "[{'action_type': 'onsite_web_purchase', 'value': '4'}]", "only as onsite_web_purchase; ask for omni_purchase",
)  # fmt: skip
INSIGHTS.quarantines("actions_as_a_text_of_json", {"actions": '[{"x": 1}]'}, "actions", '[{"x": 1}]', "another shape")
INSIGHTS.quarantines(
    "purchases_that_are_no_number", {"actions": purchases(purchase="many")}, "actions", "many", "not a number"
)
INSIGHTS.reads(
    "purchase_values_keep_their_cents",
    {"action_values": purchases(purchase="0.10")},
    {"purchase_value": Decimal("0.10")},
)

# Numbers.
INSIGHTS.reads("spend_as_text_in_units", {"spend": "0.07"}, {"spend": Decimal("0.07")})
INSIGHTS.reads("spend_as_a_json_number", {"spend": 0.07}, {"spend": Decimal("0.07")})
INSIGHTS.reads("yen_without_decimals", {"spend": "1234", "account_currency": "JPY"}, {"spend": Decimal(1234)})
INSIGHTS.reads("a_refunded_spend_is_negative", {"spend": "-1.50"}, {"spend": Decimal("-1.50")})
INSIGHTS.reads("spend_that_is_an_empty_text", {"spend": ""}, {"spend": None})
INSIGHTS.reads("spend_that_is_null", {"spend": None}, {"spend": None})
INSIGHTS.reads("spend_whose_key_is_absent", {"spend": ABSENT}, {"spend": None})
INSIGHTS.quarantines("spend_that_is_nan", {"spend": float("nan")}, "spend", "nan", "not a number")
INSIGHTS.quarantines("spend_that_is_infinite", {"spend": float("inf")}, "spend", "inf", "not a number")
INSIGHTS.quarantines("spend_that_is_true", {"spend": True}, "spend", "True", "not a number")
INSIGHTS.quarantines("spend_in_an_object", {"spend": {"amount": "1"}}, "spend", "{'amount': '1'}", "not a number")
INSIGHTS.quarantines(
    "spend_whose_micros_exceed_64_bits", {"spend": "9223372036855"}, "spend", "9223372036855", "too large"
)
INSIGHTS.quarantines("spend_of_ten_to_the_ninety", {"spend": "1e90"}, "spend", "1e90", "exponent hides")
INSIGHTS.quarantines(
    "impressions_with_a_blank_between", {"impressions": "1 000"}, "impressions", "1 000", "not a whole number"
)

# Ids, days and places.
INSIGHTS.reads(
    "an_ad_id_above_2_to_the_53_as_a_json_number", {"ad_id": 120210000000000789}, {"ad_id": "120210000000000789"}
)
INSIGHTS.quarantines("an_ad_id_rounded_by_a_float", {"ad_id": 1.2021e17}, "ad_id", "1.2021e+17", "not an id")
INSIGHTS.quarantines("an_ad_id_rounded_by_a_spreadsheet", {"ad_id": "1.2E+17"}, "ad_id", "1.2E+17", "not an id")
INSIGHTS.quarantines("an_account_with_its_prefix", {"account_id": "act_1202"}, "account_id", "act_1202", "not an id")
INSIGHTS.quarantines("an_ad_id_that_is_null", {"ad_id": None}, "ad_id", None, "is missing")
INSIGHTS.quarantines(
    "a_row_over_a_week", {"date_stop": "2026-03-07"}, "date_start", "2026-03-01", "spans 2026-03-01 to 2026-03-07"
)
INSIGHTS.quarantines(
    "a_row_without_its_last_day", {"date_stop": ABSENT}, "date_start", "2026-03-01", "spans 2026-03-01 to None"
)
INSIGHTS.reads(
    "the_day_of_delivery_is_no_future",
    {"date_start": "2026-03-02", "date_stop": "2026-03-02"},
    {"date": date(2026, 3, 2)},
)
INSIGHTS.quarantines(
    "a_row_of_the_geo_breakdown_that_replaced_dma",
    {"region": ABSENT, "comscore_market": "501"},
    "region",
    None,
    "is missing",
)
INSIGHTS.quarantines("a_region_that_is_nan", {"region": float("nan")}, "region", "nan", "not a text")

# Names.
INSIGHTS.reads("an_emoji_in_two_escapes", {"ad_name": "Go 🚀"}, {"ad_name": "Go 🚀"})
INSIGHTS.quarantines("half_an_emoji", {"ad_name": "Go \ud83d"}, "ad_name", "Go \ud83d", "not UTF-8")

# Files.
INSIGHTS.refuses("a_file_by_dma", PLAIN.replace('"region"', '"dma"'), "no region", "dma")
INSIGHTS.refuses(
    "a_file_by_comscore_market", PLAIN.replace('"region"', '"comscore_market"'), "no region", "comscore_market"
)
INSIGHTS.refuses(
    "an_error_instead_of_insights",
    '{"error": {"code": 190, "message": "expired"}}\n',
    "no account_currency",
    "found error",
)
INSIGHTS.file(
    "a_spend_that_stands_twice_in_an_object",
    PLAIN + PLAIN.replace('"spend": "12.34"', '"spend": "12.34", "spend": "99"'),
    rows=1,
    wrong=(Wrong(2, None, None, "has the key spend twice"),),
)
INSIGHTS.file(
    "all_rows_in_one_json_array",
    f"[{PLAIN.strip()}, {PLAIN.strip()}]\n",
    rows=0,
    wrong=(Wrong(1, None, None, "not a JSON object"),),
)
INSIGHTS.file(
    "a_blank_line_and_windows_line_ends", f"\r\n{json.dumps(INSIGHTS.ordinary)}\r\n", rows=1, last={"line": 2}
)
INSIGHTS.file(
    "an_age_breakdown_is_two_rows_that_add_up",
    INSIGHTS.text({"age": "18-24"}, {"age": "25-34", "spend": "0.66"}),
    rows=2,
    last={"spend": Decimal("0.66")},
)
INSIGHTS.refuses(
    "one_line_of_two_million_characters",
    '{"x": "' + "y" * 2_000_000 + '"}\n',
    "a line is longer than 1,048,576 characters",
)
INSIGHTS.reads(
    "all_clicks_are_not_clicks_to_the_shop",
    {"clicks": "19", "inline_link_clicks": "11"},
    {"clicks": 19, "inline_link_clicks": 11},
)
INSIGHTS.reads(
    "link_clicks_that_are_absent", {"inline_link_clicks": ABSENT}, {"inline_link_clicks": None, "clicks": 19}
)
INSIGHTS.reads("dinar_with_three_decimals", {"spend": "1.234", "account_currency": "KWD"}, {"spend": Decimal("1.234")})
INSIGHTS.reads(
    "windows_that_meta_removed_stand_beside_a_value",
    {"actions": [{"action_type": "omni_purchase", "value": "3", "7d_view": "9", "28d_view": "12"}]},
    {"purchases": Decimal(3)},
)
INSIGHTS.file(
    "hours_of_a_day_of_23_are_rows_that_add_up",
    INSIGHTS.text(*({"hourly_stats_aggregated_by_advertiser_time_zone": f"{hour:02}:00"} for hour in (0, 1, 3))),
    rows=3,
    last={"spend": Decimal("12.34")},
)
INSIGHTS.reads(
    "custom_conversions_are_no_purchases", {"conversions": purchases(contact="4")}, {"purchases": Decimal(3)}
)

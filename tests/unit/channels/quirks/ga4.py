"""GA4: microseconds in UTC beside the property's day, and no ids without consent."""

from datetime import date
from decimal import Decimal
from typing import Any

from tests.unit.channels.conftest import report_of
from tests.unit.channels.quirks.export import ABSENT, Export, Wrong


def session(**value: Any) -> list[dict[str, Any]]:
    """Event parameters: a page, and the session with this value."""
    page = {"key": "page_location", "value": {"string_value": "https://shop.example/"}}
    return [page, {"key": "ga_session_id", "value": value}]


EVENTS = Export(
    report_of("ga4"),
    {
        "event_date": "20260301",
        "event_timestamp": 1772390000000000,
        "event_name": "purchase",
        "event_params": session(int_value=1772390000),
        "user_pseudo_id": "1234567890.1772390000",
        "user_id": None,
        "privacy_info": {"analytics_storage": "Yes", "ads_storage": "Yes"},
        "collected_traffic_source": {
            "manual_source": "google",
            "manual_medium": "cpc",
            "manual_campaign_id": "11223344556",
            "gclid": "Cj0KCQ",
        },
        "geo": {"region": "California"},
        "ecommerce": {"transaction_id": "5500000000000001", "purchase_revenue_in_usd": 12.3},
        "batch_event_index": 1,
    },
)
EXPORTS = (EVENTS,)
PLAIN = EVENTS.text({})
WHEN, REVENUE = "event_timestamp", "ecommerce.purchase_revenue_in_usd"

# Time.
EVENTS.reads("microseconds_as_a_number", {WHEN: 1772390000000001}, {"event_timestamp": 1772390000000001})
EVENTS.reads("microseconds_as_text", {WHEN: "1772390000000001"}, {"event_timestamp": 1772390000000001})
EVENTS.quarantines("milliseconds", {WHEN: 1772390000000}, WHEN, "1772390000000", "not microseconds since 1970")
EVENTS.quarantines("seconds", {WHEN: 1772390000}, WHEN, "1772390000", "not microseconds since 1970")
EVENTS.quarantines(
    "nanoseconds", {WHEN: 1772390000000000000}, WHEN, "1772390000000000000", "not microseconds since 1970"
)
EVENTS.quarantines("microseconds_rounded_to_an_exponent", {WHEN: "1.77239E+15"}, WHEN, "1.77239E+15", "exponent hides")
EVENTS.quarantines(
    "a_moment_in_words", {WHEN: "2026-03-01 18:33:20 UTC"}, WHEN, "2026-03-01 18:33:20 UTC", "not a whole number"
)
EVENTS.quarantines("no_moment_at_all", {WHEN: None}, WHEN, None, "is missing")
EVENTS.reads(
    "an_event_late_in_a_day_of_25_hours",
    {"event_date": "20251102", WHEN: 1762145999000000},
    {"event_date": date(2025, 11, 2)},
)
EVENTS.reads(
    "an_event_just_after_the_hour_that_a_day_of_23_lacks",
    {"event_date": "20250309", WHEN: 1741503601000000},
    {"event_date": date(2025, 3, 9), "event_timestamp": 1741503601000000},
)
EVENTS.reads("an_event_date_as_a_number", {"event_date": 20260228}, {"event_date": date(2026, 2, 28)})
EVENTS.quarantines(
    "an_event_date_with_a_digit_too_few", {"event_date": "2025111"}, "event_date", "2025111", "not a day"
)
EVENTS.quarantines("an_event_date_with_hyphens", {"event_date": "2026-03-01"}, "event_date", "2026-03-01", "not a day")
EVENTS.quarantines("the_month_zero", {"event_date": "20260001"}, "event_date", "20260001", "not a day")

# Consent.
EVENTS.reads(
    "no_consent_and_no_ids",
    {"user_pseudo_id": None, "event_params": [], "privacy_info.analytics_storage": "No"},
    {"user_pseudo_id": None, "ga_session_id": None, "analytics_storage": "No"},
)
EVENTS.reads("consent_unset_is_not_yes", {"privacy_info.analytics_storage": "Unset"}, {"analytics_storage": "Unset"})
EVENTS.reads("an_empty_pseudo_id_is_none", {"user_pseudo_id": ""}, {"user_pseudo_id": None})
EVENTS.reads("privacy_info_that_is_null", {"privacy_info": None}, {"analytics_storage": None, "ads_storage": None})
EVENTS.quarantines(
    "consent_as_a_boolean", {"privacy_info.ads_storage": True}, "privacy_info.ads_storage", "True", "not a text"
)

# Sessions.
EVENTS.reads(
    "a_session_as_text_of_digits", {"event_params": session(int_value="1772390000")}, {"ga_session_id": 1772390000}
)
EVENTS.reads("parameters_that_are_null", {"event_params": None}, {"ga_session_id": None})
EVENTS.reads(
    "all_four_kinds_of_value_of_which_one_is_set",
    {"event_params": session(string_value=None, int_value=7, float_value=None, double_value=None)},
    {"ga_session_id": 7},
)
EVENTS.quarantines(
    "a_session_in_another_kind_of_value",
    {"event_params": [{"key": "ga_session_id", "value": {"string_value": "1772390000"}}]},
    "event_params",
    "[{'key': 'ga_session_id', 'value': {'string_value': '1772390000'}}]",
    "ga_session_id has no int_value",
)
EVENTS.quarantines(
    "parameters_as_an_object",
    {"event_params": {"ga_session_id": 7}},
    "event_params",
    "{'ga_session_id': '7'}",
    "another shape",
)

# Purchases and clicks.
EVENTS.reads("revenue_keeps_the_digits_of_its_number", {REVENUE: 0.1}, {"purchase_revenue": Decimal("0.1")})
EVENTS.reads("revenue_as_text", {REVENUE: "12.30"}, {"purchase_revenue": Decimal("12.30")})
EVENTS.reads("an_event_that_sold_nothing", {"ecommerce": None}, {"purchase_revenue": None, "transaction_id": None})
EVENTS.reads(
    "a_transaction_id_above_2_to_the_53",
    {"ecommerce.transaction_id": 9007199254740993},
    {"transaction_id": "9007199254740993"},
)
EVENTS.reads("a_direct_visit_has_no_source", {"collected_traffic_source": None}, {"source": None, "gclid": None})
EVENTS.reads(
    "an_auto_tagged_click_has_no_medium",
    {"collected_traffic_source.manual_medium": ABSENT},
    {"medium": None, "gclid": "Cj0KCQ"},
)
EVENTS.quarantines("revenue_that_is_infinite", {REVENUE: float("-inf")}, REVENUE, "-inf", "not a number")
EVENTS.quarantines("revenue_with_its_sign", {REVENUE: "€12.30"}, REVENUE, "€12.30", "not a number")

# Files.
EVENTS.refuses(
    "events_without_parameters_and_privacy",
    PLAIN.replace("privacy_info", "privacy"),
    "no privacy_info.ads_storage",
    "found",
)
EVENTS.file(
    "revenue_in_local_money_beside_dollars",
    PLAIN.replace('"purchase_revenue_in_usd"', '"purchase_revenue": 99, "purchase_revenue_in_usd"'),
    rows=1,
    last={"purchase_revenue": Decimal("12.3")},
)
EVENTS.file(
    "a_python_dictionary_is_no_json",
    PLAIN + PLAIN.replace('"', "'"),
    rows=1,
    wrong=(Wrong(2, None, None, "not a JSON object"),),
)

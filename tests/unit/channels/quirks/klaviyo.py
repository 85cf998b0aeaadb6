"""Klaviyo: one e-mail event a line, moments with offsets, consent that must be said."""

from datetime import UTC, datetime, timedelta, timezone

from tests.unit.channels.conftest import report_of
from tests.unit.channels.quirks.export import ABSENT, Export

EVENTS = Export(
    report_of("klaviyo"),
    {
        "id": "01HX1",
        "metric": "Received Email",
        "datetime": "2026-03-01T15:04:05+00:00",
        "profile_id": "p123",
        "email": "p123@example.com",
        "campaign_id": "c1",
        "campaign_name": "Spring",
        "region": "US-CA",
        "consent": True,
    },
)
EXPORTS = (EVENTS,)

EVENTS.reads("an_id_that_looks_like_an_exponent", {"id": "01E5"}, {"event_id": "01E5"})
EVENTS.reads("a_flow_without_a_campaign", {"campaign_id": None, "campaign_name": None}, {"campaign_id": None})
EVENTS.reads("an_empty_campaign_is_none", {"campaign_id": ""}, {"campaign_id": None})
EVENTS.reads("an_absent_region_is_none", {"region": ABSENT}, {"region": None})
EVENTS.reads("an_address_of_capitals_stays_as_it_came", {"email": "P@Example.COM"}, {"email": "P@Example.COM"})

# Moments.
EVENTS.reads(
    "a_moment_that_ends_in_z",
    {"datetime": "2026-03-01T15:04:05Z"},
    {"occurred_at": datetime(2026, 3, 1, 15, 4, 5, tzinfo=UTC)},
)
EVENTS.reads(
    "a_blank_between_day_and_time",
    {"datetime": "2026-03-01 15:04:05+00:00"},
    {"occurred_at": datetime(2026, 3, 1, 15, 4, 5, tzinfo=UTC)},
)
EVENTS.reads(
    "a_quarter_of_a_second",
    {"datetime": "2026-03-01T15:04:05.25Z"},
    {"occurred_at": datetime(2026, 3, 1, 15, 4, 5, 250_000, tzinfo=UTC)},
)
EVENTS.reads(
    "an_offset_of_a_half_hour",
    {"datetime": "2026-03-01T15:04:05+05:30"},
    {"occurred_at": datetime(2026, 3, 1, 15, 4, 5, tzinfo=timezone(timedelta(hours=5, minutes=30)))},
)
EVENTS.quarantines(
    "a_moment_without_an_offset",
    {"datetime": "2026-03-01T15:04:05"},
    "datetime",
    "2026-03-01T15:04:05",
    "without its offset",
)
EVENTS.quarantines(
    "a_time_zone_by_its_letters",
    {"datetime": "2026-03-01T15:04:05 EST"},
    "datetime",
    "2026-03-01T15:04:05 EST",
    "not a time",
)
EVENTS.quarantines("a_moment_in_seconds_since_1970", {"datetime": 1772377445}, "datetime", "1772377445", "not a time")
EVENTS.quarantines("a_day_without_a_time", {"datetime": "2026-03-01"}, "datetime", "2026-03-01", "without its offset")
EVENTS.quarantines(
    "an_hour_that_no_day_has", {"datetime": "2026-03-01T25:00:00Z"}, "datetime", "2026-03-01T25:00:00Z", "not a time"
)
EVENTS.quarantines(
    "an_event_of_next_year", {"datetime": "2027-03-01T00:00:00Z"}, "datetime", "2027-03-01T00:00:00Z", "in the future"
)
EVENTS.quarantines(
    "an_event_of_1970",
    {"datetime": "1970-01-01T00:00:00Z"},
    "datetime",
    "1970-01-01T00:00:00Z",
    "stands for an empty date",
)

# Consent: what isn't said plainly is no consent, and no refusal either.
EVENTS.reads("consent_as_a_text_of_json", {"consent": "true"}, {"consent": True})
EVENTS.reads("consent_that_is_null", {"consent": None}, {"consent": None})
EVENTS.quarantines("consent_in_capitals", {"consent": "TRUE"}, "consent", "TRUE", "neither true nor false")
EVENTS.quarantines("consent_as_a_one", {"consent": 1}, "consent", "1", "neither true nor false")
EVENTS.quarantines("consent_as_a_status", {"consent": "SUBSCRIBED"}, "consent", "SUBSCRIBED", "neither true nor false")

EVENTS.quarantines("an_event_without_its_id", {"id": ""}, "id", "", "is missing")
EVENTS.quarantines(
    "a_metric_as_an_object",
    {"metric": {"name": "Received Email"}},
    "metric",
    "{'name': 'Received Email'}",
    "not a text",
)
EVENTS.refuses("events_without_consent", EVENTS.text({"consent": ABSENT}), "no consent", "found")
EVENTS.refuses("a_person_table_instead_of_events", '{"id": "p123", "email": "p123@example.com"}\n', "no campaign_id")
EVENTS.refuses(
    "a_csv_under_a_jsons_name_zipped_to_excel", b"PK\x03\x04" + b"x" * 60, "an Excel workbook", "as plain UTF-8"
)

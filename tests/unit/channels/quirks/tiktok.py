"""TikTok: all values are text, nothing is "-", a day is a time without an offset."""

import gzip
from datetime import date
from decimal import Decimal

from tests.unit.channels.conftest import report_of
from tests.unit.channels.quirks.export import ABSENT, Export, Wrong

REPORT = Export(
    report_of("tiktok"),
    {
        "dimensions": {
            "ad_id": "1780000000000000011",
            "stat_time_day": "2026-03-01 00:00:00",
            "province_id": "5332921",
        },
        "metrics": {
            "campaign_id": "1780000000000000001",
            "campaign_name": "Spark",
            "adgroup_id": "1780000000000000005",
            "adgroup_name": "18-34",
            "ad_name": "Dance",
            "spend": "1.20",
            "impressions": "10",
            "clicks": "1",
            "conversion": "2",
            "real_time_conversion": "3",
            "total_purchase_value": "9.90",
            "reach": "9",
        },
    },
)
EXPORTS = (REPORT,)
DAY = "dimensions.stat_time_day"
PLAIN = REPORT.text({})

REPORT.reads("a_dash_is_no_conversion", {"metrics.conversion": "-"}, {"conversion": None})
REPORT.reads("a_dash_is_no_name", {"metrics.ad_name": "-"}, {"ad_name": None})
REPORT.reads("a_text_of_zero_is_zero", {"metrics.conversion": "0"}, {"conversion": Decimal(0)})
REPORT.reads(
    "conversions_by_click_and_by_purchase_stay_apart",
    {"metrics.conversion": "12", "metrics.real_time_conversion": "9"},
    {"conversion": Decimal(12), "real_time_conversion": Decimal(9)},
)
REPORT.reads("reach_that_was_not_asked_for", {"metrics.reach": ABSENT}, {"reach": None})
REPORT.reads(
    "an_ad_id_above_2_to_the_60", {"dimensions.ad_id": "1780000000000000013"}, {"ad_id": "1780000000000000013"}
)
REPORT.reads("a_province_as_a_json_number", {"dimensions.province_id": 5332921}, {"province_id": "5332921"})
REPORT.reads(
    "midnight_without_an_offset_is_the_accounts_day", {DAY: "2026-02-28 00:00:00"}, {"date": date(2026, 2, 28)}
)
REPORT.reads("a_name_with_a_zero_width_joiner", {"metrics.ad_name": "👩\u200d🎤"}, {"ad_name": "👩\u200d🎤"})
REPORT.reads("a_name_written_right_to_left", {"metrics.ad_name": "\u200fعرض"}, {"ad_name": "\u200fعرض"})
REPORT.reads("a_line_separator_of_unicode_in_a_name", {"metrics.ad_name": "a\u2028b"}, {"ad_name": "a\u2028b"})
REPORT.quarantines("an_hourly_time", {DAY: "2026-03-01 13:00:00"}, DAY, "2026-03-01 13:00:00", "not a day")
REPORT.quarantines("a_day_without_its_midnight", {DAY: "2026-03-01"}, DAY, "2026-03-01", "not a day")
REPORT.quarantines(
    "a_midnight_with_an_offset", {DAY: "2026-03-01 00:00:00+08:00"}, DAY, "2026-03-01 00:00:00+08:00", "not a day"
)
REPORT.quarantines("a_dash_for_a_campaign", {"metrics.campaign_id": "-"}, "metrics.campaign_id", "-", "is missing")
REPORT.quarantines(
    "two_dashes_are_not_tiktoks_no_value", {"metrics.spend": "--"}, "metrics.spend", "--", "not a number"
)
REPORT.quarantines("a_dash_after_a_blank", {"metrics.spend": " -"}, "metrics.spend", " -", "not a number")
REPORT.quarantines(
    "spend_with_thousands_commas", {"metrics.spend": "1,031.05"}, "metrics.spend", "1,031.05", "not a number"
)
REPORT.quarantines("spend_with_a_decimal_comma", {"metrics.spend": "16,25"}, "metrics.spend", "16,25", "not a number")
REPORT.quarantines(
    "a_province_that_is_none", {"dimensions.province_id": ABSENT}, "dimensions.province_id", None, "is missing"
)
REPORT.quarantines(
    "an_id_with_a_tab_against_spreadsheets", {"dimensions.ad_id": "178\t"}, "dimensions.ad_id", "178\t", "not an id"
)
REPORT.quarantines("metrics_that_are_null", {"metrics": None}, "metrics.campaign_id", None, "is missing")
REPORT.quarantines("metrics_as_php_writes_an_empty_object", {"metrics": []}, "metrics.campaign_id", None, "is missing")
REPORT.quarantines(
    "metrics_in_a_list", {"metrics": [{"spend": "1"}]}, "metrics.campaign_id", "[{'spend': '1'}]", "another shape"
)
REPORT.quarantines("a_name_that_is_true", {"metrics.ad_name": True}, "metrics.ad_name", "True", "not a text")

REPORT.file("a_bom_before_the_first_object", b"\xef\xbb\xbf" + PLAIN.encode(), rows=1, last={"spend": Decimal("1.20")})
REPORT.file("a_metric_more_than_known", PLAIN.replace('"reach"', '"likes": "4", "reach"'), rows=1, last={"reach": 9})
REPORT.refuses("a_renamed_metric", PLAIN.replace('"spend"', '"cost"'), "no metrics.spend", "metrics.cost")
REPORT.refuses(
    "dimensions_and_metrics_laid_flat", '{"ad_id": "1", "spend": "1.20"}\n', "no dimensions.ad_id", "found ad_id, spend"
)
REPORT.refuses("a_file_cut_within_an_object", PLAIN + PLAIN[:99], "truncated: it ends in the middle of line 2")
REPORT.refuses(
    "a_gzip_whose_checksum_disagrees",
    gzip.compress(PLAIN.encode())[:-8] + b"\xff" * 8,
    "damaged archive",
    file_name="ad_province_days.jsonl.gz",
)
REPORT.file(
    "two_objects_on_one_line",
    f"{PLAIN}{PLAIN.strip()}{PLAIN}",
    rows=1,
    wrong=(Wrong(2, None, None, "not a JSON object"),),
)
REPORT.file(
    "a_comma_after_every_object",
    PLAIN + PLAIN.strip() + ",\n",
    rows=1,
    wrong=(Wrong(2, None, None, "not a JSON object"),),
)
REPORT.refuses("json_in_utf_16", PLAIN.encode("utf-16"), "UTF-16", "as plain UTF-8")
REPORT.refuses(
    "a_report_by_country_id", PLAIN.replace("province_id", "country_code"), "no dimensions.province_id", "country_code"
)
REPORT.refuses(
    "a_report_by_hour_of_tiktok", PLAIN.replace("stat_time_day", "stat_time_hour"), "no dimensions.stat_time_day"
)
REPORT.reads("yen_as_text_without_decimals", {"metrics.spend": "1234"}, {"spend": Decimal(1234)})
REPORT.reads("dinar_as_text_with_three_decimals", {"metrics.spend": "1.234"}, {"spend": Decimal("1.234")})
REPORT.file(
    "genders_are_rows_that_add_up",
    REPORT.text({"dimensions.gender": "MALE"}, {"dimensions.gender": "FEMALE", "metrics.spend": "0.80"}),
    rows=2,
    last={"spend": Decimal("0.80")},
)

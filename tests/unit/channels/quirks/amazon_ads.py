"""Amazon Sponsored Products: one array of objects; numbers as numbers or text, nulls, windows that hold each other."""

import gzip
import json
from datetime import date
from decimal import Decimal

from tests.unit.channels.conftest import report_of
from tests.unit.channels.quirks.export import ABSENT, Export, Wrong

ADS = Export(
    report_of("amazon_ads"),
    {
        "date": "2026-03-01",
        "campaignId": 158410630682987,
        "campaignName": "SP auto",
        "adGroupId": 72320882861500,
        "adId": 250000000000011,
        "campaignBudgetCurrencyCode": "USD",
        "impressions": 2216,
        "clicks": 13,
        "cost": 14.5,
        "purchases1d": 1,
        "purchases7d": 2,
        "purchases14d": 3,
        "purchases30d": 4,
        "sales14d": 89.97,
    },
)
EXPORTS = (ADS,)
PLAIN = ADS.text({})

# Windows: each holds the shorter ones.
ADS.reads(
    "windows_hold_each_other_and_are_never_added_up",
    {"purchases1d": 1, "purchases7d": 2, "purchases14d": 3, "purchases30d": 4},
    {"purchases_1d": 1, "purchases_7d": 2, "purchases_14d": 3, "purchases_30d": 4},
)
ADS.reads("a_window_that_was_not_asked_for", {"purchases30d": ABSENT}, {"purchases_30d": None, "purchases_14d": 3})
ADS.refuses("only_windows_of_seven_days", PLAIN.replace("purchases14d", "p").replace("sales14d", "sales7d"),
            "no purchases14d, sales14d", "purchases7d")  # fmt: skip
ADS.refuses(
    "windows_under_the_names_of_version_2",
    PLAIN.replace("purchases14d", "attributedConversions14d").replace("sales14d", "attributedSales14d"),
    "no purchases14d, sales14d",
    "attributedConversions14d",
)
ADS.refuses("sponsored_display_has_no_windows", PLAIN.replace("14d", ""), "no purchases14d, sales14d", "purchases")
ADS.refuses("a_report_under_capital_names", PLAIN.replace("campaignId", "CampaignId"), "no campaignId")

# Numbers.
ADS.reads("a_cost_as_a_json_number", {"cost": 0.07}, {"cost": Decimal("0.07")})
ADS.reads("a_cost_as_text", {"cost": "0.07"}, {"cost": Decimal("0.07")})
ADS.reads("a_cost_that_is_null", {"cost": None}, {"cost": None})
ADS.reads("a_cost_whose_key_is_absent", {"cost": ABSENT}, {"cost": None})
ADS.reads("clicks_that_are_null", {"clicks": None}, {"clicks": None})
ADS.reads("clicks_written_as_a_fraction", {"clicks": 13.0}, {"clicks": 13})
ADS.reads("a_cost_of_a_tiny_exponent", {"cost": 1e-05}, {"cost": Decimal("0.00001")})
ADS.reads("spend_says_the_cost_again", {"spend": 14.50}, {"cost": Decimal("14.5")})
ADS.reads("spend_that_is_null_beside_a_cost", {"spend": None}, {"cost": Decimal("14.5")})
ADS.reads(
    "yen_of_a_japanese_profile",
    {"cost": 1234, "campaignBudgetCurrencyCode": "JPY"},
    {"cost": Decimal(1234), "currency_code": "JPY"},
)
ADS.quarantines("spend_that_is_not_the_cost", {"spend": 15}, "cost", "14.5", "cost 14.5 and spend 15 differ")
ADS.quarantines("a_cost_in_words", {"cost": "$14.50"}, "cost", "$14.50", "not a number")
ADS.quarantines("an_amazon_cost_with_a_decimal_comma", {"cost": "16,25"}, "cost", "16,25", "not a number")
ADS.quarantines("a_cost_that_is_nan", {"cost": float("nan")}, "cost", "nan", "not a number")
ADS.quarantines("half_a_purchase", {"purchases14d": 2.5}, "purchases14d", "2.5", "not a whole number")
ADS.refuses("spend_alone", PLAIN.replace('"cost"', '"spend"'), "no cost", "spend")

# Ids and days.
ADS.reads("an_amazon_id_above_2_to_the_53", {"adId": 9007199254740993}, {"ad_id": "9007199254740993"})
ADS.reads("an_amazon_id_as_text", {"adId": "9007199254740993"}, {"ad_id": "9007199254740993"})
ADS.quarantines("an_amazon_id_rounded_by_a_float", {"adId": 2.5e14}, "adId", "250000000000000.0", "not an id")
ADS.quarantines("an_ad_that_is_null", {"adId": None}, "adId", None, "is missing")
ADS.quarantines("a_row_without_its_currency", {"campaignBudgetCurrencyCode": None}, "campaignBudgetCurrencyCode", None,
                "is missing")  # fmt: skip
ADS.reads("a_name_that_an_export_would_tell", {"campaignName": ABSENT}, {"campaign_name": None})
ADS.reads("a_day_of_the_profile", {"date": "2026-02-28"}, {"date": date(2026, 2, 28)})
ADS.quarantines("a_day_of_version_2", {"date": "20260301"}, "date", "20260301", "not a day")
ADS.quarantines("a_day_in_milliseconds", {"date": 1772323200000}, "date", "1772323200000", "not a day")
ADS.refuses(
    "a_summary_over_several_days",
    PLAIN.replace('"date": "2026-03-01"', '"startDate": "2026-02-01", "endDate": "2026-03-01"'),
    "no date",
    "startDate",
)

# The array.
ADS.file("an_array_over_many_lines", json.dumps([ADS.ordinary] * 2, indent=2), rows=2, last={"line": 2})
ADS.file("an_array_with_a_bom", "\ufeff" + PLAIN, rows=1, last={"cost": Decimal("14.5")})
ADS.file("blanks_around_an_array", f"\r\n {PLAIN}\r\n\r\n", rows=1, last={"cost": Decimal("14.5")})
ADS.file(
    "brackets_and_quotes_within_a_name",
    ADS.text({"campaignName": '[x], {"y": "]"} \\'}),
    rows=1,
    last={"campaign_name": '[x], {"y": "]"} \\'},
)
ADS.file("no_ads_at_all", "[]", rows=0)
ADS.file(
    "a_number_among_the_objects", PLAIN.replace("]", ", 7]"), rows=1, wrong=(Wrong(2, None, None, "not a JSON object"),)
)
ADS.file(
    "a_cost_twice_in_an_object",
    PLAIN.replace("]", ", " + PLAIN.strip("[]").replace('"cost"', '"cost": 1, "cost"') + "]"),
    rows=1,
    wrong=(Wrong(2, None, None, "has the key cost twice"),),
)
ADS.file(
    "an_array_in_a_gzip",
    gzip.compress(ADS.text({}, {})[:-1].encode() + b"]"),
    rows=2,
    last={"line": 2},
    file_name="sp_ad_days.json.gz",
)
ADS.refuses("an_array_that_was_cut_off", ADS.text({}, {})[:-9], "truncated, or object 2 is no JSON")
ADS.refuses("an_array_cut_between_objects", PLAIN[:-1] + ",", "truncated: the array has no end")
ADS.refuses("an_array_without_its_bracket", PLAIN[:-1], "truncated: the array has no end")
ADS.refuses("two_arrays_in_one_file", PLAIN + PLAIN, "two reports in one file")
ADS.refuses("an_object_without_quotes", "[{cost: 1}]", "object 1 is no JSON")
ADS.refuses("an_error_of_the_api_instead_of_an_array", '{"code": "401", "details": "Not allowed"}\n', "no adGroupId",
            "found code, details")  # fmt: skip
ADS.file(
    "one_object_a_line_is_no_array", f"{json.dumps(ADS.ordinary)}\n" * 2, rows=0,
    wrong=(Wrong(1, None, None, "not a JSON object"),),
)  # fmt: skip

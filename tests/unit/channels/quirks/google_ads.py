"""Google Ads: micros beside units, fractional conversions, " --" for nothing, and exports by hand in UTF-16."""

from datetime import date
from decimal import Decimal

from tests.unit.channels.conftest import report_of
from tests.unit.channels.quirks.export import Export, Wrong

ADS = Export(
    report_of("google_ads"),
    {
        "customer.id": "1234567890",
        "customer.currency_code": "USD",
        "customer.time_zone": "America/New_York",
        "campaign.id": "11223344556",
        "campaign.name": "Brand",
        "ad_group.id": "22334455667",
        "ad_group.name": "Core",
        "ad_group_ad.ad.id": "99887766554433",
        "segments.date": "2026-03-01",
        "segments.geo_target_region": "geoTargetConstants/21137",
        "metrics.cost_micros": "12345678",
        "metrics.impressions": "1200",
        "metrics.clicks": "34",
        "metrics.conversions": "2.5",
        "metrics.conversions_value": "187.50",
        "metrics.view_through_conversions": "1",
    },
)
EXPORTS = (ADS,)
COST, CLICKS, VALUE = "metrics.cost_micros", "metrics.clicks", "metrics.conversions_value"

# Money: micros for cost, units for the value of conversions.
ADS.reads(
    "cost_in_micros_and_value_in_units",
    {COST: "12345678", VALUE: "187.50"},
    {"cost_micros": 12345678, "conversions_value": Decimal("187.50")},
)
ADS.reads(
    "yen_come_in_micros_too",
    {COST: "1234000000", "customer.currency_code": "JPY"},
    {"cost_micros": 1234000000, "currency_code": "JPY"},
)
ADS.quarantines("cost_in_units_instead_of_micros", {COST: "12.35"}, COST, "12.35", "not a whole number")
ADS.reads("a_credit_for_invalid_clicks_is_negative", {COST: "-250000", CLICKS: "0"}, {"cost_micros": -250000})
ADS.quarantines("an_accountants_credit_in_brackets", {COST: "(250000)"}, COST, "(250000)", "not a whole number")
ADS.quarantines("a_typographers_minus", {COST: "\u2212250000"}, COST, "\u2212250000", "not a whole number")
ADS.quarantines("cost_with_its_currency_sign", {COST: "$12"}, COST, "$12", "not a whole number")
ADS.quarantines("cost_that_a_spreadsheet_rounded", {COST: "1.23457E+11"}, COST, "1.23457E+11", "exponent hides")
ADS.quarantines("cost_beyond_64_bits", {COST: "9223372036854775808"}, COST, "9223372036854775808", "too large")
ADS.reads("the_largest_cost_of_64_bits", {COST: "9223372036854775807"}, {"cost_micros": 9223372036854775807})

# Numbers.
ADS.reads("a_third_of_a_conversion", {"metrics.conversions": "0.333333"}, {"conversions": Decimal("0.333333")})
ADS.reads(
    "a_tiny_conversion_as_a_float_is_written", {"metrics.conversions": "1e-05"}, {"conversions": Decimal("0.00001")}
)
ADS.reads("a_java_double_with_all_its_digits", {VALUE: "1.23456789E7"}, {"conversions_value": Decimal("12345678.9")})
ADS.quarantines("a_count_with_thousands_commas", {CLICKS: "1,234"}, CLICKS, "1,234", "not a whole number")
ADS.quarantines("a_german_thousand_is_no_one", {CLICKS: "1.000"}, CLICKS, "1.000", "groups its thousands")
ADS.quarantines("a_bound_instead_of_a_count", {CLICKS: "<10"}, CLICKS, "<10", "not a whole number")
ADS.quarantines("a_share_below_ten_percent", {VALUE: "< 10%"}, VALUE, "< 10%", "not a number")
ADS.quarantines("arabic_digits_in_a_count", {CLICKS: "٣٤"}, CLICKS, "٣٤", "not a whole number")
ADS.quarantines("a_programmers_underscore", {CLICKS: "1_234"}, CLICKS, "1_234", "not a whole number")

# Nothing.
ADS.reads("two_dashes_are_no_value", {VALUE: "--"}, {"conversions_value": None})
ADS.reads("two_dashes_after_a_blank_are_no_value", {VALUE: " --"}, {"conversions_value": None})
ADS.quarantines("one_dash_is_not_googles_no_value", {VALUE: "-"}, VALUE, "-", "not a number")
ADS.quarantines("an_ad_without_its_id", {"ad_group_ad.ad.id": "--"}, "ad_group_ad.ad.id", "--", "is missing")

# Ids.
ADS.reads("an_ad_group_id_above_2_to_the_53", {"ad_group.id": "9007199254740993"}, {"ad_group_id": "9007199254740993"})
ADS.quarantines(
    "a_campaign_id_that_a_spreadsheet_rounded", {"campaign.id": "1.12E+10"}, "campaign.id", "1.12E+10", "not an id"
)
ADS.quarantines(
    "a_campaign_id_that_was_a_float", {"campaign.id": "11223344556.0"}, "campaign.id", "11223344556.0", "not an id"
)
ADS.quarantines(
    "a_customer_id_as_people_write_it", {"customer.id": "123-456-7890"}, "customer.id", "123-456-7890", "not an id"
)
ADS.quarantines(
    "a_total_row_under_the_data", {"customer.id": "Total: Account"}, "customer.id", "Total: Account", "not an id"
)

# Days: 8 March 2026 has 23 hours in New York; a daily row has no hour, so nothing can go wrong but its form.
ADS.reads("a_day_of_23_hours_is_one_day", {"segments.date": "2025-03-09"}, {"date": date(2025, 3, 9)})
ADS.reads("a_day_of_25_hours_is_one_day", {"segments.date": "2025-11-02"}, {"date": date(2025, 11, 2)})
ADS.quarantines(
    "a_day_that_month_does_not_have", {"segments.date": "2026-02-29"}, "segments.date", "2026-02-29", "not a day"
)
ADS.quarantines("a_day_in_another_order", {"segments.date": "03/01/2026"}, "segments.date", "03/01/2026", "not a day")
ADS.quarantines("tomorrow", {"segments.date": "2026-03-03"}, "segments.date", "2026-03-03", "in the future")

# Names.
ADS.reads("an_ad_group_name_over_two_lines", {"ad_group.name": "one\ntwo"}, {"ad_group_name": "one\ntwo"})
ADS.reads(
    "a_campaign_name_with_quotes_and_a_comma",
    {"campaign.name": 'The "best", ever'},
    {"campaign_name": 'The "best", ever'},
)

# Files.
HEADER, ROW = ADS.text({}).splitlines()
UI = "Ad geo performance\nMarch 1, 2026 - March 1, 2026\n"
ADS.refuses(
    "a_report_by_hand_in_utf_16_with_tabs", ADS.text({}).replace(",", "\t").encode("utf-16"), "UTF-16", "as plain UTF-8"
)
ADS.refuses("utf_16_without_its_mark", ADS.text({}).encode("utf-16-le"), "UTF-16", "as plain UTF-8")
ADS.refuses("the_banner_of_a_report_by_hand", UI + ADS.text({}), "no customer.id", "found Ad geo performance")
ADS.refuses(
    "columns_in_camel_case",
    ADS.text({}).replace("cost_micros", "costMicros"),
    "no metrics.cost_micros",
    "metrics.costMicros",
)
ADS.refuses("a_cost_column_twice", f"{HEADER},{COST}\n{ROW},99\n", f"columns {COST} are there twice")
ADS.file(
    "a_closing_row_of_totals",
    f"{ADS.text({})}Total,,,,,,,,,,12345678,1200,34,2.5,187.50,1\n",
    rows=1,
    wrong=(Wrong(3, "customer.id", "Total", "not an id"),),
)
PLAIN_HEADER, PLAIN_ROW = ADS.text({}).splitlines()
ADS.refuses(
    "conversions_cut_by_action_repeat_the_cost",
    f"{PLAIN_HEADER},segments.conversion_action_name\n{PLAIN_ROW},Purchase\n{PLAIN_ROW},Sign-up\n",
    "segments.conversion_action_name would repeat each row's money",
    "deliver ad_geo_days without it",
)
ADS.refuses(
    "conversions_cut_by_their_lag_repeat_the_cost",
    f"{PLAIN_HEADER},segments.conversion_lag_bucket\n{PLAIN_ROW},LESS_THAN_ONE_DAY\n",
    "segments.conversion_lag_bucket would repeat",
)
ADS.file(
    "devices_are_rows_that_add_up",
    f"{PLAIN_HEADER},segments.device\n{PLAIN_ROW},MOBILE\n{PLAIN_ROW},DESKTOP\n",
    rows=2,
    last={"cost_micros": 12345678},
)
ADS.file(
    "hours_of_a_day_of_25_are_rows_that_add_up",
    f"{PLAIN_HEADER},segments.hour\n" + "".join(f"{PLAIN_ROW},{hour}\n" for hour in [0, 1, 1, 2]),
    rows=4,
    last={"cost_micros": 12345678, "date": date(2026, 3, 1)},
)
ADS.reads(
    "one_ad_in_another_ad_group_is_another_row",
    {"ad_group.id": "22334455668"},
    {"ad_group_id": "22334455668", "ad_id": "99887766554433"},
)
ADS.reads(
    "dinar_come_in_micros_too", {COST: "1234567000", "customer.currency_code": "KWD"}, {"cost_micros": 1234567000}
)
ADS.refuses(
    "a_file_by_metro_instead_of_region",
    ADS.text({}).replace("geo_target_region", "geo_target_metro"),
    "no segments.geo_target_region",
    "segments.geo_target_metro",
)

"""The Trade Desk: ids of letters and digits, three currencies, numbers as the report's schedule writes them."""

import gzip
from datetime import date
from decimal import Decimal

from tests.unit.channels.conftest import report_of
from tests.unit.channels.quirks.export import Changes, Export

ORDINARY: Changes = {
    "Date": "2026-03-01",
    "Partner ID": "p4rtn3r",
    "Advertiser ID": "ct80x5v",
    "Advertiser": "Shop",
    "Advertiser Currency Code": "USD",
    "Campaign ID": "c4mp01x",
    "Campaign": "CTV spring",
    "Ad Group ID": "9gr0up1",
    "Ad Group": "Living room",
    "Creative ID": "cr34t1v",
    "Country": "United States",
    "Region": "California",
    "Impressions": "1540",
    "Clicks": "2",
    "Advertiser Cost (Adv Currency)": "16.25",
    "Advertiser Cost (Partner Currency)": "15.01",
    "Advertiser Cost (USD)": "16.25",
    "01 - Click Conversion": "1",
    "01 - View Through Conversion": "2",
    "01 - Total Click + View Conversions": "3",
    "02 - Total Click + View Conversions": "40",
    "01 - Click Conversion Revenue": "80.5",
    "01 - View Through Conversion Revenue": "19.5",
}
COST = "Advertiser Cost (Adv Currency)"
CONVERSIONS = "01 - Total Click + View Conversions"

US = Export(report_of("trade_desk"), ORDINARY)
# The same report with the number format "International".
INTERNATIONAL = Export(
    report_of("trade_desk", decimal_mark=","),
    ORDINARY | {
        COST: "16,25",
        "Advertiser Cost (Partner Currency)": "15,01",
        "Advertiser Cost (USD)": "16,25",
        "01 - Click Conversion Revenue": "80,5",
        "01 - View Through Conversion Revenue": "19,5",
    },
)  # fmt: skip
EXPORTS = (US, INTERNATIONAL)
PLAIN = US.text({})

# Money.
US.reads("a_cost_with_ten_decimals", {COST: "16.2512345678"}, {"advertiser_cost": Decimal("16.2512345678")})
US.reads("a_cost_in_an_exponent", {COST: "1.5E-05"}, {"advertiser_cost": Decimal("0.000015")})
US.reads(
    "partners_and_dollars_are_not_the_advertisers",
    {"Advertiser Currency Code": "AUD", COST: "24.1", "Advertiser Cost (USD)": "16.25"},
    {"advertiser_cost": Decimal("24.1"), "advertiser_currency_code": "AUD"},
)
US.reads("trade_desk_yen", {COST: "1234", "Advertiser Currency Code": "JPY"}, {"advertiser_cost": Decimal(1234)})
US.reads(
    "trade_desk_dinar", {COST: "1234.567", "Advertiser Currency Code": "KWD"}, {"advertiser_cost": Decimal("1234.567")}
)
US.quarantines("a_german_cost_in_an_american_report", {COST: "16,25"}, COST, "16,25", "not a number")
US.quarantines("a_german_cost_that_looks_like_thousands", {COST: "16,255"}, COST, "16,255", "not a number")
US.quarantines("a_german_cost_with_thousands", {COST: "1.234,56"}, COST, "1.234,56", "not a number")
US.quarantines("trade_desk_thousands", {COST: "1,234.56"}, COST, "1,234.56", "not a number")
US.quarantines("a_cost_of_na", {COST: "N/A"}, COST, "N/A", "not a number")
US.refuses("only_costs_in_dollars", PLAIN.replace(f"{COST},", ""), f"no {COST}", "Advertiser Cost (USD)")
US.refuses("only_media_cost_of_the_trade_desk", PLAIN.replace(COST, "Media Cost (Adv Currency)"), f"no {COST}")
US.refuses("costs_under_the_long_name", PLAIN.replace(COST, "Advertiser Cost (Advertiser Currency)"), f"no {COST}")
INTERNATIONAL.reads("sixteen_comma_two_five", {COST: "16,25"}, {"advertiser_cost": Decimal("16.25")})
INTERNATIONAL.reads("three_decimals_behind_a_comma", {COST: "16,255"}, {"advertiser_cost": Decimal("16.255")})
INTERNATIONAL.reads("a_whole_cost_has_no_mark", {COST: "16"}, {"advertiser_cost": Decimal(16)})
INTERNATIONAL.quarantines("an_american_cost_in_a_german_report", {COST: "16.25"}, COST, "16.25", "not a number")
INTERNATIONAL.quarantines(
    "an_american_cost_that_looks_like_thousands", {COST: "16.255"}, COST, "16.255", "not a number"
)
INTERNATIONAL.quarantines(
    "german_thousands_of_impressions", {"Impressions": "1.540"}, "Impressions", "1.540", "not a whole number"
)
INTERNATIONAL.quarantines(
    "impressions_behind_a_comma", {"Impressions": "1,540"}, "Impressions", "1,540", "groups its thousands"
)

# Conversions, by tracker.
US.reads("trackers_are_never_added_up", {CONVERSIONS: "3", "02 - Total Click + View Conversions": "40"},
         {"conversions_01": Decimal(3)})  # fmt: skip
US.reads("no_conversions_are_an_empty_cell", {CONVERSIONS: ""}, {"conversions_01": None})
US.file(
    "a_template_without_revenue",
    PLAIN.replace("01 - Click Conversion Revenue", "x").replace("01 - View Through Conversion Revenue", "y"),
    rows=1,
    last={"click_revenue_01": None, "conversions_01": Decimal(3)},
)
US.refuses(
    "a_tracker_that_was_renamed",
    PLAIN.replace("01 - Total", "Purchase - Total"),
    f"no {CONVERSIONS}",
    "Purchase - Total",
)

# Ids, places and days.
US.reads("an_id_that_looks_like_a_number", {"Creative ID": "7e12345"}, {"creative_id": "7e12345"})
US.reads("an_id_of_zeros_first", {"Ad Group ID": "0012345"}, {"ad_group_id": "0012345"})
US.quarantines(
    "an_id_that_a_spreadsheet_took_for_a_number", {"Creative ID": "7E+45"}, "Creative ID", "7E+45", "not an id of small"
)
US.quarantines("an_id_with_a_blank", {"Creative ID": "cr34t1v "}, "Creative ID", "cr34t1v ", "not an id of small")
US.quarantines("a_trade_desk_row_without_its_ad_group", {"Ad Group ID": ""}, "Ad Group ID", "", "is missing")
US.reads("a_region_nobody_knows", {"Region": "Unknown"}, {"region": "Unknown"})
US.quarantines("a_row_of_no_region", {"Region": ""}, "Region", "", "is missing")
US.refuses("a_template_by_metro", PLAIN.replace("Region", "Metro"), "no Region", "Metro")
US.reads("a_sortable_day", {"Date": "2026-02-08"}, {"date": date(2026, 2, 8)})
US.quarantines("an_international_day", {"Date": "08/02/2026"}, "Date", "08/02/2026", "not a day")
US.quarantines("a_day_of_the_trade_desk_with_a_time", {"Date": "2026-03-01T00:00:00"}, "Date", "2026-03-01T00:00:00",
               "not a day")  # fmt: skip
US.refuses("a_template_by_hour_of_week", PLAIN.replace("Date,", "Hour Of Week (UTC),", 1), "no Date")

# Files.
US.refuses("no_header_at_all", PLAIN.splitlines()[1] + "\n", "no Date", "found 2026-03-01")
US.refuses("an_excel_workbook", b"PK\x03\x04" + b"\0" * 99, "a zip archive or an Excel workbook")
US.file(
    "a_gzip_with_one_trade_desk_report",
    gzip.compress(PLAIN.encode()),
    rows=1,
    last={"advertiser_cost": Decimal("16.25")},
    file_name="creative_region_days.csv.gz",
)

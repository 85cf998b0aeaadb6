"""Display & Video 360: an offline report with totals, a blank line and the request below the rows; three currencies."""

from datetime import date
from decimal import Decimal

from tests.unit.channels.conftest import report_of
from tests.unit.channels.quirks.export import Export, Wrong

REPORT = Export(
    report_of("dv360"),
    {
        "Date": "2026/03/01",
        "Partner ID": "995544",
        "Advertiser": "Shop",
        "Advertiser ID": "1161431",
        "Partner Currency": "EUR",
        "Advertiser Currency": "USD",
        "Insertion Order": "Spring",
        "Insertion Order ID": "2427940",
        "Line Item": "Prospecting",
        "Line Item ID": "3100001",
        "Creative ID": "501",
        "Country": "United States",
        "Region": "California",
        "Region ID": "21137",
        "Impressions": "1540",
        "Clicks": "2",
        "Revenue (Adv Currency)": "18.48",
        "Revenue (Partner Currency)": "17.02",
        "Revenue (USD)": "18.48",
        "Media Cost (Advertiser Currency)": "7.476659",
        "Total Conversions": "3",
        "Post-Click Conversions": "1",
        "Post-View Conversions": "2",
        "CM360 Post-Click Revenue": "120.5",
        "CM360 Post-View Revenue": "60",
    },
)
EXPORTS = (REPORT,)
SPEND = "Revenue (Adv Currency)"
PLAIN = REPORT.text({})
HEADER, ROW = PLAIN.splitlines()
WIDTH = len(HEADER.split(","))
TOTALS = "," * 14 + "3080,4,36.96,34.04,36.96,14.953318,6,2,4,241,120\n"
REQUEST = (
    "\nReport Time:,2026/03/02 03:14 GMT\nDate Range:,2026/03/01 to 2026/03/01\nGroup By:,Date\n"
    'MRC Accredited Metrics,"Clicks(Desktop, Mobile)",Some are accredited\n"Numbers may move, for up to seven days."\n'
    "Filter by Partner ID:,995544\n"
)

# Money, in three currencies and two meanings.
REPORT.reads(
    "revenue_is_not_media_cost",
    {SPEND: "18.48", "Media Cost (Advertiser Currency)": "7.476659"},
    {"revenue": Decimal("18.48"), "media_cost": Decimal("7.476659")},
)
REPORT.reads(
    "partner_and_dollar_amounts_are_not_the_advertisers",
    {"Advertiser Currency": "CAD", SPEND: "18.48", "Revenue (Partner Currency)": "12.5", "Revenue (USD)": "14.29"},
    {"revenue": Decimal("18.48"), "advertiser_currency": "CAD"},
)
REPORT.reads("dv360_yen_without_decimals", {SPEND: "1234", "Advertiser Currency": "JPY"}, {"revenue": Decimal(1234)})
REPORT.reads("revenue_with_six_decimals", {SPEND: "0.000001"}, {"revenue": Decimal("0.000001")})
REPORT.reads("a_refund_is_negative_revenue", {SPEND: "-2.50"}, {"revenue": Decimal("-2.50")})
REPORT.reads("an_empty_revenue", {SPEND: ""}, {"revenue": None})
REPORT.quarantines("dv360_spend_with_a_decimal_comma", {SPEND: "16,25"}, SPEND, "16,25", "not a number")
REPORT.quarantines("dv360_spend_with_thousands_commas", {SPEND: "1,848.00"}, SPEND, "1,848.00", "not a number")
REPORT.quarantines("a_dash_is_not_dv360s_no_value", {SPEND: "-"}, SPEND, "-", "not a number")
REPORT.quarantines("spend_behind_a_dollar_sign", {SPEND: "$18.48"}, SPEND, "$18.48", "not a number")
REPORT.refuses(
    "only_the_partners_amounts",
    PLAIN.replace(f"{SPEND},", ""),
    f"no {SPEND}",
    "found Date",
    "Revenue (Partner Currency)",
)
REPORT.refuses("only_media_cost", PLAIN.replace(SPEND, "Media Cost (Adv Currency)"), f"no {SPEND}")
REPORT.refuses(
    "the_same_revenue_column_twice",
    PLAIN.replace("Revenue (USD)", SPEND),
    f"columns {SPEND} are there twice",
)

# Counts and conversions.
REPORT.reads("counts_with_two_decimals", {"Impressions": "28.00"}, {"impressions": 28})
REPORT.reads(
    "total_conversions_hold_both_parts",
    {"Total Conversions": "3", "Post-Click Conversions": "1", "Post-View Conversions": "2"},
    {"total_conversions": Decimal(3)},
)
REPORT.reads("fractional_conversions", {"Total Conversions": "0.333333"}, {"total_conversions": Decimal("0.333333")})
REPORT.refuses(
    "floodlight_revenue_under_its_old_name",
    PLAIN.replace("CM360 Post-Click", "DCM Post-Click"),
    "no CM360 Post-Click Revenue",
    "DCM Post-Click Revenue",
)
REPORT.quarantines(
    "billable_impressions_and_a_half", {"Impressions": "28.50"}, "Impressions", "28.50", "not a whole number"
)

# Ids and places.
REPORT.reads(
    "a_line_item_id_above_2_to_the_53", {"Line Item ID": "9007199254740993"}, {"line_item_id": "9007199254740993"}
)
REPORT.reads("a_youtube_line_has_no_creative", {"Creative ID": "Unknown"}, {"creative_id": "Unknown"})
REPORT.reads("spend_in_an_unknown_region_is_spend", {"Region ID": "Unknown"}, {"region_id": "Unknown"})
REPORT.quarantines("a_region_by_name", {"Region ID": "California"}, "Region ID", "California", "not an id")
REPORT.quarantines("an_unknown_advertiser", {"Advertiser ID": "Unknown"}, "Advertiser ID", "Unknown", "not an id")
REPORT.quarantines(
    "a_line_item_id_out_of_a_spreadsheet", {"Line Item ID": "9.0072E+15"}, "Line Item ID", "9.0072E+15", "not an id"
)
REPORT.quarantines("a_row_without_its_region", {"Region ID": ""}, "Region ID", "", "is missing")

# Days.
REPORT.reads("a_day_with_slashes", {"Date": "2026/02/08"}, {"date": date(2026, 2, 8)})
REPORT.quarantines("a_day_with_hyphens", {"Date": "2026-03-01"}, "Date", "2026-03-01", "not a day")
REPORT.quarantines("a_day_out_of_a_spreadsheet", {"Date": "3/1/26"}, "Date", "3/1/26", "not a day")
REPORT.quarantines("a_month_of_dv360", {"Date": "2026/03"}, "Date", "2026/03", "not a day")
REPORT.refuses("a_report_by_month", PLAIN.replace("Date,", "Month,", 1), "no Date", "found Month")
REPORT.file(
    "a_report_by_hour_is_rows_that_add_up",
    f"Hour,{HEADER}\n0,{ROW}\n1,{ROW}\n",
    rows=2,
    last={"revenue": Decimal("18.48")},
)

# What stands below the rows.
REPORT.file("totals_are_no_row", f"{PLAIN}{ROW}\n{TOTALS}", rows=2, last={"revenue": Decimal("18.48"), "line": 3})
REPORT.file("totals_and_the_request_are_no_rows", f"{PLAIN}{ROW}\n{TOTALS}{REQUEST}", rows=2, last={"line": 3})
REPORT.file("a_request_without_totals", PLAIN + REQUEST, rows=1, last={"line": 2})
REPORT.file("a_request_whose_last_line_lacks_its_end", (PLAIN + TOTALS + REQUEST).rstrip(), rows=1, last={"line": 2})
REPORT.file("a_bom_and_windows_line_ends_around_a_request", "\ufeff" + (PLAIN + TOTALS + REQUEST).replace("\n", "\r\n"),
            rows=1, last={"impressions": 1540})  # fmt: skip
REPORT.file(
    "a_request_padded_by_a_spreadsheet",
    PLAIN + TOTALS + "".join(f"{line}{',' * (WIDTH - 1 - line.count(','))}\n" for line in REQUEST.splitlines()[1:4]),
    rows=1,
    last={"line": 2},
)
REPORT.file("a_line_of_commas_from_a_spreadsheet", f"{PLAIN}{',' * (WIDTH - 1)}\n", rows=1, last={"line": 2})
REPORT.refuses("two_reports_joined", (PLAIN + TOTALS + REQUEST) * 2, "two reports in one file: line 11", "deliver each")
REPORT.refuses("a_row_after_the_totals", PLAIN + TOTALS + ROW + "\n", "two reports in one file: line 4")
REPORT.refuses("a_file_cut_within_a_dv360_row", PLAIN + ROW[:40], "truncated: it ends in the middle of line 3")
REPORT.refuses(
    "a_request_with_no_rows", HEADER[:0] + "No data returned by the reporting service.\n", "no Date", "found No data"
)
REPORT.file(
    "a_row_with_a_cell_too_few_before_the_totals",
    f"{PLAIN}{ROW.rpartition(',')[0]}\n{TOTALS}{REQUEST}",
    rows=1,
    wrong=(Wrong(3, None, None, f"has {WIDTH - 1} cells, the header {WIDTH}"),),
)

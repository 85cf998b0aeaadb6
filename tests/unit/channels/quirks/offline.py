"""Offline tables: whatever an agency's spreadsheet makes of a schedule, in American and in German writing."""

from datetime import date
from decimal import Decimal

from config.channels import ChannelSettings
from plugins.channels import offline
from tests.unit.channels.conftest import report_of
from tests.unit.channels.quirks.export import Export, Wrong

SPOTS = Export(
    report_of("tv"),
    {
        "Air Date": "03/01/2026",
        "Market": "California",
        "Campaign": "Brand Spring",
        "Spot": "30s prime",
        "Net Cost": "1,234.50",
        "GRPs": "12.5",
        "Impressions (000)": "431",
    },
)
GERMAN = ChannelSettings.model_validate(
    {
        "dialect": "offline",
        "kind": "paid",
        "time_zone": "Europe/Berlin",
        "currency": "EUR",
        "table": {
            "report": "plakate",
            "separator": "\t",
            "date_format": "%d.%m.%Y",
            "decimal_mark": ",",
            "thousands_mark": ".",
            "columns": {
                "date": "Tag",
                "geo": "Land",
                "campaign": "Kampagne",
                "cost": "Kosten",
                "impressions": "Kontakte",
            },
            "geos": {"NRW": "Nordrhein-Westfalen"},
        },
    }
)
POSTERS = Export(
    offline.reports("ooh", GERMAN)[0],
    {"Tag": "01.03.2026", "Land": "NRW", "Kampagne": "Frühling", "Kosten": "1.234,56", "Kontakte": "12.000"},
)
EXPORTS = (SPOTS, POSTERS)
PLAIN = SPOTS.text({})
HEADER, ROW = PLAIN.splitlines()
DAY, COST, TIMES = "Air Date", "Net Cost", "Impressions (000)"

# American writing.
SPOTS.reads("a_column_that_counts_thousands", {TIMES: "1,020"}, {"impressions": 1_020_000})
SPOTS.reads("half_a_thousand_impressions", {TIMES: "0.5"}, {"impressions": 500})
SPOTS.reads("a_month_without_its_zero", {DAY: "3/1/2026"}, {"date": date(2026, 3, 1)})
SPOTS.reads("the_settings_say_that_the_month_comes_first", {DAY: "02/03/2026"}, {"date": date(2026, 2, 3)})
SPOTS.reads("a_make_good_is_a_negative_cost", {COST: "-980.05"}, {"cost": Decimal("-980.05")})
SPOTS.reads("no_break_spaces_around_a_cost", {COST: "\xa0980.05\xa0"}, {"cost": Decimal("980.05")})
SPOTS.reads("a_dash_for_no_rating_points", {"GRPs": "-"}, {"grps": None})
SPOTS.reads("a_market_under_its_own_name", {"Market": "SoCal"}, {"geo_name": "SoCal"})
SPOTS.reads("a_spot_with_a_semicolon", {"Spot": "30s; prime"}, {"placement": "30s; prime"})
SPOTS.quarantines("the_day_comes_first", {DAY: "28/02/2026"}, DAY, "28/02/2026", "not a day of the form %m/%d/%Y")
SPOTS.quarantines("a_year_of_two_digits", {DAY: "03/01/26"}, DAY, "03/01/26", "not a day")
SPOTS.quarantines("a_day_with_its_weekday", {DAY: "Sun 03/01/2026"}, DAY, "Sun 03/01/2026", "not a day")
SPOTS.quarantines("a_booked_spot_of_next_month", {DAY: "04/01/2026"}, DAY, "04/01/2026", "in the future")
SPOTS.quarantines("a_cost_with_a_dollar_sign", {COST: "$1,234.50"}, COST, "$1,234.50", "not a number")
SPOTS.quarantines("a_cost_in_thousands_by_letter", {COST: "12k"}, COST, "12k", "not a number")
SPOTS.quarantines("a_cost_not_yet_known", {COST: "tbd"}, COST, "tbd", "not a number")
SPOTS.quarantines("a_spreadsheets_error", {COST: "#REF!"}, COST, "#REF!", "not a number")
SPOTS.quarantines("a_cost_that_is_a_dash", {COST: "-"}, COST, "-", "is missing")
SPOTS.quarantines("a_minus_behind_the_cost", {COST: "980.05-"}, COST, "980.05-", "not a number")
SPOTS.quarantines("ratings_with_a_decimal_comma", {"GRPs": "12,5"}, "GRPs", "12,5", "not a number")
SPOTS.quarantines("a_third_of_an_impression", {TIMES: "0.0333"}, TIMES, "0.0333", "not a whole number")
SPOTS.quarantines("a_market_left_empty_under_the_first", {"Market": ""}, "Market", "", "is missing")

# German writing.
POSTERS.reads("points_group_and_a_comma_divides", {"Kosten": "12.345,60"}, {"cost": Decimal("12345.60")})
POSTERS.reads("a_comma_alone_divides", {"Kosten": "16,25"}, {"cost": Decimal("16.25")})
POSTERS.reads("a_point_before_three_digits_groups", {"Kontakte": "12.000"}, {"impressions": 12000})
POSTERS.reads("the_day_first_with_points", {"Tag": "28.02.2026"}, {"date": date(2026, 2, 28)})
POSTERS.reads("a_place_by_its_short_name", {"Land": "NRW"}, {"geo_name": "Nordrhein-Westfalen"})
POSTERS.quarantines(
    "an_american_amount_in_a_german_table", {"Kosten": "1,234.56"}, "Kosten", "1,234.56", "not a number"
)
POSTERS.quarantines("a_point_that_divides", {"Kosten": "16.25"}, "Kosten", "16.25", "not a number")
POSTERS.quarantines(
    "a_comma_before_three_digits_of_a_count", {"Kontakte": "12,000"}, "Kontakte", "12,000", "groups its thousands"
)
POSTERS.quarantines("a_cost_with_the_euro_sign", {"Kosten": "16,25 €"}, "Kosten", "16,25 €", "not a number")
POSTERS.refuses("semicolons_where_tabs_were_agreed", POSTERS.text({}).replace("\t", ";"), "no Tag", "found Tag;Land")

# Files.
TOTAL = "Total;;;;1,234.50;12.5;431\n"
SPOTS.file("a_total_below_the_schedule", PLAIN + TOTAL, rows=1, wrong=(Wrong(3, DAY, "Total", "not a day"),))
SPOTS.file(
    "a_remark_below_the_schedule",
    f"{PLAIN}Net of agency fee\n",
    rows=1,
    wrong=(Wrong(3, None, None, "has 1 cells, the header 7"),),
)
SPOTS.file("empty_rows_of_a_spreadsheet", f"{PLAIN};;;;;;\n", rows=1, wrong=(Wrong(3, DAY, "", "is missing"),))
SPOTS.file("the_same_spot_twice_is_two_spots", f"{PLAIN}{ROW}\n", rows=2, last={"line": 3, "cost": Decimal("1234.50")})
SPOTS.refuses("commas_where_semicolons_were_agreed", PLAIN.replace(";", ","), "no Air Date", "found Air Date,Market")
SPOTS.refuses("the_spreadsheets_own_line_about_separators", f"sep=;\n{PLAIN}", "no Air Date", "found sep=")
SPOTS.refuses("a_cost_column_of_another_name", PLAIN.replace("Net Cost", "Gross Cost"), "no Net Cost", "Gross Cost")
SPOTS.refuses("a_headline_in_other_capitals", PLAIN.replace("Net Cost", "NET COST"), "no Net Cost", "NET COST")
SPOTS.refuses("the_workbook_itself", b"PK\x03\x04\x14\x00\x06\x00" + b"x" * 60, "an Excel workbook", "as plain UTF-8")
SPOTS.refuses("unicode_text_as_a_spreadsheet_saves_it", PLAIN.encode("utf-16"), "UTF-16", "as plain UTF-8")
SPOTS.refuses(
    "a_name_that_opens_a_quote_in_the_last_row",
    f'{PLAIN}{ROW.rpartition(";")[0]};"431\n',
    "opens a quote that nothing closes",
)

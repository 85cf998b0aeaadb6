"""Pinterest: micros in a column called dollars, paid and earned apart, and every way to break a CSV file."""

import gzip
from decimal import Decimal

from tests.unit.channels.conftest import report_of
from tests.unit.channels.quirks.export import Export, Wrong

ADS = Export(
    report_of("pinterest"),
    {
        "DATE": "2026-03-01",
        "AD_ACCOUNT_ID": "549000000001",
        "CAMPAIGN_ID": "626000000001",
        "CAMPAIGN_NAME": "Home",
        "AD_GROUP_ID": "2680000000001",
        "AD_ID": "687000000001",
        "TARGETING_TYPE": "REGION",
        "TARGETING_VALUE": "US-CA",
        "SPEND_IN_MICRO_DOLLAR": "4560000",
        "IMPRESSION_1": "310",
        "IMPRESSION_2": "12",
        "CLICKTHROUGH_1": "5",
        "CLICKTHROUGH_2": "1",
        "TOTAL_CHECKOUT": "1",
        "TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR": "45000000",
    },
)
EXPORTS = (ADS,)
SPEND = "SPEND_IN_MICRO_DOLLAR"
PLAIN = ADS.text({})
HEADER, ROW = PLAIN.splitlines()

# Values.
ADS.reads("micros_of_any_currency_despite_the_name", {SPEND: "10001"}, {"spend_in_micro_dollar": 10001})
ADS.reads("micros_written_as_a_float", {SPEND: "4560000.0"}, {"spend_in_micro_dollar": 4560000})
ADS.reads(
    "earned_impressions_are_not_paid_ones",
    {"IMPRESSION_1": "310", "IMPRESSION_2": ""},
    {"impression_1": 310, "impression_2": None},
)
ADS.reads("half_a_checkout_by_the_model", {"TOTAL_CHECKOUT": "0.5"}, {"total_checkout": Decimal("0.5")})
ADS.reads("blanks_around_a_number", {SPEND: " 4560000 "}, {"spend_in_micro_dollar": 4560000})
ADS.quarantines("dollars_in_the_micro_column", {SPEND: "4.56"}, SPEND, "4.56", "not a whole number")
ADS.quarantines("micros_as_a_rounded_float", {SPEND: "4.56e+16"}, SPEND, "4.56e+16", "exponent hides")
ADS.quarantines("a_number_of_blanks", {SPEND: "   "}, SPEND, "   ", "not a whole number")
ADS.quarantines("null_in_words", {"IMPRESSION_1": "null"}, "IMPRESSION_1", "null", "not a whole number")
ADS.quarantines("not_a_number_in_words", {"TOTAL_CHECKOUT": "nan"}, "TOTAL_CHECKOUT", "nan", "not a number")
ADS.quarantines("infinite_checkouts", {"TOTAL_CHECKOUT": "inf"}, "TOTAL_CHECKOUT", "inf", "not a number")
ADS.quarantines("a_hexadecimal_count", {"IMPRESSION_1": "0x1F"}, "IMPRESSION_1", "0x1F", "not a whole number")
ADS.quarantines("full_width_digits", {"IMPRESSION_1": "３１０"}, "IMPRESSION_1", "３１０", "not a whole number")
ADS.quarantines("a_number_of_61_digits", {"TOTAL_CHECKOUT": "1" * 61}, "TOTAL_CHECKOUT", "1" * 61, "not a number")
ADS.quarantines("a_pin_id_with_a_zero_width_blank", {"AD_ID": "687\u200b"}, "AD_ID", "687\u200b", "not an id")
ADS.quarantines("an_empty_date_as_1970", {"DATE": "1970-01-01"}, "DATE", "1970-01-01", "stands for an empty date")
ADS.quarantines("an_empty_date_as_1899", {"DATE": "1899-12-30"}, "DATE", "1899-12-30", "stands for an empty date")
ADS.quarantines("a_date_in_words", {"DATE": "2 Mar 2026"}, "DATE", "2 Mar 2026", "not a day")
ADS.quarantines("a_spreadsheets_day_number", {"DATE": "46082"}, "DATE", "46082", "not a day")

# Lines and separators.
ADS.file(
    "windows_line_ends", PLAIN.replace("\n", "\r\n"), rows=1, last={"total_checkout_value_in_micro_dollar": 45000000}
)
ADS.file(
    "old_mac_line_ends", PLAIN.replace("\n", "\r"), rows=1, last={"total_checkout_value_in_micro_dollar": 45000000}
)
ADS.file(
    "no_line_end_after_the_last_row",
    PLAIN.rstrip("\n"),
    rows=1,
    last={"total_checkout_value_in_micro_dollar": 45000000},
)
ADS.file("blank_lines_between_rows", f"{HEADER}\n\n{ROW}\n\n{ROW}\n\n", rows=2, last={"line": 5})
ADS.file(
    "a_separator_after_every_row",
    f"{HEADER},\n{ROW},\n",
    rows=1,
    last={"total_checkout_value_in_micro_dollar": 45000000},
)
ADS.refuses("semicolons_instead_of_commas", PLAIN.replace(",", ";"), "no DATE", "found DATE;AD_ACCOUNT_ID")
ADS.refuses("tabs_instead_of_commas", PLAIN.replace(",", "\t"), "no DATE", "found DATE\\tAD_ACCOUNT_ID")

# Rows of another width, and quotes that don't close.
ADS.file("a_row_too_wide", f"{PLAIN}{ROW},9\n", rows=1, wrong=(Wrong(3, None, None, "has 16 cells, the header 15"),))
ADS.file(
    "a_row_too_short",
    f"{PLAIN}{ROW[:-9]}\n{ROW}\n",
    rows=2,
    wrong=(Wrong(3, None, None, "has 14 cells, the header 15"),),
)
ADS.file(
    "a_name_with_a_bare_comma",
    f"{PLAIN}{ROW.replace('Home', 'Home, sweet')}\n",
    rows=1,
    wrong=(Wrong(3, None, None, "has 16 cells"),),
)
ADS.file("a_bare_quote_within_a_name", PLAIN.replace("Home", '5" screen'), rows=1, last={"campaign_name": '5" screen'})
ADS.refuses(
    "a_quote_that_never_closes", PLAIN.replace("Home", '"Home') + f"{ROW}\n", "line 2 opens a quote that nothing closes"
)
ADS.refuses(
    "a_quote_that_closes_rows_later",
    f"{HEADER}\n{ROW.replace('Home', chr(34) + 'Home')}\n{ROW.replace('Home', chr(34) + 'Garden')}\n",
    "the row that begins in line 2 can't be read",
)
ADS.refuses("a_file_cut_within_a_row", f"{PLAIN}{ROW[:40]}", "truncated: it ends in the middle of line 3")
ADS.refuses(
    "a_gzip_cut_off", gzip.compress(PLAIN.encode() * 99)[:-9], "truncated: the gzip", file_name="ad_region_days.csv.gz"
)
ADS.refuses(
    "a_gzip_within_a_gzip", gzip.compress(gzip.compress(PLAIN.encode())), "by gzip", file_name="ad_region_days.csv.gz"
)
ADS.refuses("a_gzip_under_a_plain_name", gzip.compress(PLAIN.encode()), "packed by gzip without .gz", "as plain UTF-8")

# Columns.
TURNED = "\n".join(",".join(reversed(line.split(","))) for line in (HEADER, ROW)) + "\n"
SPACED = HEADER.replace(",", " , ")
ADS.file("columns_in_another_order", TURNED, rows=1, last={"spend_in_micro_dollar": 4560000, "impression_1": 310})
ADS.file("blanks_around_column_names", f"{SPACED}\n{ROW}\n", rows=1, last={"spend_in_micro_dollar": 4560000})
ADS.file("a_column_more_than_known", f"{HEADER},SAVES\n{ROW},7\n", rows=1, last={"impression_1": 310})
ADS.refuses("column_names_in_lower_case", PLAIN.lower(), "no DATE", "found date")
ADS.refuses(
    "a_renamed_spend_column", PLAIN.replace(SPEND, "SPEND_IN_DOLLAR"), f"no {SPEND}", "found", "SPEND_IN_DOLLAR"
)
ADS.refuses("the_targeting_columns_left_out", PLAIN.replace("TARGETING_TYPE", "X"), "no TARGETING_TYPE")
ADS.refuses("impressions_twice", f"{HEADER},IMPRESSION_1\n{ROW},9\n", "columns IMPRESSION_1 are there twice")
ADS.file(
    "the_header_again_between_two_files", f"{PLAIN}{PLAIN}", rows=2, wrong=(Wrong(3, "DATE", "DATE", "not a day"),)
)
ADS.file("the_same_row_twice_keeps_both_lines_for_the_gate_to_count", f"{PLAIN}{ROW}\n", rows=2, last={"line": 3})
ADS.refuses(
    "a_web_page_instead_of_a_report", "<!doctype html>\n<title>Sign in</title>\n", "no DATE", "found <!doctype html>"
)
ADS.file(
    "a_name_in_latin_1",
    PLAIN.encode() + ROW.replace("Home", "Caf\xe9").encode("latin-1") + b"\n",
    rows=1,
    wrong=(Wrong(3, "CAMPAIGN_NAME", "Caf\udce9", "not UTF-8"),),
)
ADS.refuses("a_second_bom_before_the_header", b"\xef\xbb\xbf" * 2 + PLAIN.encode(), "no DATE", "found \\ufeffDATE")
ADS.refuses("a_zero_width_blank_in_a_column_name", PLAIN.replace("AD_ID", "AD_ID\u200b"), "no AD_ID", "AD_ID\\u200b")
ADS.refuses(
    "a_cell_of_200_000_characters", PLAIN.replace("Home", "x" * 200_000), "the row that begins in line 2 can't be read"
)
ADS.reads(
    "a_country_row_beside_the_regions_says_what_it_is",
    {"TARGETING_TYPE": "COUNTRY", "TARGETING_VALUE": "US"},
    {"targeting_type": "COUNTRY", "targeting_value": "US"},
)
ADS.refuses("ads_under_their_old_name", PLAIN.replace("AD_ID", "PIN_PROMOTION_ID"), "no AD_ID", "PIN_PROMOTION_ID")
ADS.file(
    "checkouts_by_click_and_by_view_are_parts_of_the_total",
    f"{HEADER},TOTAL_CLICK_CHECKOUT,TOTAL_VIEW_CHECKOUT\n{ROW},1,0\n",
    rows=1,
    last={"total_checkout": Decimal(1)},
)

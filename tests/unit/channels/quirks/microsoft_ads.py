"""Microsoft Advertising: a zipped CSV with BOM, banner, footer, NUL bytes, "1,234", "1.23%" and "--"."""

import io
import zipfile
from decimal import Decimal

from tests.unit.channels.conftest import report_of
from tests.unit.channels.quirks.export import Export, Wrong

ADS = Export(
    report_of("microsoft_ads"),
    {
        "TimePeriod": "2026-03-01",
        "AccountId": "150000001",
        "AccountName": "Shop, Inc.",
        "CurrencyCode": "USD",
        "CampaignId": "380000000000001",
        "CampaignName": "Brand",
        "AdGroupId": "1180000000000001",
        "AdGroupName": "Exact",
        "AdId": "84000000000001",
        "Country": "United States",
        "State": "California",
        "Impressions": "1,234",
        "Clicks": "12",
        "Ctr": "0.97%",
        "Spend": "1,234.56",
        "ConversionsQualified": "2.50",
        "Revenue": "1,020.00",
    },
)
EXPORTS = (ADS,)
PLAIN = ADS.text({})
HEADER, ROW = PLAIN.splitlines()
FOOTER = '"©2026 Microsoft Corporation. All rights reserved. "\n'


def zipped(**files: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(f"{name}.csv", content)
    return buffer.getvalue()


# Numbers.
ADS.reads("thousands_commas_in_counts", {"Impressions": "1,234,567"}, {"impressions": 1234567})
ADS.reads("thousands_commas_in_money", {"Spend": "12,345.60"}, {"spend": Decimal("12345.60")})
ADS.reads("a_percentage_that_nobody_needs", {"Ctr": "12.34%"}, {"clicks": 12})
ADS.reads("dashes_for_no_revenue", {"Revenue": "--"}, {"revenue": None})
ADS.reads("an_empty_quoted_revenue", {"Revenue": ""}, {"revenue": None})
ADS.reads("a_corrected_click_is_negative_money", {"Spend": "-0.35"}, {"spend": Decimal("-0.35")})
ADS.reads(
    "money_of_three_decimals_in_dinar", {"Spend": "1,234.567", "CurrencyCode": "KWD"}, {"spend": Decimal("1234.567")}
)
ADS.quarantines("a_percentage_where_money_belongs", {"Revenue": "1.23%"}, "Revenue", "1.23%", "not a number")
ADS.quarantines("a_decimal_comma_in_money", {"Spend": "16,25"}, "Spend", "16,25", "not a number")
ADS.quarantines("a_german_amount", {"Spend": "1.234,56"}, "Spend", "1.234,56", "not a number")
ADS.quarantines("a_french_thousand", {"Spend": "1\u202f234.56"}, "Spend", "1\u202f234.56", "not a number")
ADS.quarantines("a_swiss_thousand", {"Spend": "1'234.56"}, "Spend", "1'234.56", "not a number")
ADS.quarantines("an_indian_grouping", {"Impressions": "12,34,567"}, "Impressions", "12,34,567", "not a whole number")
ADS.quarantines("a_count_of_clicks_and_a_half", {"Clicks": "12.5"}, "Clicks", "12.5", "not a whole number")
ADS.quarantines("a_dash_is_not_microsofts_no_value", {"Spend": "-"}, "Spend", "-", "not a number")
ADS.quarantines("money_with_its_code", {"Spend": "12.34 USD"}, "Spend", "12.34 USD", "not a number")

# Names, places and ids.
ADS.reads(
    "names_of_deleted_ads_are_gone",
    {"CampaignName": "", "AdGroupName": "--"},
    {"campaign_name": None, "ad_group_name": None},
)
ADS.quarantines("a_country_row_without_its_state", {"State": ""}, "State", "", "is missing")
ADS.quarantines(
    "an_id_shielded_from_a_spreadsheet", {"AdId": '="84000000000001"'}, "AdId", '="84000000000001"', "not an id"
)
ADS.quarantines("an_id_with_thousands_commas", {"AdId": "84,000,001"}, "AdId", "84,000,001", "not an id")

# Days.
ADS.quarantines("an_american_day", {"TimePeriod": "3/1/2026"}, "TimePeriod", "3/1/2026", "not a day")
ADS.quarantines("an_hourly_row", {"TimePeriod": "2026-03-01|13"}, "TimePeriod", "2026-03-01|13", "not a day")
ADS.quarantines(
    "a_weekly_range", {"TimePeriod": "2/23/2026 - 3/1/2026"}, "TimePeriod", "2/23/2026 - 3/1/2026", "not a day"
)

# Files.
BANNER = '"Report Name: nightly"\n"Report Time: 3/1/2026"\n\n'
ADS.file(
    "a_bom_before_the_banner",
    b"\xef\xbb\xbf" + (BANNER + PLAIN).encode(),
    rows=1,
    last={"line": 5, "impressions": 1234},
)
ADS.file(
    "a_bom_before_a_quoted_header",
    b"\xef\xbb\xbf" + PLAIN.replace("TimePeriod", '"TimePeriod"').encode(),
    rows=1,
    last={"impressions": 1234, "revenue": Decimal("1020.00")},
)
ADS.file("a_footer_after_the_data", PLAIN + FOOTER, rows=1, last={"impressions": 1234, "revenue": Decimal("1020.00")})
ADS.file(
    "a_blank_line_before_the_footer",
    PLAIN + "\n" + FOOTER.rstrip(),
    rows=1,
    last={"impressions": 1234, "revenue": Decimal("1020.00")},
)
ADS.file("nul_bytes_within_a_name", PLAIN.replace("Brand", "Br\0and"), rows=1, last={"campaign_name": "Brand"})
ADS.file(
    "a_zip_with_one_report",
    zipped(report=PLAIN),
    rows=1,
    last={"spend": Decimal("1234.56")},
    file_name="ad_geo_days.zip",
)
ADS.refuses("a_zip_with_two_reports", zipped(a=PLAIN, b=PLAIN), "holds 2 files, not one", file_name="ad_geo_days.zip")
ADS.refuses("a_zip_without_a_report", zipped(), "holds 0 files, not one", file_name="ad_geo_days.zip")
ADS.refuses("a_zip_that_was_cut_off", zipped(report=PLAIN * 9)[:-30], "damaged archive", file_name="ad_geo_days.zip")
ADS.refuses("a_zip_under_a_csvs_name", zipped(report=PLAIN), "a zip archive or an Excel workbook", "as plain UTF-8")
ADS.refuses("utf_16_behind_a_banner", (BANNER + PLAIN).encode("utf-16"), "UTF-16", "as plain UTF-8")
ADS.refuses("a_banner_longer_than_any", '"x"\n' * 21 + PLAIN, "no TimePeriod", "found x")
ADS.refuses("only_a_banner_that_says_no_data", '"Report Name: nightly"\n"No data available"\n', "no TimePeriod")
ADS.refuses(
    "conversions_under_their_old_name", PLAIN.replace("ConversionsQualified", "Conversions"), "no ConversionsQualified"
)
ADS.refuses(
    "two_reports_behind_each_other", (PLAIN + FOOTER) * 2, "two reports in one file: line 4", "deliver each alone"
)
ADS.file(
    "a_footer_in_another_encoding",
    PLAIN.encode() + PLAIN.encode().splitlines()[1] + b"\n" + FOOTER.encode("latin-1"),
    rows=2,
    wrong=(Wrong(4, None, None, "has 1 cells, the header 17"),),
)
ADS.reads("microsofts_yen_without_decimals", {"Spend": "1,234", "CurrencyCode": "JPY"}, {"spend": Decimal(1234)})
ADS.file(
    "kinds_of_location_are_rows_that_add_up",
    f"{HEADER},LocationType\n{ROW},Physical location\n{ROW},Location of interest\n",
    rows=2,
    last={"spend": Decimal("1234.56")},
)
ADS.refuses("a_report_of_cities_only", PLAIN.replace("State", "City"), "no State", "City")

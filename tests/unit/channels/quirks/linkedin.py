"""LinkedIn: URNs instead of names, campaigns that others call ad groups, decimals as text."""

from datetime import date
from decimal import Decimal
from typing import Any

from tests.unit.channels.conftest import report_of
from tests.unit.channels.quirks.export import ABSENT, Export

CREATIVE, CAMPAIGN, GROUP = (
    "urn:li:sponsoredCreative:11",
    "urn:li:sponsoredCampaign:2",
    "urn:li:sponsoredCampaignGroup:3",
)
ONE_DAY = {"year": 2026, "month": 3, "day": 1}

DAYS = Export(
    report_of("linkedin", "creative_days"),
    {
        "dateRange": {"start": ONE_DAY, "end": ONE_DAY},
        "pivotValues": [CREATIVE, CAMPAIGN],
        "costInLocalCurrency": "12.34",
        "costInUsd": "13.57",
        "impressions": 10,
        "clicks": 1,
        "landingPageClicks": 1,
        "externalWebsiteConversions": 3,
        "externalWebsitePostClickConversions": 1,
        "externalWebsitePostViewConversions": 2,
        "conversionValueInLocalCurrency": "90.10",
    },
)


def targeting(*places: str) -> dict[str, Any]:
    """Targeting of these places and one industry."""
    locations = {"or": {"urn:li:adTargetingFacet:locations": list(places)}}
    return {"include": {"and": [{"or": {"urn:li:adTargetingFacet:industries": ["urn:li:industry:4"]}}, locations]}}


CAMPAIGNS = Export(
    report_of("linkedin", "campaigns"),
    {
        "id": 2,
        "name": "Decision makers CA",
        "account": "urn:li:sponsoredAccount:5",
        "campaignGroup": GROUP,
        "targetingCriteria": targeting("urn:li:geo:102095887"),
    },
)
EXPORTS = (DAYS, CAMPAIGNS)

# Days: the pivots, the range, the numbers.
DAYS.reads(
    "urns_in_another_order", {"pivotValues": [CAMPAIGN, CREATIVE]}, {"creative_urn": CREATIVE, "campaign_urn": CAMPAIGN}
)
DAYS.reads("a_campaign_group_is_no_campaign", {"pivotValues": [GROUP, CAMPAIGN, CREATIVE]}, {"campaign_urn": CAMPAIGN})
DAYS.quarantines("only_a_campaign_group", {"pivotValues": [GROUP, CREATIVE]}, "pivotValues", None, "is missing")
DAYS.quarantines("a_row_without_its_creative", {"pivotValues": [CAMPAIGN]}, "pivotValues", None, "is missing")
DAYS.quarantines("pivot_values_that_are_null", {"pivotValues": None}, "pivotValues", "None", "another shape")
DAYS.quarantines(
    "a_member_region_instead_of_a_creative", {"pivotValues": ["urn:li:geo:1"]}, "pivotValues", "['urn:li:geo:1']",
    "is cut by urn:li:geo:1: such numbers are blurred",
)  # fmt: skip
DAYS.quarantines(
    "a_member_company_beside_a_creative",
    {"pivotValues": [CREATIVE, CAMPAIGN, "urn:li:organization:7"]},
    "pivotValues",
    f"['{CREATIVE}', '{CAMPAIGN}', 'urn:li:organization:7']",
    "is cut by urn:li:organization:7: such numbers are blurred; ask for creatives and campaigns only",
)
DAYS.reads(
    "chargeable_clicks_are_not_those_to_the_page",
    {"clicks": 9, "landingPageClicks": 4},
    {"clicks": 9, "landing_page_clicks": 4},
)
DAYS.reads("yen_as_a_decimal_text", {"costInLocalCurrency": "1234"}, {"cost_in_local_currency": Decimal(1234)})
DAYS.reads("a_day_that_cost_nothing_lacks_its_cost", {"costInUsd": ABSENT}, {"cost_in_usd": None})
DAYS.reads(
    "a_day_in_three_parts",
    {"dateRange.start": {"year": 2026, "month": 2, "day": 8}, "dateRange.end": {"year": 2026, "month": 2, "day": 8}},
    {"date": date(2026, 2, 8)},
)
DAYS.quarantines(
    "a_month_in_one_row",
    {"dateRange.start": {"year": 2026, "month": 2, "day": 1}},
    "dateRange",
    "{'start': {'year': '2026', 'month': '2', 'day': '1'}, 'end': {'year': '2026', 'month': '3', 'day': '1'}}",
    "spans several days",
)
DAYS.quarantines(
    "a_range_without_an_end",
    {"dateRange.end": ABSENT},
    "dateRange",
    "{'start': {'year': '2026', 'month': '3', 'day': '1'}}",
    "another shape",
)
DAYS.reads(
    "local_cost_and_dollars_stay_apart",
    {"costInLocalCurrency": "12.34", "costInUsd": "13.57"},
    {"cost_in_local_currency": Decimal("12.34"), "cost_in_usd": Decimal("13.57")},
)
DAYS.reads(
    "a_cost_with_nineteen_decimals",
    {"costInUsd": "0.3000000000000000444"},
    {"cost_in_usd": Decimal("0.3000000000000000444")},
)
DAYS.reads("a_cost_of_zero_in_words_of_an_exponent", {"costInUsd": "0E-18"}, {"cost_in_usd": Decimal("0E-18")})
DAYS.reads(
    "a_total_is_never_the_sum_with_its_parts",
    {},
    {
        "external_website_conversions": Decimal(3),
        "post_click_conversions": Decimal(1),
        "post_view_conversions": Decimal(2),
    },
)
DAYS.reads("counts_as_text", {"impressions": "10"}, {"impressions": 10})
DAYS.quarantines("impressions_blurred_to_a_bound", {"impressions": "<3"}, "impressions", "<3", "not a whole number")
DAYS.quarantines("half_an_impression", {"impressions": 10.5}, "impressions", "10.5", "not a whole number")
DAYS.refuses("days_without_their_pivots", DAYS.text({"pivotValues": ABSENT}), "no pivotValues", "found")
DAYS.refuses("campaigns_under_the_name_of_days", CAMPAIGNS.text({}), "not a creative_days report", "account")

# Campaigns: their table has bare ids, the days have URNs.
CAMPAIGNS.reads(
    "a_bare_campaign_id_becomes_a_urn",
    {"id": 9007199254740993},
    {"campaign_urn": "urn:li:sponsoredCampaign:9007199254740993"},
)
CAMPAIGNS.reads("a_campaign_names_its_group", {}, {"campaign_urn": CAMPAIGN, "campaign_group_urn": GROUP})
CAMPAIGNS.quarantines("a_campaign_id_that_is_null", {"id": None}, "id", "None", "not an id")
CAMPAIGNS.quarantines("a_campaign_id_rounded_by_a_float", {"id": 1.2e17}, "id", "1.2e+17", "not an id")
CAMPAIGNS.quarantines("a_campaign_id_that_is_a_urn_already", {"id": CAMPAIGN}, "id", CAMPAIGN, "not an id")
CAMPAIGNS.quarantines("a_campaign_without_its_group", {"campaignGroup": None}, "campaignGroup", None, "is missing")
CAMPAIGNS.quarantines(
    "a_campaign_that_targets_two_places",
    {"targetingCriteria": targeting("urn:li:geo:1", "urn:li:geo:2")},
    "targetingCriteria",
    "{'include': {'and': [{'or': {'urn:li:adTargetingFacet:industries': ['urn:li:industry:4']}},"
    " {'or': {'urn:li:adTargetingFacet:locations': ['urn:li:geo:1', 'urn:li:geo:2']}}]}}",
    "targets 2 places; its spend can't be given to one geo: split the campaign by geo",
)
CAMPAIGNS.quarantines(
    "a_campaign_without_targeting", {"targetingCriteria": None}, "targetingCriteria", "None", "another shape"
)
CAMPAIGNS.reads("a_campaign_without_a_name", {"name": ""}, {"name": None})

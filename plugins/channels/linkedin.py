"""LinkedIn: creative x day without a name or a place, and the campaigns that have both; days end at midnight UTC.

LinkedIn's campaign group is everybody else's campaign, its campaign an ad group. Member regions are blurred on purpose,
so a row's geo is the one its campaign targets.
"""

from config.channels import ChannelSettings
from plugins.channels.reading.kinds import CellError, Day, Id, Number, Text, Whole
from plugins.channels.reading.report import Column, Record, Report, Source

LOCATIONS = "urn:li:adTargetingFacet:locations"


def single_day(record: Record) -> object:
    """The row's day, out of its date range."""
    start, end = record["dateRange"]["start"], record["dateRange"]["end"]
    if start != end:
        raise CellError("spans several days")
    return f"{start['year']}-{int(start['month']):02}-{int(start['day']):02}"


def pivot(urn: str) -> Source:
    """A source that picks the pivot value which begins with `urn`; a pivot by members has numbers that don't add up."""

    def read(record: Record) -> object:
        blurred = [value for value in record["pivotValues"] if not value.startswith("urn:li:sponsored")]
        if blurred:
            raise CellError(f"is cut by {blurred[0]}: such numbers are blurred; ask for creatives and campaigns only")
        return next((value for value in record["pivotValues"] if value.startswith(urn)), None)

    return read


def campaign_urn(record: Record) -> object:
    """The campaign's URN: its own table gives a bare id, the daily rows a URN."""
    return f"urn:li:sponsoredCampaign:{Id().one(record['id'])}"


def single_geo(record: Record) -> object:
    """The one place that a campaign targets."""
    facets = [facet for part in record["targetingCriteria"]["include"]["and"] for facet in part["or"].items()]
    places = [place for name, values in facets if name == LOCATIONS for place in values]
    if len(places) != 1:
        raise CellError(f"targets {len(places)} places; its spend can't be given to one geo: split the campaign by geo")
    return places[0]


CREATIVE_DAYS = Report(
    name="creative_days",
    table="linkedin__creative_days",
    form="jsonl",
    day="date",
    reread_days=30,
    day_boundary="UTC",
    columns=(
        Column(name="date", source=single_day, inside="dateRange", kind=Day(), key=True),
        Column(
            name="creative_urn", source=pivot("urn:li:sponsoredCreative:"), inside="pivotValues", kind=Text(), key=True
        ),
        Column(
            name="campaign_urn", source=pivot("urn:li:sponsoredCampaign:"), inside="pivotValues", kind=Text(), key=True
        ),
        Column(name="cost_in_local_currency", source="costInLocalCurrency", kind=Number(), measure=True, money=True),
        Column(name="cost_in_usd", source="costInUsd", kind=Number(), measure=True, money=True),
        Column(name="impressions", source="impressions", kind=Whole(), measure=True),
        Column(name="clicks", source="clicks", kind=Whole(), measure=True),
        Column(name="landing_page_clicks", source="landingPageClicks", kind=Whole(), measure=True),
        # The total; the next two are its parts, so the three must not be added up.
        Column(name="external_website_conversions", source="externalWebsiteConversions", kind=Number(), measure=True),
        Column(
            name="post_click_conversions", source="externalWebsitePostClickConversions", kind=Number(), measure=True
        ),
        Column(name="post_view_conversions", source="externalWebsitePostViewConversions", kind=Number(), measure=True),
        Column(
            name="conversion_value_in_local_currency",
            source="conversionValueInLocalCurrency",
            kind=Number(),
            measure=True,
            money=True,
        ),
    ),
)

CAMPAIGNS = Report(
    name="campaigns",
    table="linkedin__campaigns",
    form="jsonl",
    day=None,
    reread_days=30,
    entity=("campaign_urn",),
    day_boundary="UTC",
    columns=(
        Column(name="campaign_urn", source=campaign_urn, inside="id", kind=Text(), key=True),
        Column(name="name", source="name", kind=Text()),
        Column(name="account_urn", source="account", kind=Text(), key=True),
        Column(name="campaign_group_urn", source="campaignGroup", kind=Text(), key=True),
        Column(name="geo_urn", source=single_geo, inside="targetingCriteria", kind=Text(), key=True),
    ),
)

ACCOUNT = Column(
    name="account_urn", source=pivot("urn:li:sponsoredAccount:"), inside="pivotValues", kind=Text(), key=True
)
TOTALS = CREATIVE_DAYS.only("date", "cost_in_local_currency", "impressions", "clicks")

# Pivots by account and campaign group, and by account alone.
CAMPAIGN_DAYS = CREATIVE_DAYS.totals_of("campaign", "linkedin__campaign_days", (
    ACCOUNT,
    Column(
        name="campaign_group_urn", source=pivot("urn:li:sponsoredCampaignGroup:"), inside="pivotValues", kind=Text(),
        key=True,
    ),
    *TOTALS,
))  # fmt: skip
ACCOUNT_DAYS = CREATIVE_DAYS.totals_of("account", "linkedin__account_days", (ACCOUNT, *TOTALS))


def reports(channel: str, settings: ChannelSettings) -> tuple[Report, ...]:
    """What `channel` delivers each night."""
    return CREATIVE_DAYS, CAMPAIGNS, CAMPAIGN_DAYS, ACCOUNT_DAYS

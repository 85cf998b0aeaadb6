"""Microsoft Advertising: ad x state x day in a zipped CSV with a BOM, a banner, a footer, "1,234", "1.23%" and "--"."""

from config.channels import ChannelSettings
from plugins.channels.reading.kinds import Day, Id, Number, Text, Whole
from plugins.channels.reading.report import Column, Report

COUNT = Whole(thousands_mark=",")
AMOUNT = Number(thousands_mark=",")

AD_GEO_DAYS = Report(
    name="ad_geo_days",
    table="microsoft_ads__ad_geo_days",
    form="csv",
    day="date",
    reread_days=30,
    day_boundary="report",
    missing=frozenset({"", "--"}),
    banner_lines=20,
    footer="©",
    columns=(
        Column(name="date", source="TimePeriod", kind=Day(), key=True),
        Column(name="account_id", source="AccountId", kind=Id(), key=True),
        Column(name="account_name", source="AccountName", kind=Text()),
        Column(name="currency_code", source="CurrencyCode", kind=Text()),
        Column(name="campaign_id", source="CampaignId", kind=Id(), key=True),
        # Names may be missing: Microsoft deletes ads for good, and their rows stay.
        Column(name="campaign_name", source="CampaignName", kind=Text()),
        Column(name="ad_group_id", source="AdGroupId", kind=Id(), key=True),
        Column(name="ad_group_name", source="AdGroupName", kind=Text()),
        Column(name="ad_id", source="AdId", kind=Id(), key=True),
        Column(name="country", source="Country", kind=Text()),
        Column(name="state", source="State", kind=Text(), key=True),
        Column(name="impressions", source="Impressions", kind=COUNT, measure=True),
        Column(name="clicks", source="Clicks", kind=COUNT, measure=True),
        Column(name="spend", source="Spend", kind=AMOUNT, measure=True, money=True),
        Column(name="conversions_qualified", source="ConversionsQualified", kind=AMOUNT, measure=True),
        Column(name="revenue", source="Revenue", kind=AMOUNT, measure=True, money=True),
    ),
    unread=frozenset({"Ctr"}),  # a ratio: it can't be summed, and follows from clicks and impressions
)

# The performance reports of campaigns and of the account.
CAMPAIGN_DAYS = AD_GEO_DAYS.totals_of("campaign", "microsoft_ads__campaign_days", AD_GEO_DAYS.only(
    "date", "account_id", "currency_code", "campaign_id", "campaign_name", "impressions", "clicks", "spend",
))  # fmt: skip
ACCOUNT_DAYS = AD_GEO_DAYS.totals_of("account", "microsoft_ads__account_days", AD_GEO_DAYS.only(
    "date", "account_id", "currency_code", "impressions", "clicks", "spend",
))  # fmt: skip


def reports(channel: str, settings: ChannelSettings) -> tuple[Report, ...]:
    """What `channel` delivers each night."""
    return AD_GEO_DAYS, CAMPAIGN_DAYS, ACCOUNT_DAYS

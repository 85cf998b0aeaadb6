"""TikTok: ad x province x day; every value is a string, missing is "-"; the advertiser is named in the settings only.

`conversion` is dated by click or view, `real_time_conversion` by purchase: both are kept, never added up.
"""

from config.channels import ChannelSettings
from plugins.channels.reading.kinds import Day, Id, Number, Text, Whole
from plugins.channels.reading.report import Column, Report

AD_PROVINCE_DAYS = Report(
    name="ad_province_days",
    table="tiktok__ad_province_days",
    form="jsonl",
    day="date",
    reread_days=30,
    day_boundary="account",
    missing=frozenset({"", "-"}),
    columns=(
        Column(name="ad_id", source="dimensions.ad_id", kind=Id(), key=True),
        Column(name="date", source="dimensions.stat_time_day", kind=Day("%Y-%m-%d 00:00:00"), key=True),
        Column(name="province_id", source="dimensions.province_id", kind=Text(), key=True),
        Column(name="campaign_id", source="metrics.campaign_id", kind=Id(), key=True),
        Column(name="campaign_name", source="metrics.campaign_name", kind=Text()),
        Column(name="adgroup_id", source="metrics.adgroup_id", kind=Id(), key=True),
        Column(name="adgroup_name", source="metrics.adgroup_name", kind=Text()),
        Column(name="ad_name", source="metrics.ad_name", kind=Text()),
        Column(name="spend", source="metrics.spend", kind=Number(), measure=True, money=True),
        Column(name="impressions", source="metrics.impressions", kind=Whole(), measure=True),
        Column(name="clicks", source="metrics.clicks", kind=Whole(), measure=True),
        Column(name="conversion", source="metrics.conversion", kind=Number(), measure=True),
        Column(name="real_time_conversion", source="metrics.real_time_conversion", kind=Number(), measure=True),
        Column(
            name="total_purchase_value", source="metrics.total_purchase_value", kind=Number(), measure=True, money=True
        ),
        Column(name="reach", source="metrics.reach", kind=Whole(), optional=True),
    ),
)

TOTALS = AD_PROVINCE_DAYS.only("date", "spend", "impressions", "clicks")

# The basic reports of campaigns and of the advertiser: the report by province is another one, and tells less.
CAMPAIGN_DAYS = AD_PROVINCE_DAYS.totals_of("campaign", "tiktok__campaign_days", (
    Column(name="campaign_id", source="dimensions.campaign_id", kind=Id(), key=True),
    Column(name="campaign_name", source="metrics.campaign_name", kind=Text(), optional=True),
    *TOTALS,
))  # fmt: skip
ACCOUNT_DAYS = AD_PROVINCE_DAYS.totals_of("account", "tiktok__account_days", (
    Column(name="advertiser_id", source="dimensions.advertiser_id", kind=Id(), key=True),
    *TOTALS,
))  # fmt: skip


def reports(channel: str, settings: ChannelSettings) -> tuple[Report, ...]:
    """What `channel` delivers each night."""
    return AD_PROVINCE_DAYS, CAMPAIGN_DAYS, ACCOUNT_DAYS

"""Google Ads: ad x region x day by GAQL; money in micros of the account's currency, conversions fractional.

Conversions are dated to the click, so rows change for the whole conversion window (30 days by default).
"""

from config.channels import ChannelSettings
from plugins.channels.reading.kinds import Day, Id, Number, Text, Whole
from plugins.channels.reading.report import Column, Report

AD_GEO_DAYS = Report(
    name="ad_geo_days",
    table="google_ads__ad_geo_days",
    form="csv",
    day="date",
    reread_days=30,
    day_boundary="account",
    money_unit="micros",
    missing=frozenset({"", "--", " --"}),
    repeating=frozenset(
        {
            "segments.conversion_action", "segments.conversion_action_name", "segments.conversion_action_category",
            "segments.conversion_adjustment", "segments.conversion_lag_bucket",
            "segments.conversion_or_adjustment_lag_bucket",
        }
    ),
    columns=(
        Column(name="customer_id", source="customer.id", kind=Id(), key=True),
        Column(name="currency_code", source="customer.currency_code", kind=Text()),
        Column(name="time_zone", source="customer.time_zone", kind=Text()),
        Column(name="campaign_id", source="campaign.id", kind=Id(), key=True),
        Column(name="campaign_name", source="campaign.name", kind=Text()),
        Column(name="ad_group_id", source="ad_group.id", kind=Id(), key=True),
        Column(name="ad_group_name", source="ad_group.name", kind=Text()),
        Column(name="ad_id", source="ad_group_ad.ad.id", kind=Id(), key=True),
        Column(name="date", source="segments.date", kind=Day(), key=True),
        Column(name="geo_target_region", source="segments.geo_target_region", kind=Text(), key=True),
        Column(name="cost_micros", source="metrics.cost_micros", kind=Whole(), measure=True, money=True),
        Column(name="impressions", source="metrics.impressions", kind=Whole(), measure=True),
        Column(name="clicks", source="metrics.clicks", kind=Whole(), measure=True),
        Column(name="conversions", source="metrics.conversions", kind=Number(), measure=True),
        # In units, although cost is in micros: the one place where Google mixes them.
        Column(name="conversions_value", source="metrics.conversions_value", kind=Number(), measure=True),
        Column(name="view_through_conversions", source="metrics.view_through_conversions", kind=Whole(), measure=True),
    ),
)  # fmt: skip

# Performance Max and removed ads have money and no row of an ad; Google's campaigns and customers have all of it.
CAMPAIGN_DAYS = AD_GEO_DAYS.totals_of("campaign", "google_ads__campaign_days", AD_GEO_DAYS.only(
    "customer_id", "currency_code", "campaign_id", "campaign_name", "date", "cost_micros", "impressions", "clicks",
))  # fmt: skip
ACCOUNT_DAYS = AD_GEO_DAYS.totals_of("account", "google_ads__account_days", AD_GEO_DAYS.only(
    "customer_id", "currency_code", "date", "cost_micros", "impressions", "clicks",
))  # fmt: skip


def reports(channel: str, settings: ChannelSettings) -> tuple[Report, ...]:
    """What `channel` delivers each night."""
    return AD_GEO_DAYS, CAMPAIGN_DAYS, ACCOUNT_DAYS

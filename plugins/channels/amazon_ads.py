"""Amazon Sponsored Products: ad x day by the Ads API (v3), one array of objects; ids are JSON numbers, amounts too.

No report of sponsored ads knows a place: see docs/decisions/0006-amazons-national-spend-is-spread-by-population.md. Windows
hold each other (`purchases14d` counts those of `purchases7d`): adding them up counts a purchase several times.
"""

from config.channels import ChannelSettings
from plugins.channels.reading.kinds import CellError, Day, Id, Number, Text, Whole
from plugins.channels.reading.report import Column, Record, Report


def one_cost(record: Record) -> object:
    """The cost of a row, which `spend` repeats if it was asked for."""
    cost, spend = record.get("cost"), record.get("spend")
    if cost is not None and spend is not None and Number().one(cost) != Number().one(spend):
        raise CellError(f"cost {cost} and spend {spend} differ; they are two names of one amount")
    return cost


SP_AD_DAYS = Report(
    name="sp_ad_days",
    table="amazon_ads__sp_ad_days",
    form="json",
    day="date",
    # Amazon restates a conversion up to 28 days after it, and dates it to a click up to 14 days before: 42 together. Clicks
    # and cost move for three days.
    reread_days=42,
    day_boundary="account",  # the profile's
    columns=(
        Column(name="date", source="date", kind=Day(), key=True),
        Column(name="campaign_id", source="campaignId", kind=Id(), key=True),
        Column(name="campaign_name", source="campaignName", kind=Text(), optional=True),
        Column(name="ad_group_id", source="adGroupId", kind=Id(), key=True),
        Column(name="ad_id", source="adId", kind=Id(), key=True),
        Column(name="currency_code", source="campaignBudgetCurrencyCode", kind=Text(), key=True),
        Column(name="impressions", source="impressions", kind=Whole(), measure=True),
        Column(name="clicks", source="clicks", kind=Whole(), measure=True),
        Column(name="cost", source=one_cost, inside="cost", kind=Number(), measure=True, money=True),
        Column(name="purchases_1d", source="purchases1d", kind=Whole(), measure=True, optional=True),
        Column(name="purchases_7d", source="purchases7d", kind=Whole(), measure=True, optional=True),
        Column(name="purchases_14d", source="purchases14d", kind=Whole(), measure=True),
        Column(name="purchases_30d", source="purchases30d", kind=Whole(), measure=True, optional=True),
        Column(name="sales_14d", source="sales14d", kind=Number(), measure=True, money=True),
    ),
    unread=frozenset({"spend", "adGroupName", "advertisedAsin", "advertisedSku", "portfolioId", "campaignStatus"}),
)


def reports(channel: str, settings: ChannelSettings) -> tuple[Report, ...]:
    """What `channel` delivers each night."""
    return (SP_AD_DAYS,)

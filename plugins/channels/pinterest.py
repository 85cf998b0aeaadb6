"""Pinterest: ad x region x day by targeting analytics; micros of the account's currency, whatever "DOLLAR" says.

`_1` counts paid impressions and clicks, `_2` earned ones; adding them mixes bought and free.
"""

from config.channels import ChannelSettings
from plugins.channels.reading.kinds import Day, Id, Number, Text, Whole
from plugins.channels.reading.report import Column, Report

AD_REGION_DAYS = Report(
    name="ad_region_days",
    table="pinterest__ad_region_days",
    form="csv",
    day="date",
    reread_days=30,
    day_boundary="UTC",
    money_unit="micros",
    columns=(
        Column(name="date", source="DATE", kind=Day(), key=True),
        Column(name="ad_account_id", source="AD_ACCOUNT_ID", kind=Id(), key=True),
        Column(name="campaign_id", source="CAMPAIGN_ID", kind=Id(), key=True),
        Column(name="campaign_name", source="CAMPAIGN_NAME", kind=Text()),
        Column(name="ad_group_id", source="AD_GROUP_ID", kind=Id(), key=True),
        Column(name="ad_id", source="AD_ID", kind=Id(), key=True),
        Column(name="targeting_type", source="TARGETING_TYPE", kind=Text(), key=True),
        Column(name="targeting_value", source="TARGETING_VALUE", kind=Text(), key=True),
        Column(name="spend_in_micro_dollar", source="SPEND_IN_MICRO_DOLLAR", kind=Whole(), measure=True, money=True),
        Column(name="impression_1", source="IMPRESSION_1", kind=Whole(), measure=True),
        Column(name="impression_2", source="IMPRESSION_2", kind=Whole(), measure=True),
        Column(name="clickthrough_1", source="CLICKTHROUGH_1", kind=Whole(), measure=True),
        Column(name="clickthrough_2", source="CLICKTHROUGH_2", kind=Whole(), measure=True),
        Column(name="total_checkout", source="TOTAL_CHECKOUT", kind=Number(), measure=True),
        Column(
            name="total_checkout_value_in_micro_dollar",
            source="TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR",
            kind=Whole(),
            measure=True,
            money=True,
        ),
    ),
)


def reports(channel: str, settings: ChannelSettings) -> tuple[Report, ...]:
    """What `channel` delivers each night."""
    return (AD_REGION_DAYS,)

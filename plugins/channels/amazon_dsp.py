"""Amazon DSP: line item x region x day by the Ads API's geo report (v3), one array of objects; ids are JSON numbers.

The only report of Amazon's with a place. An order is what others call a campaign, a line item an ad group; the report has no
creatives. Purchases come as on Amazon, off Amazon and both: the shop's own are the ones off Amazon.
"""

from config.channels import ChannelSettings
from plugins.channels.reading.kinds import Day, Id, Number, Text, Whole
from plugins.channels.reading.report import Column, Record, Report


def region_or_unknown(record: Record) -> object:
    """The state of a row; where Amazon tells none, the money was spent all the same."""
    return record.get("region") or "Unknown"


LINE_ITEM_REGION_DAYS = Report(
    name="line_item_region_days",
    table="amazon_dsp__line_item_region_days",
    form="json",
    day="date",
    reread_days=42,  # as for sponsored ads: restated up to 28 days after a conversion, which is dated up to 14 days back
    day_boundary="account",  # the advertiser's
    columns=(
        Column(name="date", source="date", kind=Day(), key=True),
        Column(name="advertiser_id", source="advertiserId", kind=Id(), key=True),
        Column(name="order_id", source="orderId", kind=Id(), key=True),
        Column(name="order_name", source="orderName", kind=Text()),
        Column(name="order_currency", source="orderCurrency", kind=Text()),
        Column(name="line_item_id", source="lineItemId", kind=Id(), key=True),
        Column(name="line_item_name", source="lineItemName", kind=Text()),
        Column(name="region", source=region_or_unknown, inside="region", kind=Text(), key=True),
        Column(name="impressions", source="impressions", kind=Whole(), measure=True),
        Column(name="clicks", source="clicks", kind=Whole(), measure=True),
        # All of it but the fees that the agency pays to others.
        Column(name="total_cost", source="totalCost", kind=Number(), measure=True, money=True),
        Column(name="purchases", source="purchases", kind=Whole(), measure=True, optional=True),
        Column(name="off_amazon_purchases", source="offAmazonPurchases", kind=Number(), measure=True),
        Column(
            name="off_amazon_product_sales", source="offAmazonProductSales", kind=Number(), measure=True, money=True
        ),
    ),
    unread=frozenset({"entityId", "advertiserName", "country", "sales", "totalPurchases", "combinedPurchases"}),
)


def reports(channel: str, settings: ChannelSettings) -> tuple[Report, ...]:
    """What `channel` delivers each night."""
    return (LINE_ITEM_REGION_DAYS,)

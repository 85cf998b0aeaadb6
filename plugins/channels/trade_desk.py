"""The Trade Desk: creative x region x day by a report template; ids are letters and digits, costs come in three currencies.

Advertiser cost is what the advertiser pays; partner cost, TTD cost and media cost are parts of it. The schedule of the
report says how numbers are written: with "International", 16.25 is "16,25". Its time zone is the schedule's too, UTC
unless chosen. Conversions stand apart by tracker; the first (`01`) has to be the purchase, as the rest may be anything.
"""

from config.channels import ChannelSettings
from plugins.channels.reading.kinds import Code, Day, Number, Text, Whole
from plugins.channels.reading.report import Column, Report


def reports(channel: str, settings: ChannelSettings) -> tuple[Report, ...]:
    """What `channel` delivers each night, numbers written as its settings say."""
    # No mark for thousands: "1,234" in a file of the other format would be a thousandfold.
    amount = Number(settings.decimal_mark)
    count = Whole(settings.decimal_mark)
    return (
        Report(
            name="creative_region_days",
            table="trade_desk__creative_region_days",
            form="csv",
            day="date",
            # No page of the vendor's that could be read says how far back rows move. Attribution windows are the
            # advertiser's own choice; 30 days is what most platforms here need.
            reread_days=30,
            day_boundary="report",
            columns=(
                Column(name="date", source="Date", kind=Day(), key=True),
                Column(name="advertiser_id", source="Advertiser ID", kind=Code(), key=True),
                Column(name="advertiser_currency_code", source="Advertiser Currency Code", kind=Text()),
                Column(name="campaign_id", source="Campaign ID", kind=Code(), key=True),
                Column(name="campaign", source="Campaign", kind=Text()),
                Column(name="ad_group_id", source="Ad Group ID", kind=Code(), key=True),
                Column(name="ad_group", source="Ad Group", kind=Text()),
                Column(name="creative_id", source="Creative ID", kind=Code(), key=True),
                # Its English name; no export that was read shows what stands for an unknown place.
                Column(name="region", source="Region", kind=Text(), key=True),
                Column(name="impressions", source="Impressions", kind=count, measure=True),
                Column(name="clicks", source="Clicks", kind=count, measure=True),
                Column(
                    name="advertiser_cost",
                    source="Advertiser Cost (Adv Currency)",
                    kind=amount,
                    measure=True,
                    money=True,
                ),
                Column(
                    name="conversions_01",
                    source="01 - Total Click + View Conversions",
                    kind=amount,
                    measure=True,
                ),
                # Their parts: a total has no column of that kind. Not every template asks for them.
                Column(
                    name="click_revenue_01",
                    source="01 - Click Conversion Revenue",
                    kind=amount,
                    measure=True,
                    money=True,
                    optional=True,
                ),
                Column(
                    name="view_revenue_01",
                    source="01 - View Through Conversion Revenue",
                    kind=amount,
                    measure=True,
                    money=True,
                    optional=True,
                ),
            ),
            unread=frozenset(
                {
                    "Partner ID", "Partner", "Advertiser", "Creative", "Country",
                    "Advertiser Cost (Partner Currency)", "Advertiser Cost (USD)", "Partner Cost (Adv Currency)",
                    "TTD Cost (Adv Currency)", "Media Cost (Adv Currency)",
                    "01 - Click Conversion", "01 - View Through Conversion",  # the parts of the total
                }
            ),
        ),
    )  # fmt: skip

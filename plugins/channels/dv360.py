"""Display & Video 360: creative x region x day by an offline report; totals and the request stand below the rows.

Revenue is what the advertiser pays: media cost, fees and the partner's markup. Media cost alone is what the impressions
cost the partner. Each amount comes in up to three currencies; the advertiser's is read. An insertion order is what others
call a campaign, a line item an ad group.
"""

from config.channels import ChannelSettings
from plugins.channels.reading.kinds import Day, Id, Number, Text, Whole
from plugins.channels.reading.report import Column, Report

UNKNOWN = "Unknown"  # written where DV360 knows no creative (YouTube) or place; no other mark was seen in an export

CREATIVE_REGION_DAYS = Report(
    name="creative_region_days",
    table="dv360__creative_region_days",
    form="csv",
    day="date",
    # The report's own last lines: numbers move for up to seven days, and a month is final early in the next one. Google's
    # help says by its third day, so that a month's first day moves for 33.
    reread_days=33,
    day_boundary="account",  # the advertiser's, unless the report is set to UTC: then say so in config/channels.yml
    footer="Report Time:",
    totals=True,
    columns=(
        Column(name="date", source="Date", kind=Day("%Y/%m/%d"), key=True),
        Column(name="advertiser_id", source="Advertiser ID", kind=Id(), key=True),
        Column(name="advertiser_currency", source="Advertiser Currency", kind=Text()),
        Column(name="insertion_order_id", source="Insertion Order ID", kind=Id(), key=True),
        Column(name="insertion_order", source="Insertion Order", kind=Text()),
        Column(name="line_item_id", source="Line Item ID", kind=Id(), key=True),
        Column(name="line_item", source="Line Item", kind=Text()),
        Column(name="creative_id", source="Creative ID", kind=Id(UNKNOWN), key=True),
        Column(name="region_id", source="Region ID", kind=Id(UNKNOWN), key=True),
        Column(name="impressions", source="Impressions", kind=Whole(), measure=True),
        Column(name="clicks", source="Clicks", kind=Whole(), measure=True),
        Column(name="revenue", source="Revenue (Adv Currency)", kind=Number(), measure=True, money=True),
        Column(
            name="media_cost",
            source="Media Cost (Advertiser Currency)",
            kind=Number(),
            measure=True,
            money=True,
            optional=True,
        ),
        # The total; post-click and post-view conversions are its parts.
        Column(name="total_conversions", source="Total Conversions", kind=Number(), measure=True),
        Column(
            name="post_click_revenue", source="CM360 Post-Click Revenue", kind=Number(), measure=True, money=True
        ),
        Column(name="post_view_revenue", source="CM360 Post-View Revenue", kind=Number(), measure=True, money=True),
    ),
    unread=frozenset(
        {
            "Partner ID", "Partner", "Partner Currency", "Advertiser", "Creative", "Country", "Region",
            "Revenue (Partner Currency)", "Revenue (USD)", "Media Cost (Partner Currency)", "Media Cost (USD)",
            "Post-Click Conversions", "Post-View Conversions", "Click Rate (CTR)",
        }
    ),
)  # fmt: skip


def reports(channel: str, settings: ChannelSettings) -> tuple[Report, ...]:
    """What `channel` delivers each night."""
    return (CREATIVE_REGION_DAYS,)

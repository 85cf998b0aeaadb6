"""Meta Ads Insights: ad x region x day; all numbers are strings, money in currency units, ids above 2^53.

The same purchase stands under several action types; adding them up doubles it. Meta freezes a day after 28 days.
"""

from config.channels import ChannelSettings
from plugins.channels.reading.kinds import CellError, Day, Id, Number, Text, Whole
from plugins.channels.reading.report import Column, Record, Report, Source

# The same purchases from the widest to the narrowest count: the first that is there is taken, never a sum.
PURCHASE_TYPES = ("omni_purchase", "purchase", "offsite_conversion.fb_pixel_purchase")


def one_purchase(array: str) -> Source:
    """A source that reads the purchases out of `actions` or `action_values`; an absent array means zero."""

    def read(record: Record) -> object:
        actions = [(action["action_type"], action.get("value")) for action in record.get(array) or ()]
        for kind in PURCHASE_TYPES:
            values = [value for name, value in actions if name == kind]
            if len(values) > 1:
                raise CellError(f"{kind} stands there {len(values)} times; ask for no action breakdown")
            if values:
                return _there(values[0], kind)
        others = sorted({name for name, _ in actions if name.endswith("purchase")})
        if others:
            raise CellError(f"counts purchases only as {', '.join(others)}; ask for omni_purchase")
        return "0"

    return read


def _there(value: object, kind: str) -> object:
    if value is None:
        raise CellError(f"{kind} has no value")
    return value


def single_day(record: Record) -> object:
    """The row's day; a row over several days belongs to another report."""
    if record.get("date_start") != record.get("date_stop"):
        raise CellError(f"spans {record.get('date_start')} to {record.get('date_stop')}, not one day")
    return record.get("date_start")


AD_REGION_DAYS = Report(
    name="ad_region_days",
    table="meta__ad_region_days",
    form="jsonl",
    day="date",
    reread_days=28,
    day_boundary="account",
    unread=frozenset({"date_stop"}),
    columns=(
        Column(name="account_id", source="account_id", kind=Id(), key=True),
        Column(name="account_currency", source="account_currency", kind=Text()),
        Column(name="campaign_id", source="campaign_id", kind=Id(), key=True),
        Column(name="campaign_name", source="campaign_name", kind=Text()),
        Column(name="adset_id", source="adset_id", kind=Id(), key=True),
        Column(name="adset_name", source="adset_name", kind=Text()),
        Column(name="ad_id", source="ad_id", kind=Id(), key=True),
        Column(name="ad_name", source="ad_name", kind=Text()),
        Column(name="date", source=single_day, inside="date_start", kind=Day(), key=True),
        Column(name="region", source="region", kind=Text(), key=True),
        Column(name="spend", source="spend", kind=Number(), measure=True, money=True),
        Column(name="impressions", source="impressions", kind=Whole(), measure=True),
        Column(name="clicks", source="clicks", kind=Whole(), measure=True),
        Column(name="inline_link_clicks", source="inline_link_clicks", kind=Whole(), measure=True, optional=True),
        Column(name="reach", source="reach", kind=Whole(), optional=True),
        Column(
            name="purchases",
            source=one_purchase("actions"),
            inside="actions",
            kind=Number(),
            measure=True,
            optional=True,
        ),
        Column(
            name="purchase_value",
            source=one_purchase("action_values"),
            inside="action_values",
            kind=Number(),
            measure=True,
            money=True,
            optional=True,
        ),
    ),
)

# The same call with level=campaign and level=account: a region that is withheld, or an ad that is gone, still counts there.
CAMPAIGN_DAYS = AD_REGION_DAYS.totals_of("campaign", "meta__campaign_days", AD_REGION_DAYS.only(
    "account_id", "account_currency", "campaign_id", "campaign_name", "date", "spend", "impressions", "inline_link_clicks",
))  # fmt: skip
ACCOUNT_DAYS = AD_REGION_DAYS.totals_of("account", "meta__account_days", AD_REGION_DAYS.only(
    "account_id", "account_currency", "date", "spend", "impressions", "inline_link_clicks",
))  # fmt: skip


def reports(channel: str, settings: ChannelSettings) -> tuple[Report, ...]:
    """What `channel` delivers each night."""
    return AD_REGION_DAYS, CAMPAIGN_DAYS, ACCOUNT_DAYS

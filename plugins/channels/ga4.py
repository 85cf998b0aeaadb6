"""Google Analytics 4 export: one web event a line; without consent no user id. Days are rewritten for 72 hours."""

from config.channels import ChannelSettings
from plugins.channels.reading.kinds import CellError, Day, EpochMicros, Number, Text, Whole
from plugins.channels.reading.report import Column, Record, Report


def session_id(record: Record) -> object:
    """The session, out of the list of event parameters."""
    params = record.get("event_params") or ()
    session = next((param["value"] for param in params if param["key"] == "ga_session_id"), None)
    if session is not None and session.get("int_value") is None:
        raise CellError("ga_session_id has no int_value")
    return session["int_value"] if session is not None else None


EVENTS = Report(
    name="events",
    table="ga4__events",
    form="jsonl",
    day="event_date",
    reread_days=3,
    day_boundary="property",
    persons=("user_pseudo_id", "user_id", "transaction_id"),  # an order of somebody who was forgotten names no browser
    equal_rows_are_one=True,  # the time of an event is in microseconds; what is equal in every column was sent twice
    columns=(
        Column(name="event_date", source="event_date", kind=Day("%Y%m%d"), key=True),
        Column(name="event_timestamp", source="event_timestamp", kind=EpochMicros(), key=True),
        Column(name="event_name", source="event_name", kind=Text(), key=True),
        Column(name="ga_session_id", source=session_id, inside="event_params", kind=Whole(), optional=True),
        Column(name="user_pseudo_id", source="user_pseudo_id", kind=Text()),
        Column(name="user_id", source="user_id", kind=Text()),
        Column(name="analytics_storage", source="privacy_info.analytics_storage", kind=Text()),
        Column(name="ads_storage", source="privacy_info.ads_storage", kind=Text()),
        Column(name="source", source="collected_traffic_source.manual_source", kind=Text(), optional=True),
        Column(name="medium", source="collected_traffic_source.manual_medium", kind=Text(), optional=True),
        Column(name="campaign_id", source="collected_traffic_source.manual_campaign_id", kind=Text(), optional=True),
        Column(name="gclid", source="collected_traffic_source.gclid", kind=Text(), optional=True),
        Column(name="region", source="geo.region", kind=Text(), optional=True),
        Column(name="transaction_id", source="ecommerce.transaction_id", kind=Text(), optional=True),
        Column(
            name="purchase_revenue",
            source="ecommerce.purchase_revenue_in_usd",
            kind=Number(),
            measure=True,
            money=True,
            optional=True,
        ),
        Column(name="batch_event_index", source="batch_event_index", kind=Whole(), optional=True),
    ),
)


def reports(channel: str, settings: ChannelSettings) -> tuple[Report, ...]:
    """What `channel` delivers each night."""
    return (EVENTS,)

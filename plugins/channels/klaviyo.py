"""Klaviyo: e-mail sends and clicks, one event a line, with people's addresses and their consent; times in UTC."""

from config.channels import ChannelSettings
from plugins.channels.reading.kinds import Flag, Moment, Text
from plugins.channels.reading.report import Column, Report

EVENTS = Report(
    name="events",
    table="klaviyo__events",
    form="jsonl",
    day="occurred_at",
    reread_days=5,  # Klaviyo attributes an order to an e-mail for up to 120 hours
    entity=("event_id",),  # the window begins at an hour: its first day is never told whole
    persons=("profile_id", "email"),
    personal=("profile_id", "email", "consent"),
    day_boundary="UTC",
    columns=(
        Column(name="event_id", source="id", kind=Text(), key=True),
        Column(name="metric", source="metric", kind=Text(), key=True),
        Column(name="occurred_at", source="datetime", kind=Moment(), key=True),
        Column(name="profile_id", source="profile_id", kind=Text()),
        Column(name="email", source="email", kind=Text()),
        Column(name="campaign_id", source="campaign_id", kind=Text()),
        Column(name="campaign_name", source="campaign_name", kind=Text()),
        Column(name="region", source="region", kind=Text()),
        Column(name="consent", source="consent", kind=Flag()),
    ),
)


def reports(channel: str, settings: ChannelSettings) -> tuple[Report, ...]:
    """What `channel` delivers each night."""
    return (EVENTS,)

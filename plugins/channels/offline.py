"""Offline media (TV, radio, OOH, print): no platform, but an agency's schedule, mapped in `config/channels.yml`."""

from config.channels import ChannelSettings
from plugins.channels.reading.kinds import Day, Number, Renamed, Text, Whole
from plugins.channels.reading.report import Column, Report


def reports(channel: str, settings: ChannelSettings) -> tuple[Report, ...]:
    """What `channel` delivers each night: one table of spots, in the columns that the company named."""
    table = settings.table
    assert table is not None  # ChannelSettings refuses an offline channel without its table
    names = table.columns
    point, comma = table.decimal_mark, table.thousands_mark
    columns = [
        Column(name="date", source=names.date, kind=Day(table.date_format), key=True),
        Column(name="geo_name", source=names.geo, kind=Renamed(tuple(table.geos.items())), key=True),
        Column(name="campaign", source=names.campaign, kind=Text(), key=True),
        Column(name="cost", source=names.cost, kind=Number(point, comma), key=True, measure=True, money=True),
    ]
    if names.placement:
        columns.append(Column(name="placement", source=names.placement, kind=Text()))
    if names.impressions:
        thousands = Whole(point, comma, table.impressions_times)
        columns.append(Column(name="impressions", source=names.impressions, kind=thousands, measure=True))
    if names.grps:
        columns.append(Column(name="grps", source=names.grps, kind=Number(point, comma), measure=True))
    return (
        Report(
            name=table.report,
            table="offline__days",
            form="csv",
            day="date",
            reread_days=table.reread_days,
            day_boundary="schedule",
            missing=frozenset({"", "-", "--"}),
            separator=table.separator,
            channel_column=True,
            columns=tuple(columns),
        ),
    )

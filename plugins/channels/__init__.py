"""The platforms' dialects: one module a dialect, mostly a table of what its reports look like; found by file name.

Adding a platform is one file here, its raw table, a staging folder in dbt, its columns in `config/gate.yml` if it costs money,
and an entry in `config/channels.yml` or, to copy from, in `config/more_channels.yml`.
"""

import pkgutil
from importlib import import_module
from types import ModuleType

from config.channels import ChannelSettings, ChannelsSettings
from plugins.channels.reading.report import Report


class UnknownChannelError(LookupError):
    """No such dialect, or no such channel in the settings: names what there is and the mend."""


def dialects() -> list[str]:
    """Names of all dialects: the modules of this package."""
    return sorted(part.name for part in pkgutil.iter_modules(__path__) if not part.ispkg)


def find(dialect: str) -> ModuleType:
    """The module of one dialect.

    Raises
    ------
    UnknownChannelError
        There is no such file.
    """
    if dialect not in dialects():
        raise UnknownChannelError(
            f"plugins.channels has no {dialect!r}; it has {', '.join(dialects())}. Add plugins/channels/{dialect}.py."
        )
    return import_module(f"{__name__}.{dialect}")


def settings_of(channel: str, channels: ChannelsSettings) -> ChannelSettings:
    """What the company said about `channel`.

    Raises
    ------
    UnknownChannelError
        `config/channels.yml` has no such entry.
    """
    if channel not in channels.channels:
        known = ", ".join(sorted(channels.channels))
        raise UnknownChannelError(
            f"config/channels.yml has no channel {channel!r}; it has {known}. Add an entry for it."
        )
    return channels.channels[channel]


def reports_of(channel: str, channels: ChannelsSettings) -> tuple[Report, ...]:
    """The reports that `channel` delivers each night."""
    settings = settings_of(channel, channels)
    reports = find(settings.dialect).reports(channel, settings)
    return tuple(report.in_time_zone(settings.time_zone) for report in reports)

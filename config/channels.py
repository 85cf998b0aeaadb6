"""Which channels the company has, in which dialect they report, and what their exports leave unsaid."""

from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator, model_validator

from config.reading import Settings, place, read

Kind = Literal["paid", "owned", "events", "orders", "rates"]


class OfflineColumns(Settings):
    """What the agency's schedule calls each column; `None` where it has no such column."""

    date: str
    geo: str
    campaign: str
    placement: str | None = None
    cost: str
    impressions: str | None = None
    grps: str | None = None


class OfflineTable(Settings):
    """How a schedule of offline media (TV, radio, OOH, print) is written.

    `geos` renames places of the file to states' names ("SoCal": "California"); any other place stays as it is.
    """

    report: Annotated[str, Field(pattern="^[a-z][a-z0-9_]*$")]
    separator: Annotated[str, Field(min_length=1, max_length=1)] = ","
    date_format: str = "%Y-%m-%d"
    decimal_mark: Literal[".", ","] = "."
    thousands_mark: Literal["", ",", ".", " ", "'"] = ""
    impressions_times: Annotated[int, Field(ge=1)] = 1
    reread_days: Annotated[int, Field(ge=1)] = 30
    columns: OfflineColumns
    geos: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _marks_differ(self) -> "OfflineTable":
        if self.decimal_mark == self.thousands_mark:
            raise ValueError(f"decimal_mark and thousands_mark are both {self.decimal_mark!r}; they must differ")
        return self


class ChannelSettings(Settings):
    """One channel: its dialect, and what its export doesn't say itself.

    `decimal_mark` is that of The Trade Desk's reports, whose schedule chooses it; other platforms have one way.
    """

    dialect: Annotated[str, Field(pattern="^[a-z][a-z0-9_]*$")]
    kind: Kind
    time_zone: str
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    account_id: str | None = None
    decimal_mark: Literal[".", ","] = "."
    table: OfflineTable | None = None

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError("not a time zone's name; write one like 'Europe/Berlin'") from None
        return name

    @model_validator(mode="after")
    def _mark_belongs_to_the_trade_desk(self) -> "ChannelSettings":
        if self.decimal_mark != "." and self.dialect != "trade_desk":
            raise ValueError(f"dialect {self.dialect!r} has no choice of a 'decimal_mark': remove it")
        return self

    @model_validator(mode="after")
    def _table_belongs_to_offline(self) -> "ChannelSettings":
        if (self.dialect == "offline") != (self.table is not None):
            raise ValueError("a 'table' maps the columns of dialect 'offline', and only of it: add or remove it")
        return self


class ChannelsSettings(Settings):
    """All channels by name; a name is also the channel's folder in the landing zone."""

    channels: Annotated[dict[Annotated[str, Field(pattern="^[a-z][a-z0-9_]*$")], ChannelSettings], Field(min_length=1)]

    @model_validator(mode="after")
    def _one_source_of_rates(self) -> "ChannelsSettings":
        if len(rates := self.of_kind("rates")) > 1:
            raise ValueError(
                f"channels {', '.join(rates)} are all of kind 'rates': one bank's rates count, remove the others"
            )
        return self

    def of_kind(self, *kinds: Kind) -> list[str]:
        """Names of the channels of these kinds, in the file's order."""
        return [name for name, channel in self.channels.items() if channel.kind in kinds]


def load(path: Path | None = None) -> ChannelsSettings:
    """Read `config/channels.yml`."""
    return read(path or place("channels.yml"), ChannelsSettings)

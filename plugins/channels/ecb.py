"""European Central Bank: reference rates of its data portal's CSV, one currency and day a row; none on weekends and holidays.

A rate says how much of a currency one unit of the base (the euro) buys. They are published in the afternoon of their day, so a night
knows those of the day before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from config.channels import ChannelSettings
from plugins.channels.reading.kinds import CellError, Day, Number, Text, Value
from plugins.channels.reading.report import Column, Report


@dataclass(frozen=True)
class Rate:
    """Exact decimals above zero: a rate of nothing would make money vanish, or divide by it."""

    def one(self, cell: str | bool) -> Value:
        return _above_zero([Number().one(cell)])[0]

    def many(self, cells: Sequence[str]) -> list[Value]:
        return _above_zero(Number().many(cells))


def _above_zero(values: list[Value]) -> list[Value]:
    if not all(isinstance(value, Decimal) and value > 0 for value in values):
        raise CellError("not a rate: it must be above zero")
    return values


RATES = Report(
    name="rates",
    table="ecb__rates",
    form="csv",
    day="date",
    reread_days=30,
    day_boundary="CET",
    missing=frozenset({"", "NaN"}),  # a holiday's row, where it is delivered at all
    unread=frozenset({"KEY", "FREQ", "EXR_TYPE", "EXR_SUFFIX", "OBS_STATUS", "OBS_CONF", "TIME_FORMAT", "DECIMALS", "UNIT",
                      "UNIT_MULT", "TITLE", "TITLE_COMPL", "SOURCE_AGENCY", "COLLECTION"}),
    columns=(
        Column(name="date", source="TIME_PERIOD", kind=Day(), key=True),
        Column(name="currency", source="CURRENCY", kind=Text(), key=True),
        Column(name="base", source="CURRENCY_DENOM", kind=Text(), key=True),
        Column(name="rate", source="OBS_VALUE", kind=Rate()),
    ),
)  # fmt: skip


def reports(channel: str, settings: ChannelSettings) -> tuple[Report, ...]:
    """What `channel` delivers each night."""
    return (RATES,)

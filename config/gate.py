"""What the gate doubts, and from where on."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from config.reading import Settings, place, read

Share = Annotated[float, Field(ge=0, le=1)]
Factor = Annotated[float, Field(gt=1)]
Name = Annotated[str, Field(pattern="^[a-z][a-z0-9_]*$")]


class Arrival(Settings):
    """When a file counts as arrived, and as whole."""

    quarantined_share: Share
    same_weekdays: Annotated[int, Field(ge=1)]
    rows_share: Share
    always_on_days: Annotated[int, Field(ge=1)]


class Restatement(Settings):
    """How far days that were already delivered may still move."""

    settled_after_days: Annotated[int, Field(ge=0)]
    spend_share: Share
    rows_lost_share: Share


class Bands(Settings):
    """How the seasonal band of a series is learned, and how narrow it may get."""

    weeks: Annotated[int, Field(ge=2)]
    least_days: Annotated[int, Field(ge=2)]
    widths: Annotated[float, Field(gt=0)]
    spend_share: Annotated[float, Field(gt=0)]
    price_share: Annotated[float, Field(gt=0)]
    price_least_clicks: Annotated[int, Field(ge=1)]
    price_least_impressions: Annotated[int, Field(ge=1)]
    outcome_share: Annotated[float, Field(gt=0)]
    holiday_share: Annotated[float, Field(gt=0)]

    @model_validator(mode="after")
    def _enough_weeks(self) -> "Bands":
        if self.least_days > self.weeks:
            raise ValueError(f"least_days {self.least_days} exceeds weeks {self.weeks}: no band could be learned")
        return self


class Panel(Settings):
    """Which gaps of the panel count: days nobody told, and spend in places nobody knows."""

    imputed_days_looked_at: Annotated[int, Field(ge=1)]
    unmapped_days: Annotated[int, Field(ge=1)]
    unmapped_share: Share


class Agreement(Settings):
    """How far platforms, web events and orders may drift apart."""

    claims_days: Annotated[int, Field(ge=1)]
    claims_weeks: Annotated[int, Field(ge=4)]
    claims_factor: Factor
    claims_least: Annotated[int, Field(ge=1)]
    tracked_factor: Factor


class Rates(Settings):
    """Rates that no real advertisement has."""

    click_rate: Annotated[float, Field(gt=0, le=1)]
    conversion_rate: Annotated[float, Field(gt=0)]
    refunded_beyond_share: Share


class Places(Settings):
    """The report that says where a row's `cell` lies, where the row itself only names its campaign."""

    report: Name
    cell: Name


class SpendColumns(Settings):
    """Which columns of a paid dialect's raw table hold what the gate reads; no `report` where the channel names it."""

    report: Name | None = None
    places: Places | None = None
    cell: Name
    spend: Name
    impressions: Name
    clicks: Name | None = None


class GateSettings(Settings):
    """What the gate doubts, and from where on."""

    arrival: Arrival
    restatement: Restatement
    band: Bands
    panel: Panel
    agreement: Agreement
    rates: Rates
    spend: dict[Name, SpendColumns]


def load(path: Path | None = None) -> GateSettings:
    """Read `config/gate.yml`."""
    return read(path or place("gate.yml"), GateSettings)

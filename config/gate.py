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


class Profile(Settings):
    """How far a column of a report may differ from what the same report said before."""

    days: Annotated[int, Field(ge=14)]
    missing_more: Share
    placeholder_more: Share
    familiar_share: Share
    distinct_share: Share
    largest_factor: Factor
    step_factor: Factor
    claims_step_factor: Factor
    claims_moved_share: Share
    claims_least: Annotated[int, Field(ge=1)]
    alive_least: Annotated[int, Field(ge=1)]
    moved_between_days: Share
    rows_factor: Factor
    unseen_share_more: Share
    clock_hours: Annotated[float, Field(gt=0)]
    flag_more: Share
    rate_factor: Factor
    off_day_share: Share


class Meaning(Settings):
    """What columns of one report mean beyond their kind.

    Parameters
    ----------
    same : list of str
        Columns of which yesterday has no other value than the days before: account, currency, time zone.
    words : list of str
        Columns of few words, of which a new one is worth a look.
    campaign : str
        The column that names a row's campaign.
    claims, value : str
        What the platform says it sold, and for how much.
    within : dict
        By column, the one that it is a part of: in no row is it the larger one.
    rates_by : str
        The column that says of which currency a rate is.
    """

    same: tuple[Name, ...] = ()
    words: tuple[Name, ...] = ()
    campaign: Name | None = None
    claims: Name | None = None
    value: Name | None = None
    within: dict[Name, Name] = Field(default_factory=dict)
    rates_by: Name | None = None


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
    profile: Profile
    spend: dict[Name, SpendColumns]
    reports: dict[Name, Meaning]


def load(path: Path | None = None) -> GateSettings:
    """Read `config/gate.yml`."""
    return read(path or place("gate.yml"), GateSettings)

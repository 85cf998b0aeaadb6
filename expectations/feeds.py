"""Who is expected to deliver what, and what a night without it means."""

from dataclasses import dataclass, field
from typing import Literal

from config.channels import Kind
from config.gate import Meaning, SpendColumns
from expectations.verdict import Verdict

MISSING = {
    "paid": Verdict.FREEZE,  # its spend is unknown: it keeps its last approved budget, the others move
    "owned": Verdict.DEFAULT,  # e-mail is a control of the model: its usual level stands in
    "events": Verdict.DEFAULT,  # so are web sessions
    "rates": Verdict.DEFAULT,  # the last known rate stands for some days; a channel that it fails is frozen by its own gap
    "orders": Verdict.STOP,  # without sales nobody can say what spend caused
}


ColumnKind = Literal["number", "text", "day", "moment", "micros", "flag"]


@dataclass(frozen=True, kw_only=True)
class ColumnShape:
    """One column of a raw table, as its dialect describes it; `micros` are an instant's microseconds since 1970."""

    name: str
    kind: ColumnKind
    is_key: bool = False
    is_measure: bool = False


@dataclass(frozen=True, kw_only=True)
class ReportShape:
    """What the gate knows of one report.

    Parameters
    ----------
    table : str
        Its raw table, without the schema.
    day : str or None
        Raw column that dates a row; None for a list of names.
    key : tuple of str
        Raw columns that tell its rows apart.
    may_repeat : bool
        Two rows of one file may share a key: a schedule books the same spot twice.
    micros : int
        Micros in one unit of its money: 1, or 1,000,000.
    tells_days : bool
        A file tells all of each day that it spans; otherwise only what changed.
    is_shared : bool
        Its raw table holds other channels' rows too, and has a column `channel`.
    may_be_empty : bool
        No rows is an honest answer, and so the same bytes may come twice.
    may_be_missing : bool
        A night without it is no fault: it tells totals of what another report tells in full.
    reread_days : int
        How many days back a night's file reaches.
    columns : tuple of ColumnShape
        All columns of its own in the raw table.
    meaning : Meaning
        What they mean beyond their kind.
    """

    name: str
    table: str
    day: str | None
    key: tuple[str, ...]
    micros: int
    tells_days: bool = True
    is_shared: bool = False
    may_be_empty: bool = False
    may_be_missing: bool = False
    may_repeat: bool = False
    reread_days: int = 30
    columns: tuple[ColumnShape, ...] = ()
    meaning: Meaning = field(default_factory=Meaning)

    @property
    def is_daily(self) -> bool:
        """Whether it brings new days every night."""
        return self.day is not None and not self.may_be_empty and not self.may_be_missing


@dataclass(frozen=True, kw_only=True)
class Feed:
    """One channel's reports, and where in them its spend stands if it is paid.

    `may_be_quiet`: its reports list only what happened (a schedule, e-mails sent), so that a last day before yesterday
    is no sign of an old file. `time_zone` is whose midnight ends its day.
    """

    channel: str
    kind: Kind
    reports: tuple[ReportShape, ...]
    spend: SpendColumns | None = None
    may_be_quiet: bool = False
    time_zone: str = "UTC"

    def __post_init__(self) -> None:
        if not self.reports:
            raise ValueError(f"channel {self.channel!r} has no reports: nothing of it could be doubted")
        if self.kind == "paid" and self.spend is None:
            raise ValueError(
                f"paid channel {self.channel!r}: config/gate.yml names no spend columns of its dialect; add them"
            )

    @property
    def verdict(self) -> Verdict:
        """What a night without this feed means."""
        return MISSING[self.kind]

    @property
    def spending(self) -> ReportShape:
        """The report that holds the spend of a paid channel by ad, place and day."""
        assert self.spend is not None
        wanted = self.spend.report
        return self.reports[0] if wanted is None else next(report for report in self.reports if report.name == wanted)

    def is_spending(self, report: ReportShape) -> bool:
        """Whether this report is the one that holds the channel's spend."""
        return self.spend is not None and report.name == self.spending.name

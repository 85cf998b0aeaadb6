"""What one report of a platform looks like: its files, its columns, and how they are read."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Literal
from zoneinfo import ZoneInfo

from plugins.channels.reading.kinds import Day, Kind, Moment

type Record = dict[str, Any]
type Source = str | Callable[[Record], Any]


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a raw table, and where in the export it comes from.

    Parameters
    ----------
    name : str
        Name in the raw table.
    source : str or callable
        Header of a CSV file; dotted path into a JSON record ("metrics.spend"); or a function of the record. A function
        says why a record can't be used by raising `CellError`.
    key : bool
        Part of the row's identity: never empty. A row without it goes to quarantine.
    measure : bool
        Summed in the ledger, so that every later stage can be held against the files.
    money : bool
        A measure in the report's unit of money.
    optional : bool
        The export may lack it; any other missing column means another report, or a changed export.
    inside : str
        For a `source` that is a function: the key of the record that it looks into.
    """

    name: str
    source: Source
    kind: Kind
    key: bool = False
    measure: bool = False
    money: bool = False
    optional: bool = False
    inside: str = ""

    @property
    def label(self) -> str:
        """What the export calls it: the header or path that must be there."""
        return self.source if isinstance(self.source, str) else self.inside


@dataclass(frozen=True, kw_only=True)
class Report:
    """One report: a file each night, one raw table.

    Parameters
    ----------
    name : str
        File name without its endings: `ad_geo_days` is delivered as `ad_geo_days.csv`, with `.gz` or `.zip` if packed.
        A second file of a day replaces the first; a part (`ad_geo_days.part-0001.csv`) adds its rows.
    table : str
        Raw table, without its schema.
    form : {"csv", "jsonl", "json"}
        Form of the text inside: a table, one object a line, or one array of objects.
    day : str
        Raw column that dates a row: checked against the day of delivery, and its first and last are in the ledger.
    entity : tuple of str
        Raw columns that name a thing which is told again when it changes (an order): its newest line stands until the next one.
        Without them a file tells all of each day that it spans, and what it leaves out is gone.
    missing : frozenset of str
        Marks that stand for "no value".
    separator : str
        Between the cells of a CSV file.
    banner_lines : int
        At most so many lines stand before the header.
    footer : str
        A row that begins so ends the data: short rows may follow, another whole row means two reports in one file.
    totals : bool
        A row without any of the key columns is the sum of those above, not one of them; it ends the data too.
    channel_column : bool
        The raw table is shared by several channels, and says which.
    unread : frozenset of str
        Columns that the export has and nobody needs; any further one is new, and noted in the ledger.
    repeating : frozenset of str
        Columns that cut a row's conversions and repeat its money in each part; a file that has one is refused.
    persons : tuple of str
        Raw columns by which a person is known. A row of somebody who was forgotten is never loaded, unless there are personal columns.
    personal : tuple of str
        Raw columns that are emptied in such a row, which is loaded then: the order stays, whose it was is gone.
    equal_rows_are_one : bool
        Two equal rows are one fact that was told twice (an event, delivered at least once); elsewhere they are two facts.
    may_be_empty : bool
        No rows is an honest answer (no refunds today); elsewhere an empty file is refused.
    may_be_missing : bool
        A night without it is no fault: it tells totals of what another report tells in full.
    reread_days : int
        How many days back each night's file reaches, because the platform restates them.
    day_boundary : str
        Whose midnight ends a day.
    money_unit : {"micros", "units"}
        Unit of the `money` columns.
    """

    name: str
    table: str
    form: Literal["csv", "jsonl", "json"]
    columns: tuple[Column, ...]
    day: str | None
    reread_days: int
    day_boundary: str
    entity: tuple[str, ...] = ()
    money_unit: Literal["micros", "units"] = "units"
    missing: frozenset[str] = frozenset({""})
    separator: str = ","
    banner_lines: int = 0
    footer: str = ""
    totals: bool = False
    channel_column: bool = False
    unread: frozenset[str] = frozenset()
    repeating: frozenset[str] = frozenset()
    persons: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()
    equal_rows_are_one: bool = False
    may_be_empty: bool = False
    may_be_missing: bool = False
    _named: re.Pattern[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        if len(set(names)) != len(names):
            raise ValueError(f"report {self.name!r} has a column twice: {names}")
        if self.day is not None and not isinstance(self.column(self.day).kind, Day | Moment):
            raise ValueError(f"report {self.name!r}: {self.day!r} dates the rows but is no day")
        if self.day is None and not self.entity:
            raise ValueError(
                f"report {self.name!r} has neither a day nor an entity: what a file of it leaves out is unknown"
            )
        if unknown := set(self.entity) - set(names):
            raise ValueError(f"report {self.name!r}: its entity {sorted(unknown)} is no column of it")
        if unknown := {*self.persons, *self.personal} - set(names):
            raise ValueError(f"report {self.name!r}: {sorted(unknown)} is to hold persons, but is no column of it")
        part = r"(?:\.part-\d+)?" if self.comes_in_parts else ""
        pattern = rf"{re.escape(self.name)}{part}(?:\.{self.form}(?:\.gz|\.zip)?|\.zip)"
        object.__setattr__(self, "_named", re.compile(pattern))

    @property
    def comes_in_parts(self) -> bool:
        """Whether a night's file may come in parts.

        A schedule can't: the same row in two parts could be one booking that was sent twice, or two. A list without days can't:
        of two versions in two parts nobody knows the newer one.
        """
        return self.day is not None and not self.channel_column

    def column(self, name: str) -> Column:
        """The column called `name` in the raw table."""
        return next(column for column in self.columns if column.name == name)

    def totals_of(self, level: str, table: str, columns: tuple[Column, ...]) -> "Report":
        """The same platform's report of its totals by `level` ("campaign", "account") and day, in these columns.

        A platform's totals hold what its ads' rows leave out: deleted ads, rows too small to be told, campaigns without ads.
        A campaign has one total a day, so two equal rows are one that was told twice.
        """
        name = f"{level}_days"
        return replace(self, name=name, table=table, columns=columns, may_be_missing=True, equal_rows_are_one=True)

    def in_time_zone(self, name: str) -> "Report":
        """The report with its points in time read on this zone's clock."""
        clock = Moment(ZoneInfo(name))
        columns = [replace(one, kind=clock) if isinstance(one.kind, Moment) else one for one in self.columns]
        return replace(self, columns=tuple(columns))

    def only(self, *names: str) -> tuple[Column, ...]:
        """Its columns of these names, in this order."""
        return tuple(self.column(name) for name in names)

    def is_named(self, file_name: str) -> bool:
        """Whether a file of this name holds this report."""
        return self._named.fullmatch(file_name) is not None

    def why_repeated(self, there: set[str]) -> str | None:
        """Why a file with these columns counts money several times; `None` if it doesn't."""
        found = ", ".join(sorted(there & self.repeating))
        return f"{found} would repeat each row's money; deliver {self.name} without it" if found else None

    def is_part(self, file_name: str) -> bool:
        """Whether a file of this name holds a part of this report."""
        return self.is_named(file_name) and file_name.startswith(f"{self.name}.part-")

    def not_this(self, missing: list[str], found: list[str]) -> str:
        """Why a file can't be this report: which columns are missing, and which are there."""
        there = ", ".join(map(_visible, found))
        return (
            f"not a {self.name} report: no {', '.join(missing)}; found {there[:500] or 'nothing'}. "
            "Deliver this platform's report, or map its changed columns in plugins/channels/"
        )


def _visible(name: str) -> str:
    """The name with tabs, zero-width marks and the like spelt out: "no DATE; found DATE" would help nobody."""
    return name if name.isprintable() else name.encode("unicode_escape").decode()

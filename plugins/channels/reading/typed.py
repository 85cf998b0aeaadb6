"""Which records become rows: every cell read as its column's kind; a row that can't be is put aside with its reason."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Context, Decimal, localcontext
from itertools import compress
from typing import Any, Protocol

from plugins.channels.reading.batch import Bad, Batch
from plugins.channels.reading.csv_records import CsvRecords
from plugins.channels.reading.json_records import JsonRecords
from plugins.channels.reading.kinds import CellError, Day, Moment, Value
from plugins.channels.reading.report import Column, Report

EXACT = Context(prec=400)
FIRST_DAY = date(2000, 1, 1)  # older than any platform here; an empty date is often written as 1970 or 1899


@dataclass(frozen=True)
class Typed:
    """Rows ready for their table: `values[c][r]` belongs to the report's column `c`; and the rows that aren't."""

    lines: Sequence[int]
    values: list[list[Value]]
    bad: list[Bad]

    def sum(self, place: int) -> Decimal:
        """The sum of a measure, exactly."""
        numbers: Any = self.values[place]
        with localcontext(EXACT):
            return sum(filter(None, numbers), Decimal(0))

    def days(self, place: int) -> set[date]:
        """The days in a column of days or times."""
        return {day_of(value) for value in set(self.values[place])}


class Records(Protocol):
    """A file's records, in batches."""

    header: str | None
    extra: list[str]

    def __iter__(self) -> Iterator[Batch]: ...


def records_of(lines: Iterable[str], report: Report) -> Records:
    """The records in `lines`, by the report's form."""
    return CsvRecords(lines, report) if report.form == "csv" else JsonRecords(lines, report)


def typed(batch: Batch, report: Report, delivered_on: date) -> Typed:
    """Read a batch's cells; a row dated after `delivered_on`, or before there were platforms, is put aside too."""
    faults: dict[int, tuple[Column, Any, str]] = {}
    missing = report.missing | {None}
    batch = batch.cell_by_cell()
    values = [
        _column(column, cells, missing, faults) for column, cells in zip(report.columns, batch.cells, strict=True)
    ]
    _doubt_days(report, values, batch, delivered_on, faults)
    bad = [*batch.broken]
    lines = batch.lines
    if faults:
        for index, (column, cell, reason) in sorted(faults.items()):
            shown = None if cell is None else str(cell)
            bad.append(Bad(batch.lines[index], column.label, shown, reason, batch.raw_lines[index].strip("\r\n")))
        good = [index not in faults for index in range(len(lines))]
        lines = list(compress(lines, good))
        values = [list(compress(column, good)) for column in values]
    return Typed(lines, values, bad)


def _column(column: Column, cells: Sequence[Any], missing: frozenset[Any], faults: dict[int, Any]) -> list[Value]:
    """Values of one column: all at once if the cells are plain, else one by one."""
    try:
        if missing.isdisjoint(cells):
            return column.kind.many(cells) if cells else []
        if not column.key:
            present = [cell for cell in cells if cell not in missing]
            read = iter(column.kind.many(present) if present else [])
            return [None if cell in missing else next(read) for cell in cells]
    except (ValueError, TypeError, ArithmeticError):
        pass
    values: list[Value] = []
    for index, cell in enumerate(cells):
        value = None
        try:
            if cell is None or (isinstance(cell, str) and cell in missing):
                if column.key:
                    raise CellError("is missing")
            else:
                value = column.kind.one(cell)
        except CellError as reason:
            faults.setdefault(index, (column, cell, str(reason)))
        values.append(value)
    return values


def _doubt_days(
    report: Report, values: list[list[Value]], batch: Batch, delivered_on: date, faults: dict[int, Any]
) -> None:
    for place, column in enumerate(report.columns):
        if not (column.key and isinstance(column.kind, Day | Moment)):
            continue
        reasons: dict[Value, str] = {}
        for value in set(values[place]) - {None}:
            if day_of(value) > delivered_on:
                reasons[value] = f"a day in the future: the file was delivered on {delivered_on}"
            elif day_of(value) < FIRST_DAY:
                reasons[value] = f"a day before {FIRST_DAY}: it stands for an empty date"
        for index, value in enumerate(values[place] if reasons else ()):
            if value in reasons:
                faults.setdefault(index, (column, batch.cells[place][index], reasons[value]))


def day_of(value: Value) -> date:
    """The day of a date or of a time, on the clock that the time was read on."""
    if isinstance(value, datetime):
        return value.date()
    assert isinstance(value, date)
    return value

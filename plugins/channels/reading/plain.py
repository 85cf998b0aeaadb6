"""Batches without an odd cell: read column by column, with no value of Python's for each cell.

What is read here is what `typed` reads, value by value, or nothing is: then `typed` reads the batch.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
from pyarrow import compute

from plugins.channels.reading.arrow_texts import Texts, text, texts_of
from plugins.channels.reading.batch import Bad, Batch
from plugins.channels.reading.kinds import Code, Day, Id, Kind, Number, Text, Whole
from plugins.channels.reading.report import Column, Report
from plugins.channels.reading.typed import FIRST_DAY, Typed, typed

# As they are written, and so short that the sum of a batch has fewer than 38 digits.
WHOLE = "^(0|-?[1-9][0-9]{0,13})$"
NUMBER = r"^-?(0|[1-9][0-9]{0,11})(\.[0-9]{1,12})?$"
DECIMAL = pa.decimal128(38, 12)


class OddError(ValueError):
    """A cell that has to be read one by one."""


@dataclass(frozen=True)
class Plain:
    """Rows ready for their table, all of them good: `texts[c][r]`, null for no value, belongs to the report's column `c`."""

    lines: Sequence[int]
    texts: list[Texts]
    bad: list[Bad] = field(default_factory=list)

    def sum(self, place: int) -> Decimal:
        """The sum of a measure, exactly."""
        total = compute.sum(self.texts[place].cast(DECIMAL)).as_py() or 0
        return Decimal(f"{total:f}".rstrip("0").rstrip(".") or 0)

    def days(self, place: int) -> set[date]:
        """The days in a column of days."""
        return {date.fromisoformat(day) for day in compute.unique(self.texts[place]).to_pylist() if day}


def read(batch: Batch, report: Report, delivered_on: date) -> Plain | Typed:
    """Read a batch's cells, as fast as they allow."""
    if not batch.is_in_columns:
        return typed(batch, report, delivered_on)
    try:
        pairs = zip(report.columns, batch.cells, strict=True)
        return Plain(batch.lines, [_column(column, cells, report.missing, delivered_on) for column, cells in pairs])
    except OddError:
        return typed(batch, report, delivered_on)


def _column(column: Column, cells: Texts, missing: frozenset[str], delivered_on: date) -> Texts:
    is_missing = cells.is_null()
    for mark in missing:
        is_missing = compute.or_kleene(is_missing, compute.equal(cells, text(mark)))
    if not compute.any(is_missing).as_py():
        return _texts(column, cells, delivered_on)
    if column.key:
        raise OddError
    is_there = compute.invert(is_missing)
    present = cells.filter(is_there)
    read = _texts(column, present, delivered_on) if len(present) else present
    return compute.replace_with_mask(pa.nulls(len(cells), pa.string()), is_there, read)


def _texts(column: Column, cells: Texts, delivered_on: date) -> Texts:
    """Texts of these cells, none of which is missing."""
    kind: Kind = column.kind
    match kind:
        case Text():
            return cells
        case Id():
            _need(compute.ascii_is_decimal(cells))
            return cells
        case Code():
            _need(compute.match_substring_regex(cells, "^[a-z0-9]+$"))
            return cells
        case Whole(decimal_mark=".", times=1):
            numbers = _in_one(cells, kind.thousands_mark)
            _need(compute.match_substring_regex(numbers, WHOLE))
            return numbers
        case Number(decimal_mark=".", times=1):
            numbers = _in_one(cells, kind.thousands_mark)
            _need(compute.match_substring_regex(numbers, NUMBER))
            return _short(numbers)
        case Day():
            return _days(kind, cells, delivered_on if column.key else date.max)
        case _:
            raise OddError


def _need(answers: Any) -> None:
    if not compute.all(answers).as_py():
        raise OddError


def _in_one(cells: Texts, mark: str) -> Texts:
    """Numbers without the mark that groups their thousands, where it does so by three."""
    if not mark or not compute.any(compute.match_substring(cells, mark)).as_py():
        return cells
    point = re.escape(mark)
    _need(compute.match_substring_regex(cells, rf"^-?([0-9]{{1,3}}({point}[0-9]{{3}})+|[0-9]+)(\.[0-9]+)?$"))
    return compute.replace_substring(cells, mark, "")


def _short(numbers: Texts) -> Texts:
    """Without zeros at a fraction's end, and without the sign of a zero."""
    has_fraction = compute.match_substring(numbers, ".")
    short = compute.utf8_rtrim(compute.utf8_rtrim(numbers, "0"), ".")
    texts = compute.if_else(has_fraction, short, numbers)
    return compute.if_else(compute.equal(texts, text("-0")), text("0"), texts)


def _days(kind: Day, cells: Texts, last: date) -> Texts:
    told = cells.dictionary_encode()
    forms = told.dictionary.to_pylist()
    try:
        days = [kind.one(cell) for cell in forms]
    except ValueError:
        raise OddError from None
    if not all(isinstance(day, date) and FIRST_DAY <= day <= last for day in days):
        raise OddError
    texts = list(map(str, days))
    return cells if texts == forms else texts_of(texts).take(told.indices)

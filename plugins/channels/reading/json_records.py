"""JSON exports, one object a line or one array: columns are found by path, numbers keep their digits."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from plugins.channels.reading.batch import CHARACTERS, ROWS, Bad, Batch, Tape
from plugins.channels.reading.json_array import objects_of
from plugins.channels.reading.kinds import CellError
from plugins.channels.reading.report import Column, Record, Report, Source
from plugins.channels.reading.unpack import FileError

ENOUGH = 200  # records to learn which keys an export has
LONGEST_VALUE = 200  # characters of a whole object that are shown as the value; all of it is in the raw line


def _once(pairs: list[tuple[str, Any]]) -> Record:
    """An object, unless a key stands in it twice: JSON would let the last one win without a word."""
    record = dict(pairs)
    if len(record) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        raise CellError(f"has the key {', '.join(twice)} twice; which one counts can't be known")
    return record


# Numbers stay text until their column's kind reads them: no amount and no id ever passes through a float.
# NaN and Infinity become floats, which no kind reads: as text they could stand for a name.
_loads = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=float, object_pairs_hook=_once).decode


class JsonRecords:
    """The records of one JSON file; the line of an array's object is its number.

    Attributes
    ----------
    header : None
        A line explains itself.
    extra : list of str
        Keys that the report doesn't know.
    """

    header: str | None = None

    def __init__(self, lines: Iterable[str], report: Report) -> None:
        self.report = report
        self.tape = Tape(objects_of(lines) if report.form == "json" else lines)
        self.extra: list[str] = []

    def __iter__(self) -> Iterator[Batch]:
        is_checked = False
        for records, lines, broken, raw_lines in self._records():
            if not is_checked and records:
                self._check(records)
                is_checked = True
            yield self._batch(records, lines, broken, raw_lines)

    def _records(self) -> Iterator[tuple[list[Record], list[int], list[Bad], list[str]]]:
        records: list[Record] = []
        lines: list[int] = []
        raw_lines: list[str] = []
        broken: list[Bad] = []
        for number, line in enumerate(self.tape, 1):
            try:
                record = _loads(line)
                if not isinstance(record, dict):
                    raise ValueError
                records.append(record)
                lines.append(number)
                raw_lines.append(line)
            except CellError as doubled:
                broken.append(Bad(number, None, None, str(doubled), line.strip("\r\n")))
            except (ValueError, RecursionError):
                if line.strip():
                    if self.tape.ends_open and (records or number > len(self.tape.memory)):
                        raise FileError(
                            f"truncated: it ends in the middle of line {number}; deliver the file again"
                        ) from None
                    broken.append(Bad(number, None, None, "not a JSON object", line.strip("\r\n")))
            if len(self.tape.memory) == ROWS or self.tape.characters > CHARACTERS:
                yield records, lines, broken, raw_lines
                records, lines, broken, raw_lines = [], [], [], []
                self.tape.forget()
        if records or broken:
            yield records, lines, broken, raw_lines

    def _check(self, records: list[Record]) -> None:
        """Refuse a file in whose first records a needed key never stands; note keys that nobody knows."""
        wanted = {column.label for column in self.report.columns if not column.optional}
        missing = sorted(path for path in wanted if not any(_has(record, path) for record in records))
        if missing:
            raise FileError(self.report.not_this(missing, sorted(_paths(records[0], wanted))))
        known = {column.label for column in self.report.columns} | self.report.unread
        paths = {path for record in records[:ENOUGH] for path in _paths(record, known)}
        if repeated := self.report.why_repeated(paths):
            raise FileError(repeated)
        self.extra = sorted(path for path in paths if path not in known)

    def _batch(self, records: list[Record], lines: list[int], broken: list[Bad], raw_lines: list[str]) -> Batch:
        try:
            return Batch(_columns(records, self.report.columns), lines, raw_lines, broken)
        except _SHAPES:
            good = []
            for index, record in enumerate(records):
                fault = _fault(record, self.report)
                if fault is None:
                    good.append(index)
                else:
                    broken.append(Bad(lines[index], *fault, raw_lines[index].rstrip("\r\n")))
        lines, raw_lines = [lines[index] for index in good], [raw_lines[index] for index in good]
        return Batch(_columns([records[index] for index in good], self.report.columns), lines, raw_lines, broken)


_SHAPES = (AttributeError, IndexError, KeyError, TypeError, ValueError)


def _fault(record: Record, report: Report) -> tuple[str, str, str] | None:
    """Column, value and reason of the first cell that can't be taken out of a record."""
    for column in report.columns:
        try:
            _columns([record], (column,))
        except _SHAPES as error:
            reason = str(error) if isinstance(error, CellError) else "has another shape than usual"
            return column.label, str(record.get(column.label.partition(".")[0]))[:LONGEST_VALUE], reason
    return None


def _columns(records: list[Record], columns: Sequence[Column]) -> list[list[Any]]:
    """Cells by column; what isn't there, or lies in a null, is `None`. Whole columns at a time: it is twice as fast."""
    inside: dict[str, list[Any]] = {"": records}

    def objects(path: str) -> list[Any]:
        if path not in inside:
            above, _, key = path.rpartition(".")
            inside[path] = [record.get(key) or {} for record in objects(above)]
        return inside[path]

    def cells(source: Source) -> list[Any]:
        if not isinstance(source, str):
            return [source(record) for record in records]
        above, _, key = source.rpartition(".")
        return [record.get(key) for record in objects(above)]

    return [cells(column.source) for column in columns]


def _has(record: Any, path: str) -> bool:
    first, _, rest = path.partition(".")
    if not isinstance(record, dict) or first not in record:
        return False
    return _has(record[first], rest) if rest else True


def _paths(record: Record, known: set[str] | frozenset[str]) -> Iterator[str]:
    """All keys, those inside an object only where the report looks inside it."""
    for key, value in record.items():
        inner = {path.removeprefix(f"{key}.") for path in known if path.startswith(f"{key}.")}
        if not inner:
            yield key
        elif isinstance(value, dict):
            yield from (f"{key}.{path}" for path in _paths(value, inner))

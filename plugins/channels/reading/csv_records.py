"""CSV exports: banner, header, rows, footer; columns are found by their names, never by their place."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice, tee
from typing import Any

import pyarrow as pa
from pyarrow import compute

from plugins.channels.reading.arrow_texts import text
from plugins.channels.reading.batch import CHARACTERS, ROWS, Bad, Batch
from plugins.channels.reading.csv_columns import columns_of
from plugins.channels.reading.report import Report
from plugins.channels.reading.unpack import FileError

AT_ONCE = 100  # rows that are read before their characters are counted; fewer aren't worth cutting into columns


class CsvRecords:
    """The records of one CSV file.

    Attributes
    ----------
    header : str
        The header line as it came; rows in quarantine are read again with it.
    extra : list of str
        Columns that the report doesn't know.
    """

    def __init__(self, lines: Iterable[str], report: Report) -> None:
        self.report = report
        self.lines = iter(lines)
        self.before = self.header_start = 0  # last line of the row before; first line of the header
        self._read_by_row([])
        names = self._find_header()
        banner_and_header = list(islice(self.behind, self.before))
        self.header: str | None = _text(banner_and_header[self.header_start - 1 :])
        self.width = len(names)
        self.places = [names.index(column.label) if column.label in names else None for column in report.columns]
        self.key_places = [names.index(column.label) for column in report.columns if column.key]
        self.ended = False  # the footer or the totals are behind us
        known = {column.label for column in report.columns} | report.unread
        self.extra = sorted({name for name in names if name and name not in known})

    def _read_by_row(self, lines: list[str]) -> None:
        """Read row by row from here on: first these lines, then those that weren't taken yet."""
        # A bad row is shown as it came: its lines are read a second time.
        ahead, self.behind = tee(chain(lines, self.lines))
        self.rows, self.skipped = self._reader(ahead), self.before

    @property
    def _here(self) -> int:
        """Last line of the row that was read last."""
        return self.skipped + int(self.rows.line_num)

    def _reader(self, lines: Iterable[str]) -> Any:
        # Strict: a stray quote would otherwise swallow the rows up to the next one, and leave a row that looks whole.
        return csv.reader(lines, delimiter=self.report.separator, strict=True)

    def _find_header(self) -> list[str]:
        wanted = [column.label for column in self.report.columns if not column.optional]
        best: list[str] = []
        for _ in range(self.report.banner_lines + 1):
            row = [name.strip() for name in self._next()]
            if len(set(wanted) & set(row)) > len(set(wanted) & set(best)) or not best:
                best = row
            if set(wanted) <= set(row):
                break
        if not best:
            raise FileError("empty: no header and no rows; deliver the file again")
        missing = [name for name in wanted if name not in best]
        if missing:
            raise FileError(self.report.not_this(missing, best))
        twice = sorted({name for name in best if best.count(name) > 1 and name in wanted})
        if twice:
            raise FileError(f"columns {', '.join(twice)} are there twice; which one counts can't be known")
        if repeated := self.report.why_repeated(set(best)):
            raise FileError(repeated)
        return best

    def _next(self) -> list[str]:
        self.header_start = self.before + 1
        try:
            row: list[str] = next(self.rows, [])
        except csv.Error as error:
            raise self._no_csv(error) from None
        self.before = self._here
        return row

    def _no_csv(self, error: csv.Error) -> FileError:
        """Where one row ends is unknown, and so is where the next begins."""
        row = f"the row that begins in line {self.before + 1}"
        if "unexpected end of data" in str(error):
            return FileError(f"truncated, or {row} opens a quote that nothing closes; deliver the file again")
        return FileError(f"no CSV: {row} can't be read ({error}); deliver the file again")

    def __iter__(self) -> Iterator[Batch]:
        try:
            yield from self._batches()
        except csv.Error as error:
            raise self._no_csv(error) from None

    def _batches(self) -> Iterator[Batch]:
        while lines := self._some_lines():
            columns = None
            if len(lines) >= AT_ONCE and not self.ended:
                columns = columns_of(lines, self.report.separator, self.width)
            if columns is None or self._may_end(columns):
                yield from self._by_row(lines)
            else:
                places = range(self.before + 1, self.before + len(lines) + 1)
                self.before += len(lines)
                nothing = pa.nulls(len(lines), pa.string())
                cells = [nothing if place is None else columns[place] for place in self.places]
                yield Batch(cells, places, RawLines(lines, places), is_in_columns=True)

    def _some_lines(self) -> list[str]:
        lines: list[str] = []
        characters = 0
        while len(lines) < ROWS and characters <= CHARACTERS and (more := list(islice(self.lines, AT_ONCE))):
            lines += more
            characters += sum(map(len, more))
        return lines

    def _may_end(self, columns: list[Any]) -> bool:
        """Whether a footer or totals could be among these rows."""
        has_footer = self.report.footer and compute.any(compute.starts_with(columns[0], self.report.footer)).as_py()
        return has_footer or (
            self.report.totals and compute.any(compute.equal(columns[self.key_places[0]], text(""))).as_py()
        )

    def _by_row(self, taken: list[str]) -> Iterator[Batch]:
        """The lines that were taken, and those of the last row that follow them, row by row."""
        end = self.before + len(taken)
        self._read_by_row(taken)
        rows: list[list[str]] = []
        starts: list[int] = []
        lines: list[str] = []
        characters = 0
        while self.before < end and (more := self._some_rows()):
            read = list(islice(self.behind, self._here - self.before))
            # A row is a line, unless its cells hold line ends.
            starts += range(self.before + 1, self._here + 1) if len(more) == len(read) else self._starts(read)
            self.before = self._here
            rows += more
            lines += read
            characters += sum(map(len, read))
            if len(rows) >= ROWS or characters > CHARACTERS:
                yield self._batch(rows, starts, lines)
                rows, starts, lines, characters = [], [], [], 0
        if rows:
            yield self._batch(rows, starts, lines)

    def _some_rows(self) -> list[list[str]]:
        try:
            return list(islice(self.rows, AT_ONCE))
        except csv.Error:
            self._starts(list(islice(self.behind, self._here - self.before)))
            raise

    def _starts(self, lines: list[str]) -> list[int]:
        """First lines of the rows in `lines`, which follow the row before; walks on until a row can't be read."""
        rows, first = self._reader(lines), self.before
        starts = []
        for _ in rows:
            starts.append(self.before + 1)
            self.before = first + rows.line_num
        return starts

    def _batch(self, rows: list[list[str]], starts: list[int], lines: list[str]) -> Batch:
        raw_lines = RawLines(lines, starts)
        broken: list[Bad] = []
        if self.ended or set(map(len, rows)) != {self.width} or self._has_end(rows):
            whole, broken = self._sorted(rows, starts, raw_lines)
            rows, starts = [rows[index] for index in whole], [starts[index] for index in whole]
            raw_lines = raw_lines.only(whole)
        columns: list[Any] = list(zip(*rows, strict=True)) or [()] * self.width
        nothing = [None] * len(rows)
        cells = [nothing if place is None else columns[place] for place in self.places]
        return Batch(cells, starts, raw_lines, broken)

    def _sorted(self, rows: list[list[str]], starts: list[int], raw_lines: "RawLines") -> tuple[list[int], list[Bad]]:
        """Places of the rows that have a cell for each column, and the others; what stands after the end is neither."""
        whole, broken = [], []
        for index, row in enumerate(rows):
            if not row or (len(row) != self.width and not "".join(row).strip()):
                continue
            if self._is_footer(row) or self._is_totals(row):
                self.ended = True
            elif self.ended:
                self._refuse_second_report(row, starts[index])
            elif len(row) == self.width:
                whole.append(index)
            elif index == len(rows) - 1 and raw_lines.ends_open:
                raise FileError(f"truncated: it ends in the middle of line {starts[index]}; deliver the file again")
            else:
                reason = f"has {len(row)} cells, the header {self.width}"
                broken.append(Bad(starts[index], None, None, reason, raw_lines[index]))
        return whole, broken

    def _refuse_second_report(self, row: list[str], line: int) -> None:
        if len(row) == self.width and all(row[place] for place in self.key_places):
            raise FileError(f"two reports in one file: line {line} follows the end of one; deliver each alone")

    def _is_footer(self, row: list[str]) -> bool:
        return bool(self.report.footer) and row[0].startswith(self.report.footer)

    def _has_end(self, rows: list[list[str]]) -> bool:
        return (bool(self.report.footer) and any(map(self._is_footer, rows))) or (
            self.report.totals and any(map(self._is_totals, rows))
        )

    def _is_totals(self, row: list[str]) -> bool:
        return self.report.totals and len(row) == self.width and not any(row[place] for place in self.key_places)


class RawLines:
    """Text of each row of a batch, put together only for the rows that turn out bad."""

    def __init__(self, lines: list[str], starts: Sequence[int], rows: Sequence[int] | None = None) -> None:
        self.lines, self.starts = lines, starts
        self.rows = range(len(starts)) if rows is None else rows

    def only(self, rows: list[int]) -> "RawLines":
        """The same text for some of the rows."""
        return RawLines(self.lines, self.starts, rows)

    @property
    def ends_open(self) -> bool:
        """Whether the last line lacks its end, as that of a file that was cut off does."""
        return not self.lines[-1].endswith(("\n", "\r"))

    def __getitem__(self, index: int) -> str:
        row, first = self.rows[index], self.starts[0]
        end = self.starts[row + 1] - first if row + 1 < len(self.starts) else None
        return _text(self.lines[self.starts[row] - first : end])


def _text(lines: list[str]) -> str:
    """These lines as one text, without the last one's end."""
    return "".join(lines).rstrip("\r\n")

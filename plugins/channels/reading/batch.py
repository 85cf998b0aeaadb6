"""What a file is read into: batches of records, column by column, with the lines that they came from."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

ROWS = 5_000
CHARACTERS = 4 << 20  # whichever is reached first: the memory of a batch is bounded


@dataclass(frozen=True)
class Bad:
    """A row that can't be loaded: where, what stood there, why, and its whole text."""

    line: int
    column: str | None
    value: str | None
    reason: str
    raw_line: str


class RawTexts(Protocol):
    """Raw text by row."""

    def __getitem__(self, index: int) -> str: ...


@dataclass
class Batch:
    """Records as columns of cells: `cells[c][r]` is the cell of the report's column `c` in record `r`.

    Attributes
    ----------
    is_in_columns : bool
        The columns are Arrow's arrays of texts, from lines without a fault; otherwise they are sequences of cells.
    """

    cells: Sequence[Any]
    lines: Sequence[int]
    raw_lines: RawTexts
    broken: list[Bad] = field(default_factory=list)
    is_in_columns: bool = False

    def cell_by_cell(self) -> "Batch":
        """The same records with cells that can be looked at one by one."""
        if not self.is_in_columns:
            return self
        return replace(self, cells=[column.to_pylist() for column in self.cells], is_in_columns=False)


class Tape:
    """The lines of a file, counted, of which the latest are remembered: a bad row is shown as it came."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = iter(lines)
        self.first = 1  # number of the first remembered line
        self.memory: list[str] = []
        self.characters = 0

    def __iter__(self) -> Iterator[str]:
        remember = self.memory.append
        for line in self.lines:
            remember(line)
            self.characters += len(line)
            yield line

    def text(self, start: int, end: int | None = None) -> str:
        """Lines `start` to `end` (or the last), both counted from 1, without the last one's line end."""
        stop = None if end is None else end - self.first + 1
        return "".join(self.memory[start - self.first : stop]).rstrip("\r\n")

    @property
    def ends_open(self) -> bool:
        """Whether the last line lacks its end, as that of a file that was cut off does."""
        return bool(self.memory) and not self.memory[-1].endswith(("\n", "\r"))

    def forget(self) -> None:
        """Let go of the remembered lines."""
        self.first += len(self.memory)
        self.memory.clear()
        self.characters = 0

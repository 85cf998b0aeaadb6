"""How a quirk is told: an ordinary export of a platform, what is odd in it, and what must come of it."""

import copy
import csv
import io
import json
from dataclasses import dataclass, field
from typing import Any

from plugins.channels.reading.report import Report
from tests.unit.channels.conftest import Row

type Changes = dict[str, Any]

ABSENT = object()  # the key isn't there at all


@dataclass(frozen=True)
class Wrong:
    """A row that must wait in quarantine; `reason` is a part of what is said."""

    line: int
    column: str | None
    value: str | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class Quirk:
    """One oddity: either rows come out, the last of which has these values, or rows are put aside, or all is refused."""

    name: str
    report: Report
    content: bytes
    rows: int = 0
    last: Row = field(default_factory=dict)
    wrong: tuple[Wrong, ...] = ()
    refused: tuple[str, ...] = ()
    file_name: str


class Export:
    """A report with one ordinary row, and the quirks that were told of it."""

    def __init__(self, report: Report, ordinary: Changes) -> None:
        self.report, self.ordinary = report, ordinary
        self.quirks: list[Quirk] = []
        self.odd_line = 3 if report.form == "csv" else 2  # an odd row follows the ordinary one

    def text(self, *rows: Changes) -> str:
        """A file with one row for each of these changes to the ordinary row."""
        if self.report.form == "csv":
            return self._csv(rows)
        objects = [json.dumps(_changed(self.ordinary, changes)) for changes in rows]
        if self.report.form == "json":
            return f"[{','.join(objects)}]"
        return "".join(line + "\n" for line in objects)

    def reads(self, name: str, odd: Changes, values: Row) -> None:
        """A second row, odd in this way, must be read as these values."""
        self.file(name, self.text({}, odd), rows=2, last=values)

    def quarantines(self, name: str, odd: Changes, column: str, value: str | None, reason: str) -> None:
        """A second row, odd in this way, must wait in quarantine; the first is loaded."""
        self.file(name, self.text({}, odd), rows=1, wrong=(Wrong(self.odd_line, column, value, reason),))

    def file(
        self, name: str, content: str | bytes, *, rows: int, last: Row | None = None, wrong: tuple[Wrong, ...] = (),
        file_name: str = "",
    ) -> None:  # fmt: skip
        """A whole file must give so many rows, the last with these values, and these wrong ones."""
        self._tell(name, content, file_name, rows=rows, last=last or {}, wrong=wrong)

    def refuses(self, name: str, content: str | bytes, *said: str, file_name: str = "") -> None:
        """A whole file must be refused, and the refusal says all of this."""
        self._tell(name, content, file_name, refused=said)

    def _tell(self, name: str, content: str | bytes, file_name: str, **outcome: Any) -> None:
        raw = content.encode() if isinstance(content, str) else content
        named = file_name or f"{self.report.name}.{self.report.form}"
        self.quirks.append(Quirk(name=name, report=self.report, content=raw, file_name=named, **outcome))

    def _csv(self, rows: tuple[Changes, ...]) -> str:
        text = io.StringIO()
        writer = csv.DictWriter(text, list(self.ordinary), delimiter=self.report.separator, lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.ordinary | changes for changes in rows)
        return text.getvalue()


def _changed(ordinary: Changes, changes: Changes) -> Changes:
    record = copy.deepcopy(ordinary)
    for path, value in changes.items():
        *above, key = path.split(".")
        inside = record
        for name in above:
            inside = inside[name]
        if value is ABSENT:
            del inside[key]
        else:
            inside[key] = value
    return record

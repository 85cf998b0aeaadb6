"""How typed rows are written for COPY: the line they came from, their day, a hash that tells one version from another, their cells."""

import csv
import io
from hashlib import blake2b
from itertools import repeat

from plugins.channels.reading.report import Report
from plugins.channels.reading.typed import Typed, day_of
from plugins.loader.history import NO_DAY


class Written:
    """One file's rows as the CSV that COPY reads; no value is an empty cell. The hash covers all cells, in the columns' order."""

    def __init__(self, report: Report, channel: str) -> None:
        self.shared = (repeat(channel),) if report.channel_column else ()
        self.place = next((n for n, column in enumerate(report.columns) if column.name == report.day), None)

    def as_bytes(self, rows: Typed) -> bytes:
        """The rows' lines of CSV."""
        cells = io.StringIO()
        csv.writer(cells, lineterminator="\n\0").writerows(zip(*self.shared, *rows.values, strict=False))
        texts = cells.getvalue().split("\n\0")[:-1]
        days = repeat(NO_DAY) if self.place is None else map(day_of, rows.values[self.place])
        lines = (
            f"{line},{day},{blake2b(text.encode(), digest_size=16).hexdigest()},{text}\n"
            for line, day, text in zip(rows.lines, days, texts, strict=False)
        )
        return "".join(lines).replace("\0", "").encode()

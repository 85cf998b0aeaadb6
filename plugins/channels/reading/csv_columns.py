"""Lines of CSV cut into columns all at once, where that is certain to be what reading them row by row gives."""

import codecs
import csv
import io

import numpy as np
import pyarrow as pa
from pyarrow import csv as arrow_csv

from plugins.channels.reading.arrow_texts import Texts

QUOTE, LINE_FEED, CARRIAGE_RETURN = b'"\n\r'


def columns_of(lines: list[str], separator: str, width: int) -> list[Texts] | None:
    """The cells of these lines, column by column; `None` if not every line is surely one row of `width` cells."""
    text = "".join(lines)
    if width < 2:
        return None
    try:
        content = (text if text.endswith("\n") else f"{text}\n").encode()
    except UnicodeEncodeError:
        return None
    if content.startswith(codecs.BOM_UTF8) or not _is_regular(content, separator):
        return None
    names = [str(place) for place in range(width)]
    try:
        table = arrow_csv.read_csv(
            io.BytesIO(content),
            arrow_csv.ReadOptions(use_threads=False, column_names=names, block_size=len(content) + 1),
            arrow_csv.ParseOptions(delimiter=separator, ignore_empty_lines=False),
            arrow_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False),
        )
    except pa.ArrowInvalid:
        return None
    return [column.combine_chunks() for column in table.columns] if len(table) == len(lines) else None


def _is_regular(content: bytes, separator: str) -> bool:
    """Whether each line ends alike and holds something, and quotes stand only around whole cells, or twice inside of them."""
    if b"\r" in content and content.count(b"\r") != content.count(b"\r\n"):
        return False
    marks = np.frombuffer(content, np.uint8)
    ends = np.flatnonzero(marks == LINE_FEED)
    lengths = np.diff(ends, prepend=-1)
    quotes = np.flatnonzero(marks == QUOTE)
    if lengths.min() <= len("\r\n") or lengths.max() > csv.field_size_limit() or len(quotes) % 2:
        return False
    opening, closing = quotes[::2], quotes[1::2]
    twice = opening[1:] == closing[:-1] + 1
    # Before the first mark stands, counted from the end, the last one: a line's end.
    begins = np.isin(marks[opening - 1], (ord(separator), LINE_FEED))
    begins[1:] |= twice
    is_over = np.isin(marks[closing + 1], (ord(separator), LINE_FEED, CARRIAGE_RETURN))
    is_over[:-1] |= twice
    return bool(begins.all() and is_over.all())

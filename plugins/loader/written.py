"""How typed rows are written for COPY: the line they came from, their day, a hash that tells one version from another, their cells."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from hashlib import blake2b
from itertools import repeat

from pyarrow import compute

from plugins.channels.reading.arrow_texts import Texts, text
from plugins.channels.reading.kinds import Value
from plugins.channels.reading.plain import Plain
from plugins.channels.reading.report import Report
from plugins.channels.reading.typed import Typed
from plugins.loader.history import NO_DAY


class Written:
    """One file's rows as the CSV that COPY reads; no value is an empty cell. The hash covers all cells, in the columns' order.

    Numbers that are equal are written alike (1.5, never 1.50), so that a platform that writes them otherwise tells nothing new.
    """

    def __init__(self, report: Report, channel: str) -> None:
        self.shared = _quoted([channel]) if report.channel_column else []
        self.place = next((n for n, column in enumerate(report.columns) if column.name == report.day), None)

    def as_bytes(self, rows: Plain | Typed) -> bytes:
        """The rows' lines of CSV."""
        days, texts = self._of_plain(rows) if isinstance(rows, Plain) else self._of_typed(rows)
        return "".join(
            [
                f"{line},{day},{blake2b(text.encode(), digest_size=16).hexdigest()},{text}\n"
                for line, day, text in zip(rows.lines, days, texts, strict=False)
            ]
        ).encode()

    def _of_typed(self, rows: Typed) -> tuple[Iterable[str], Iterable[str]]:
        """Each row's day, and its cells."""
        cells = [_texts(values) for values in rows.values]
        days = repeat(str(NO_DAY)) if self.place is None else (day[:10] for day in cells[self.place])
        return days, map(",".join, zip(*map(repeat, self.shared), *cells, strict=False))

    def _of_plain(self, rows: Plain) -> tuple[Iterable[str], Iterable[str]]:
        """The same, for all rows at once."""
        cells = map(_quoted_at_once, rows.texts)
        shared = map(text, self.shared)
        texts = compute.binary_join_element_wise(
            *shared, *cells, text(","), null_handling="replace", null_replacement=""
        )
        days = repeat(str(NO_DAY)) if self.place is None else rows.texts[self.place].to_pylist()
        return days, texts.to_pylist()


def _texts(values: list[Value]) -> list[str]:
    """A column's values as cells of CSV."""
    kinds = set(map(type, values)) - {type(None)}
    if kinds <= {str}:
        return _quoted([value or "" for value in values])  # type: ignore[misc]  # they are texts
    if kinds == {date}:
        days = {value: str(value or "") for value in set(values)}
        return [days[value] for value in values]
    texts = ["" if value is None else str(value) for value in values] if None in values else list(map(str, values))
    if kinds == {Decimal}:
        plain = {text: _plain(text) for text in set(texts)}
        return [plain[text] for text in texts]
    return texts


def _plain(number: str) -> str:
    """A decimal's text without exponent, without zeros at its end, and without the sign of a zero."""
    text = f"{Decimal(number):f}" if "E" in number else number
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _quoted(texts: list[str]) -> list[str]:
    """Texts in quotes where CSV needs them; NULs, which Postgres can't hold, are dropped."""
    joined = "".join(texts)
    if "\0" in joined:
        texts = [text.replace("\0", "") for text in texts]
    if not any(mark in joined for mark in ',"\n\r'):
        return texts
    quoted = {text: _in_quotes(text) for text in set(texts)}
    return [quoted[text] for text in texts]


def _in_quotes(text: str) -> str:
    return '"{}"'.format(text.replace('"', '""')) if any(mark in text for mark in ',"\n\r') else text


def _quoted_at_once(texts: Texts) -> Texts:
    """The same for Arrow's texts, in which there is no NUL."""
    content = texts.buffers()[2]
    if content is None or not any(mark in content.to_pybytes() for mark in (b",", b'"', b"\n", b"\r")):
        return texts
    quoted = compute.binary_join_element_wise(
        text('"'), compute.replace_substring(texts, '"', '""'), text('"'), text("")
    )
    return compute.if_else(compute.match_substring_regex(texts, '[,"\n\r]'), quoted, texts)

"""Rows as aligned plain text."""

from collections.abc import Sequence


def aligned(header: Sequence[str], rows: Sequence[Sequence[str]], *, left: int = 1, gap: int = 2) -> list[str]:
    """Lines of a table: the first `left` columns flush left, the others flush right, a rule under the header."""
    widths = [max(len(row[place]) for row in (header, *rows)) for place in range(len(header))]
    lines = [_line(row, widths, left, gap) for row in (header, *rows)]
    return [lines[0], "-" * (sum(widths) + gap * (len(widths) - 1)), *lines[1:]]


def _line(row: Sequence[str], widths: Sequence[int], left: int, gap: int) -> str:
    cells = [
        cell.ljust(width) if place < left else cell.rjust(width)
        for place, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]
    return (" " * gap).join(cells).rstrip()

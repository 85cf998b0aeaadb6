"""Rows of CSV are read many at a time: each still knows its first line and its own text."""

import io
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.channels.reading import unpack
from plugins.channels.reading.csv_records import AT_ONCE, CsvRecords
from plugins.channels.reading.kinds import Day, Text
from plugins.channels.reading.report import Column, Report
from plugins.channels.reading.unpack import FileError, text_lines

REPORT = Report(
    name="spots", table="spots", form="csv", day="day", reread_days=1, day_boundary="UTC",
    columns=(Column(name="day", source="Day", kind=Day(), key=True), Column(name="name", source="Name", kind=Text())),
)  # fmt: skip
HEADER = "Day,Name\n"
SHORT = ["2026-03-01,plain\n"] * AT_ONCE
ROW = st.sampled_from(
    ["2026-03-01,plain\n", '2026-03-01,"two\nlines"\n', '2026-03-01,"three\r\n\nlines"\r\n', "2026-03-01,a\r\n", "\n"]
)


def read(content: str) -> list[tuple[int, str]]:
    """First line and text of each row."""
    with closing(io.BytesIO(content.encode())) as file, text_lines(file, "spots.csv") as lines:
        return [
            (line, batch.raw_lines[index])
            for batch in CsvRecords(lines, REPORT)
            for index, line in enumerate(batch.lines)
        ]


@given(before=st.integers(0, 2), rows=st.lists(ROW, max_size=8), between=st.integers(0, 2))
def test_each_row_knows_its_line_and_its_text_wherever_it_stands(before: int, rows: list[str], between: int) -> None:
    # so many rows before them that they lie on both sides of the rows that are read at once
    texts = SHORT[: AT_ONCE - before] + rows + SHORT[:between] + rows
    line, expected = 2, []
    for text in texts:
        if text.strip():
            expected.append((line, text.rstrip("\r\n")))
        line += text.count("\n")
    assert read(HEADER + "".join(texts)) == expected


@pytest.mark.parametrize("row", [1, AT_ONCE - 1, AT_ONCE, AT_ONCE + 50])
def test_a_row_that_is_no_csv_is_named_by_its_line(row: int) -> None:
    texts = ['2026-03-01,"two\nlines"\n', *SHORT[1:], *SHORT]
    texts[row] = '2026-03-01,"stray" quote\n'
    with pytest.raises(FileError, match=f"the row that begins in line {row + 3} can't be read"):
        read(HEADER + "".join(texts))


@given(text=st.text(st.sampled_from("a\r\n\0é"), min_size=1, max_size=40), piece=st.integers(1, 5))
def test_lines_end_where_readline_ends_them_however_the_text_is_cut(text: str, piece: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(unpack, "PIECE", piece)
        with closing(io.BytesIO(f"aaaaaaaaa{text}".encode())) as file, text_lines(file, "spots.csv") as lines:
            found = list(lines)
    assert found == io.StringIO("aaaaaaaaa" + text.replace("\0", ""), newline="").readlines()

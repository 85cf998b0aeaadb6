"""An array of objects is read piece by piece, wherever the pieces end."""

import io
import json
from collections.abc import Iterator
from itertools import islice

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plugins.channels.reading.json_array import objects_of
from plugins.channels.reading.unpack import LONGEST_LINE, PIECE, FileError, text_lines
from tests.unit.channels.conftest import GOLDEN, read, report_of

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(alphabet='[]{}",:\\ né', max_size=8),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)
RECORDS = st.lists(st.dictionaries(st.text(max_size=5), VALUES, max_size=3), max_size=4)


@given(records=RECORDS, size=st.integers(1, 40), indent=st.sampled_from([None, 2]), ascii_only=st.booleans())
@example(records=[{}, {}], size=1, indent=2, ascii_only=True)
def test_each_object_comes_out_whole_as_one_line(
    records: list[dict], size: int, indent: int | None, ascii_only: bool
) -> None:
    text = json.dumps(records, indent=indent, ensure_ascii=ascii_only)
    lines = list(objects_of(text[start : start + size] for start in range(0, len(text), size)))
    assert [json.loads(line) for line in lines] == records
    assert all(line.index("\n") == len(line) - 1 and "\r" not in line for line in lines)


@given(records=RECORDS, size=st.integers(1, 40), cut=st.integers(1, 200))
def test_an_array_that_was_cut_anywhere_is_refused(records: list[dict], size: int, cut: int) -> None:
    text = json.dumps(records)
    text = text[: -1 - cut % (len(text) - 1)]
    with pytest.raises(FileError, match=r"truncated.*; deliver the file again"):
        list(objects_of(text[start : start + size] for start in range(0, len(text), size)))


def test_an_object_out_of_quarantine_is_read_again_alone() -> None:
    (ordinary,) = [row for row in json.loads((GOLDEN / "amazon_ads" / "sp_ad_days.json").read_text()) if row["clicks"]]
    array = json.dumps([ordinary, ordinary | {"clicks": "many"}], indent=1)
    rows, (bad,) = read(report_of("amazon_ads"), array.encode())
    assert (len(rows), bad.line, bad.column) == (1, 2, "clicks")
    ((mended,), _) = read(report_of("amazon_ads"), bad.raw_line.replace("many", "13").encode())
    assert mended == rows[0]


def test_the_first_objects_of_an_endless_array_come_out_before_its_end() -> None:
    def endless() -> Iterator[str]:
        yield "["
        while True:
            yield '{"a": 1},'

    assert list(islice(objects_of(endless()), 3)) == ['{"a": 1}\n'] * 3


def test_an_object_without_an_end_is_refused_before_it_fills_the_memory() -> None:
    content = b'[{"a": "' + b"y" * (LONGEST_LINE + 2 * PIECE) + b'"}]'
    with pytest.raises(FileError, match="object 1 can't be read"), text_lines(io.BytesIO(content), "a.json") as pieces:
        list(objects_of(pieces))

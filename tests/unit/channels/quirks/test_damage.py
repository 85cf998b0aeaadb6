"""Whatever happens to an export on its way, it is read, put aside or refused: never a crash, never a row without its key."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.channels.reading.unpack import FileError
from tests.unit.channels.conftest import read
from tests.unit.channels.quirks.export import Export
from tests.unit.channels.quirks.test_quirks import EXPORTS

PIECES = [
    '"',
    '""',
    "\n",
    "\r",
    ",",
    ";",
    "\t",
    "{",
    "}",
    "[",
    "]",
    "null",
    "NaN",
    "true",
    "{}",
    "[1]",
    "\0",
    "-",
    "e9",
    "\\ud800",
]
DAMAGE = st.tuples(
    st.integers(0, 2000), st.integers(0, 30), st.sampled_from([piece.encode() for piece in PIECES] + [b"\xff"])
)


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.report.table)
@settings(max_examples=60, deadline=None)
@given(damages=st.lists(DAMAGE, min_size=1, max_size=4))
def test_a_damaged_export_never_crashes_and_never_gives_a_row_without_its_key(
    export: Export, damages: list[tuple[int, int, bytes]]
) -> None:
    content = export.text({}, {}, {}).encode()
    for place, length, piece in damages:
        place %= len(content)
        content = content[:place] + piece + content[place + length :]
    try:
        rows, bad = read(export.report, content)
    except FileError as refusal:
        assert str(refusal)
        return
    keys = [column.name for column in export.report.columns if column.key]
    assert all(row[key] is not None for row in rows for key in keys)
    assert all(row.line > 0 and row.reason and row.raw_line for row in bad)

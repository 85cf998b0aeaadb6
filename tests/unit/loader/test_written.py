"""Typed rows as COPY reads them: every cell comes back, and what is equal has one hash."""

import csv
import io
from datetime import UTC, date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.channels.reading.kinds import Day, Flag, Moment, Number, Text, Value, Whole
from plugins.channels.reading.report import Column, Report
from plugins.channels.reading.typed import Typed
from plugins.loader.written import Written

REPORT = Report(
    name="spots", table="spots", form="csv", day="day", reread_days=1, day_boundary="UTC",
    columns=(
        Column(name="day", source="Day", kind=Day(), key=True),
        Column(name="station", source="Station", kind=Text()),
        Column(name="cost", source="Cost", kind=Number()),
        Column(name="spots", source="Spots", kind=Whole()),
        Column(name="at", source="At", kind=Moment()),
        Column(name="live", source="Live", kind=Flag()),
    ),
)  # fmt: skip
TEXTS = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from(',"\n\r\0'), max_size=6)
ROWS = st.lists(
    st.tuples(
        st.dates(date(2000, 1, 1)),
        st.none() | TEXTS,
        st.none() | st.decimals(allow_nan=False, allow_infinity=False),
        st.none() | st.integers(-(2**63), 2**63 - 1),
        st.none() | st.datetimes(timezones=st.just(UTC)),
        st.none() | st.booleans(),
    ),
    min_size=1,
    max_size=5,
)


def written(rows: list[tuple[Value, ...]]) -> list[list[str]]:
    """Cells of each row as a reader of CSV finds them."""
    values: list[list[Value]] = [list(column) for column in zip(*rows, strict=True)]
    content = Written(REPORT, "tv").as_bytes(Typed(list(range(2, len(rows) + 2)), values, []))
    return list(csv.reader(io.StringIO(content.decode(), newline="")))


def hash_of(**cells: Value) -> str:
    row = {"day": date(2026, 3, 1), "station": "WABC", "cost": Decimal(1), "spots": 1, "at": None, "live": None} | cells
    return written([tuple(row.values())])[0][2]


@given(rows=ROWS)
def test_every_cell_comes_back_as_it_was(rows: list[tuple[Value, ...]]) -> None:
    for number, (row, (line, day, _, *cells)) in enumerate(zip(rows, written(rows), strict=True), start=2):
        assert (line, day) == (str(number), str(row[0]))
        assert cells[1] == str(row[1] or "").replace("\0", "")
        assert (Decimal(cells[2]) if cells[2] else None) == row[2]
        assert [cells[0], *cells[3:]] == ["" if value is None else str(value) for value in (row[0], *row[3:])]


@pytest.mark.parametrize(
    ("one", "other"), [("1.5", "1.50"), ("0", "-0"), ("0", "-0.00"), ("100", "100.0"), ("0.00000001", "1E-8")]
)
def test_numbers_that_are_equal_have_one_hash_however_a_platform_writes_them(one: str, other: str) -> None:
    assert hash_of(cost=Decimal(one)) == hash_of(cost=Decimal(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"cost": Decimal(1)}, {"cost": Decimal(10)}),
        ({"cost": Decimal(1)}, {"cost": Decimal(-1)}),
        ({"cost": Decimal(0)}, {"cost": None}),
        ({"station": "1.5"}, {"station": "1.50"}),
        ({"station": 'a","b'}, {"station": "a,b"}),
        ({"spots": 0}, {"spots": None}),
    ],
)
def test_what_differs_has_another_hash(one: dict[str, Value], other: dict[str, Value]) -> None:
    assert hash_of(**one) != hash_of(**other)

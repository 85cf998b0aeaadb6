"""Cells become exact values, or are refused with a reason."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plugins.channels.reading.kinds import (
    CellError,
    Code,
    Day,
    EpochMicros,
    Flag,
    Id,
    Kind,
    Moment,
    Number,
    Renamed,
    Text,
    Whole,
)

KINDS = [
    Text(),
    Id(),
    Id("Unknown"),
    Code(),
    EpochMicros(),
    Number(),
    Number(thousands_mark=","),
    Whole(),
    Whole(thousands_mark=","),
    Day(),
    Moment(),
    Moment(ZoneInfo("America/New_York")),
    Flag(),
]
CELLS = st.one_of(
    st.from_regex(r"[+-]?[0-9]{1,20}(\.[0-9]{0,3})?", fullmatch=True),
    st.sampled_from(
        [
            "",
            "-",
            "--",
            "1,234",
            "12,5",
            "1_000",
            "٣",
            " 7 ",
            "1e3",
            "NaN",
            "0x1F",
            "2026-03-01",
            "true",
            "Unknown",
            "2026-03-01T23:30:00Z",
            "0001-01-01T00:00:00+09:00",
            "2025-11-02T01:30:00-05:00",
        ]
    ),
    st.text(max_size=8),
)


@pytest.mark.parametrize("kind", KINDS, ids=repr)
@given(cells=st.lists(CELLS, min_size=1, max_size=4))
@example(cells=["9223372036854775808"])
@example(cells=["9223372036854", "-9223372036854"])
@example(cells=["1772390000000", "1772390000000000"])
@example(cells=["", "1"])
@example(cells=["1-2"])
@example(cells=["1" * 61])
@example(cells=["\udc80"])
def test_the_fast_reading_answers_only_what_the_exact_one_answers(kind: Kind, cells: list[str]) -> None:
    try:
        fast = kind.many(cells)
    except (ValueError, TypeError, ArithmeticError):
        return
    assert fast == [kind.one(cell) for cell in cells]


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        (Number(), "12.34", Decimal("12.34")),
        (Number(), "0.3000000000000000444", Decimal("0.3000000000000000444")),
        (Number(), "1e-05", Decimal("0.00001")),
        (Number(), " -4.50 ", Decimal("-4.50")),
        (Number(thousands_mark=","), "1,234.56", Decimal("1234.56")),
        (Number(",", "."), "1.234,56", Decimal("1234.56")),
        (Number(",", "."), "1.234", Decimal(1234)),
        (Whole(thousands_mark=","), "1,234,567", 1234567),
        (Whole(".", ",", 1000), "431", 431000),
        (Whole(".", ",", 1000), "0.5", 500),
        (Whole(), "9007199254740993", 9007199254740993),
        (Text(), "9007199254740993", "9007199254740993"),
        (Id("Unknown"), "Unknown", "Unknown"),
        (Code(), "7e12345", "7e12345"),
        (Renamed((("SoCal", "California"),)), "SoCal", "California"),
        (Renamed((("SoCal", "California"),)), "Texas", "Texas"),
        (Day("%m/%d/%Y"), "03/01/2026", date(2026, 3, 1)),
        (Moment(), "2026-03-01T10:00:00+00:00", datetime(2026, 3, 1, 10, tzinfo=UTC)),
        (Flag(), True, True),
        (Flag(), "false", False),
    ],
)
def test_a_cell_keeps_its_exact_value(kind: Kind, cell: str, value: object) -> None:
    assert kind.one(cell) == value


@pytest.mark.parametrize("cell", ["2026-03-02T03:30:00Z", "2026-03-01T22:30:00-05:00", "2026-03-02T12:30:00+09:00"])
def test_an_instant_has_one_day_in_whatever_offset_it_is_written(cell: str) -> None:
    clock = Moment(ZoneInfo("America/New_York"))
    assert str(clock.one(cell)) == str(clock.many([cell])[0]) == "2026-03-01 22:30:00-05:00"


@pytest.mark.parametrize(
    ("kind", "cell", "reason"),
    [
        (Number(thousands_mark=","), "12,5", "not a number"),  # a German 12.5, never 125
        (Number(thousands_mark=","), "1,2345", "not a number"),
        (Number(",", "."), "12.5", "not a number"),
        (Number(), "1,234", "not a number"),
        (Number(), "NaN", "not a number"),
        (Number(), "$5", "not a number"),
        (Whole(), "1.5", "not a whole number"),
        (Whole(), "1_000", "not a whole number"),
        (Whole(), "9223372036854775808", "too large"),
        (Day(), "2026-02-30", "not a day of the form %Y-%m-%d"),
        (Day(), "03/01/2026", "not a day"),
        (Moment(), "2026-03-01T10:00:00", "without its offset"),
        (Text(), "caf\udce9", "not UTF-8"),
        (Text(), True, "not a text"),
        (Id(), "Unknown", "not an id of digits only"),
        (Id("Unknown"), "unknown", "not an id of digits only"),
        (Code(), "1.00E+07", "not an id of small letters and digits"),
        (Code(), "7E12345", "not an id of small letters and digits"),
        (Flag(), "yes", "neither true nor false"),
    ],
)
def test_a_cell_of_another_kind_is_refused_with_its_reason(kind: Kind, cell: str, reason: str) -> None:
    with pytest.raises(CellError, match=reason):
        kind.one(cell)


@given(
    day=st.dates(date(2015, 1, 1), date(2035, 1, 1)),
    cents=st.integers(-9 * 10**14, 9 * 10**14),
    minutes=st.integers(-14 * 60, 14 * 60),
)
def test_what_a_platform_writes_is_read_back_exactly(day: date, cents: int, minutes: int) -> None:
    amount = Decimal(cents) / 100
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=minutes)
    assert Number(thousands_mark=",").one(f"{amount:,.2f}") == amount
    assert Number().many([f"{amount:.2f}"]) == [amount]
    assert Day().many([day.isoformat()] * 2) == [day, day]
    assert Moment().one(moment.isoformat()) == moment

"""Whatever stands in a file: read column by column, it becomes what it becomes read cell by cell, down to the last byte."""

import io
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from plugins.channels.reading import csv_records
from plugins.channels.reading.batch import Bad
from plugins.channels.reading.kinds import Code, Day, Id, Kind, Number, Text, Whole
from plugins.channels.reading.plain import Plain, read
from plugins.channels.reading.report import Column, Report
from plugins.channels.reading.typed import records_of
from plugins.channels.reading.unpack import FileError, text_lines
from plugins.loader.ledger import Tally
from plugins.loader.written import Written

NIGHT = date(2026, 3, 2)
REPORT = Report(
    name="ads", table="ads", form="csv", day="date", reread_days=1, day_boundary="UTC", missing=frozenset({"", "--"}),
    footer="Report Time:", totals=True,
    columns=(
        Column(name="date", source="Date", kind=Day("%Y/%m/%d"), key=True),
        Column(name="ad_id", source="Ad", kind=Id(), key=True),
        Column(name="code", source="Code", kind=Code()),
        Column(name="name", source="Name", kind=Text()),
        Column(name="cost", source="Cost", kind=Number(), measure=True),
        Column(name="sales", source="Sales", kind=Number(thousands_mark=","), measure=True),
        Column(name="clicks", source="Clicks", kind=Whole(thousands_mark=","), measure=True),
        Column(name="since", source="Since", kind=Day()),
        Column(name="views", source="Views", kind=Whole(), measure=True, optional=True),
    ),
)  # fmt: skip
WITHOUT_END = replace(REPORT, footer="", totals=False)


def with_kind(name: str, kind: Kind) -> Report:
    """The report with a column of another kind."""
    columns = (replace(column, kind=kind) if column.name == name else column for column in WITHOUT_END.columns)
    return replace(WITHOUT_END, columns=tuple(columns))


REPORTS = {
    "with an end": REPORT,
    "without": WITHOUT_END,
    "decimal comma": with_kind("cost", Number(",")),
    "amounts in thousands": with_kind("cost", Number(times=1000)),
    "counts in thousands": with_kind("clicks", Whole(times=1000)),
}
HEADER = "Ad,Date,Code,Name,Cost,Sales,Clicks,Since,New\n"
PLAIN = "1,2026/03/01,ab1,shoes,1.50,2,3,2026-02-28,x\n"

IDS = ["1", "0012", "9007199254740993", "1" * 40, "-1", "1.0", "1E+5", "x"]
DAYS = ["2026/03/01", "2026/3/1", "2026/03/02", "2026/03/03", "1999/12/31", "2026-03-01", "2026/02/30", " 2026/03/01"]
NUMBERS = [
    "0", "0.0", "-0", "-0.00", "1.50", "-1.50", "100", "10.", ".5", "007", "00.10", "+1", "1e3", "1E-8", "1,234", "1,234.5",
    "12,5", " 7 ", "7\t", "NaN", "Infinity", "٣", "1_000", "9" * 12, "9" * 13, "9" * 14, "-" + "9" * 15, "9" * 19, "9" * 61,
    "0.123456789012", "0.1234567890123", "9223372036854", "9223372036855", "1.234", "1.000", "--1", "1-2", "1.2.3", "-", "$1",
]  # fmt: skip
NAMES = [
    "shoes",
    "US, generic",
    'a 27" screen',
    "",
    " ",
    '"',
    '""',
    '","',
    "ä €",
    "two\nlines",
    "\rx",
    "\ufeff",
    "=1+1",
    "--",
    "—",
]
ODD = st.sampled_from(["", "--", " --", "null", "Report Time:"])


COLUMNS = [
    IDS,
    DAYS,
    ["ab1", "x", "1.00E+07", "Ab"],
    NAMES,
    NUMBERS,
    NUMBERS,
    NUMBERS,
    ["2026-02-28", "20260228"],
    ["x", "y"],
]
CELLS = PLAIN.strip().split(",")


def _line(cells: list[str], end: str, always: bool) -> str:
    """A row as a writer of CSV makes it."""
    told = ['"{}"'.format(cell.replace('"', '""')) if always or set(cell) & set(',"\r\n') else cell for cell in cells]
    return ",".join(told) + end


@st.composite
def rows(draw: st.DrawFn) -> str:
    """A plain line but for one cell, or none."""
    place = draw(st.integers(0, len(CELLS) - 1))
    cell = draw(st.sampled_from(COLUMNS[place]) | ODD | st.text(max_size=5))
    return _line(
        [*CELLS[:place], cell, *CELLS[place + 1 :]], draw(st.sampled_from(["\n", "\r\n"])), draw(st.booleans())
    )


JUNK = st.text(st.sampled_from('",\n\r\0\ufeffa1é '), max_size=12) | st.sampled_from(
    [
        "\n",
        "\r\n",
        "\r",
        ",,,,,,,,\n",
        '"\n',
        "Report Time:,a,b,c,d,e,f,g,h\n",
        'a,"b"c\n',
        '""\n',
        PLAIN[:-1],
        PLAIN * 2,
    ]
)
FILES = st.lists(st.just(PLAIN) | rows() | rows() | rows() | JUNK, max_size=9).map("".join)


def outcome(content: bytes, report: Report) -> tuple[object, ...]:
    """All that a load keeps of a file: the bytes that are copied, the bad rows, the counts, sums and days; or why it is refused."""
    tally, written = Tally(report), Written(report, "tv")
    copied, bad = b"", list[Bad]()
    try:
        with closing(io.BytesIO(content)) as file, text_lines(file, "ads.csv") as lines:
            for batch in records_of(lines, report):
                batch_rows = read(batch, report, NIGHT)
                tally.add(batch_rows)
                bad += batch_rows.bad
                copied += written.as_bytes(batch_rows)
    except FileError as refusal:
        return (str(refusal), copied)
    return copied, bad, tally.rows_loaded, tally.sums, tally.first_day, tally.last_day


def in_both_ways(content: str, report: Report) -> list[tuple[object, ...]]:
    """The outcome as files are read, and read row by row and cell by cell."""
    found = []
    for is_exact in (False, True):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(csv_records, "AT_ONCE", 1)
            patch.setattr(csv_records, "ROWS", 3)  # several batches, and not each of them plain
            if is_exact:
                patch.setattr(csv_records, "columns_of", lambda *_: None)
            found.append(outcome((HEADER + content).encode("utf-8", "surrogatepass"), report))
    return found


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
@settings(max_examples=60, deadline=None)
@given(content=FILES)
@example(content=PLAIN * 3 + "\n" + PLAIN * 2)
@example(content=PLAIN * 3 + PLAIN[:-1] + "\r" + "\r" + PLAIN * 2)
@example(content=PLAIN * 3 + "\ufeff" + PLAIN)
@example(content=PLAIN * 3 + PLAIN.replace("shoes", '"a ""27"""') + PLAIN.replace("shoes", '","'))
@example(content=PLAIN * 3 + PLAIN.replace("shoes", '""","""'))
@example(content=PLAIN * 3 + PLAIN.replace("shoes", '"shoes"x'))
@example(content=PLAIN * 3 + PLAIN.replace("shoes", 'x"shoes"'))
@example(content=PLAIN * 3 + PLAIN.replace("shoes", 'x"a,b"'))
@example(content=PLAIN * 3 + PLAIN.replace("shoes", '"two\nlines"'))
@example(content=PLAIN * 2 + ",,,,6.00,8,12,,\nReport Time:,2026\n" + PLAIN * 4)
@example(content=PLAIN * 2 + "Report Time:,,,,6.00,8,12,,\n" + PLAIN * 4)
@example(content=PLAIN * 4 + PLAIN.replace("1.50", "-0.00"))
@example(content=PLAIN.replace(",3,", "," + "9" * 14 + ",") * 3)
@example(content=PLAIN.replace(",3,", "," + "9" * 20 + ",") * 3)
@example(content=PLAIN.replace("1.50", "9" * 13) * 3)
@example(content=PLAIN.replace("1.50", '"1,234"') * 3)
@example(content=PLAIN.replace(",3,", ',"1,234",') * 3)
@example(content=PLAIN.replace(",3,", ',"1234,567",') * 3)
@example(content=PLAIN.replace(",3,", ',"0,123",') * 3)
@example(content=PLAIN.replace(",2,", ',"1,234.50",') * 3)
@example(content=PLAIN.replace("1,", ",", 1) * 3)
@example(content=PLAIN.replace("shoes", "x" * 131_073))
def test_a_file_is_read_the_same_by_columns_and_cell_by_cell(report: Report, content: str) -> None:
    by_columns, by_cells = in_both_ways(content, report)
    assert by_columns == by_cells


def test_a_file_without_an_odd_cell_is_read_by_columns() -> None:
    """Or all of the above would say nothing."""
    counts = [("-1.00", "3"), ("--", '"-1,234,567"')]
    named = ['"US, generic"', '"27"" screen"', '""', "--", '"--"', "ä"]
    lines = [
        HEADER,
        *(
            PLAIN.replace("shoes", name).replace("1.50", cost).replace(",3,", f",{clicks},")
            for name in named
            for cost, clicks in counts
        ),
    ]
    for end in ("\n", "\r\n"):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(csv_records, "AT_ONCE", 1)
            content = "".join(lines).replace("\n", end).encode()
            with closing(io.BytesIO(content)) as file, text_lines(file, "ads.csv") as texts:
                assert all(isinstance(read(batch, REPORT, NIGHT), Plain) for batch in records_of(texts, REPORT))


def test_one_odd_line_does_not_slow_the_rest_of_the_file() -> None:
    content = HEADER + PLAIN * 3 + PLAIN.replace("shoes", '"two\nlines"') + PLAIN * 9
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_records, "AT_ONCE", 1)
        patch.setattr(csv_records, "ROWS", 3)
        with closing(io.BytesIO(content.encode())) as file, text_lines(file, "ads.csv") as texts:
            found = [(list(batch.lines), batch.is_in_columns) for batch in records_of(texts, REPORT)]
    assert found == [([2, 3, 4], True), ([5, 7], False), ([8, 9, 10], True), ([11, 12, 13], True), ([14, 15], True)]

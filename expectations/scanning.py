"""One scan of a report's raw rows: all that the gate wants to know of every column, by day and place, in one statement.

Read are the days that tonight's files tell, and some weeks besides that teach what is usual: a scan's cost follows the night's files,
not the history. Each number stands twice where it matters: as known tonight, and as known the night before.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from expectations.books import Books, Delivery
from expectations.feeds import ColumnShape, Feed, ReportShape

# Names of tables and columns in these queries come from our dialects and from config/gate.yml, where they are checked.
# ruff: noqa: S608

# What stands in a key where nobody was named; DV360's honest "Unknown" is usual there, and so taught by the days before.
PLACEHOLDERS = ("", "0", "-", "--", "null", "none", "nan", "undefined", "unknown", "n/a", "(not set)", "#n/a")


@dataclass(frozen=True, kw_only=True)
class Scan:
    """What one statement found of one report.

    `cells` has one row a `day` and `cell` (place): `rows`, `keys` (distinct ones), `spend_micros`, and under `<column>__<what>` what is
    counted of a column; names that end in `_before` hold the same as known the night before.
    """

    feed: Feed
    report: ReportShape
    file: Delivery
    yesterday: date
    cells: pd.DataFrame

    @property
    def told(self) -> pd.DataFrame:
        """Rows of `cells` of the days that tonight's file tells."""
        if self.report.day is None or self.cells.empty:
            return self.cells
        return self.cells[(self.cells.day >= self.first_day) & (self.cells.day <= self.last_day)]

    @property
    def is_known(self) -> bool:
        """Whether anything of the report was known the night before."""
        return bool(self.cells.rows_before.sum())

    @property
    def measures(self) -> list[ColumnShape]:
        """Columns that are summed."""
        return [column for column in self.report.columns if column.is_measure]

    @property
    def texts(self) -> list[ColumnShape]:
        """Names and ids."""
        return [column for column in self.report.columns if column.kind == "text"]

    @property
    def is_read_by_the_panel(self) -> frozenset[str]:
        """Columns of which a wrong number reaches the model."""
        spend = self.feed.spend
        if not self.feed.is_spending(self.report) or spend is None:
            return frozenset()
        return frozenset(filter(None, (spend.spend, spend.impressions, spend.clicks)))

    @property
    def first_day(self) -> date:
        """The first day that tonight's file tells; yesterday, if it tells none."""
        return self.file.first_day or self.yesterday

    @property
    def last_day(self) -> date:
        """The last day that tonight's file tells; yesterday, if it tells none."""
        return self.file.last_day or self.yesterday


def scan(books: Books, feed: Feed, report: ReportShape, file: Delivery, days: int) -> Scan:
    """Read the rows of a report for the days that tonight's file tells, and for `days` days besides."""
    first = min(file.first_day or books.yesterday, books.yesterday - timedelta(days=days))
    last = max(file.last_day or books.yesterday, books.yesterday)
    own = f" and lines.channel = '{feed.channel}'" if report.is_shared else ""
    cell, places = _cell(feed, report)
    query = f"""
        select {", ".join(_columns(feed, report, file))}
        from (
            select lines.*, {cell} as scanned_cell,
                lines.known_from <= :night and lines.known_until > :night as is_now,
                lines.known_from <= :yesterday and lines.known_until > :yesterday as is_before,
                {_is_brought(file)} as is_brought
            from raw.{report.table} as lines {places}
            where {_days(report)} and lines.known_from <= :night and lines.known_until > :yesterday{own}
        ) as lines
        group by day, scanned_cell order by day, scanned_cell
    """
    values = {} if report.day is None else {"first": first, "last": last}
    return Scan(feed=feed, report=report, file=file, yesterday=books.yesterday, cells=books.ask(query, **values))


def _days(report: ReportShape) -> str:
    return "true" if report.day is None else "lines.day between :first and :last"


def _cell(feed: Feed, report: ReportShape) -> tuple[str, str]:
    """SQL of a row's place, and of the table that knows it where the row only names its campaign."""
    columns = feed.spend
    if report.meaning.rates_by:
        return f"lines.{report.meaning.rates_by}", ""
    if columns is None or not feed.is_spending(report):
        return "''", ""
    if not columns.places:
        return f"lines.{columns.cell}", ""
    table = next(other.table for other in feed.reports if other.name == columns.places.report)
    return (
        "coalesce(places.cell, 'unknown')",
        f"""left join (
        select {columns.cell} as place, max({columns.places.cell}) as cell from raw.{table}
        where known_from <= :night and known_until > :night group by {columns.cell}
    ) as places on places.place = lines.{columns.cell}""",
    )


def _is_brought(file: Delivery) -> str:
    """SQL: tonight's delivery told this row: any of a whole file's days, and those that its parts added."""
    if not file.parts:
        return (
            f"lines.day between '{file.first_day}' and '{file.last_day}'" if file.first_day else "false"
        )  # it told no day
    told = f"lines.delivery_id in ({', '.join(map(str, file.parts))})"
    if file.whole_days:
        first, last = file.whole_days
        told += f" or lines.day between '{first}' and '{last}'"
    return f"({told})"


NOW, BEFORE = "filter (where is_now)", "filter (where is_before)"


def _columns(feed: Feed, report: ReportShape, file: Delivery) -> Iterator[str]:
    """All that is counted, as SQL."""
    yield "day, scanned_cell as cell"
    yield f"count(*) {NOW} as rows, count(*) {BEFORE} as rows_before"
    yield "count(*) filter (where is_now and is_brought) as rows_brought"
    if report.key and not report.may_repeat:
        # Distinct keys by a hash of 64 bits: of a day's million rows, two fall together once in 30 million nights.
        key = ", '|', ".join(f"lines.{name}" for name in report.key)
        yield f"count(distinct hashtextextended(concat({key}), 0)) {NOW} as keys"
    for column in report.columns:
        yield from _of_column(column, report, feed.time_zone)
    if feed.spend and feed.is_spending(report):
        spend, shown = f"lines.{feed.spend.spend}", f"coalesce(lines.{feed.spend.impressions}, 0)"
        for ending, known in (("", "is_now"), ("_before", "is_before")):
            yield f"(coalesce(sum({spend}) filter (where {known}), 0) * {report.micros})::bigint as spend_micros{ending}"
            yield f"coalesce(sum({spend}) filter (where {known} and {shown} = 0), 0)::float8 as unseen{ending}"
    for name in sorted(file.sums) if report.tells_days else ():
        yield f"coalesce(sum(lines.{name}) filter (where is_now and is_brought), 0) as {name}__brought"
    for part, whole in report.meaning.within.items():
        yield f"count(*) filter (where is_now and lines.{part} > coalesce(lines.{whole}, 0)) as {part}__beyond"


def _of_column(column: ColumnShape, report: ReportShape, time_zone: str) -> Iterator[str]:
    name, meaning = column.name, report.meaning
    value = f"lines.{name}"
    if not column.is_key:
        for ending, known in (("", "is_now"), ("_before", "is_before")):
            yield f"count(*) filter (where {known} and {value} is null) as {name}__missing{ending}"
    if column.is_measure or (meaning.rates_by and column.kind == "number"):
        for ending, known in (("", NOW), ("_before", BEFORE)):
            yield f"coalesce(sum({value}) {known}, 0)::float8 as {name}{ending}"
            yield f"coalesce(max({value}) {known}, 0)::float8 as {name}__largest{ending}"
        yield f"count(*) filter (where is_now and {value} < 0) as {name}__negative"
    if column.kind == "text" and column.is_key:
        marks = ", ".join(f"'{mark}'" for mark in PLACEHOLDERS)
        for ending, known in (("", "is_now"), ("_before", "is_before")):
            yield f"count(*) filter (where {known} and lower(trim({value})) in ({marks})) as {name}__nobody{ending}"
        yield f"count(distinct {value}) {NOW} as {name}__ids"
    if name in (*meaning.same, *meaning.words, meaning.campaign):
        for ending, known in (("", NOW), ("_before", BEFORE)):
            yield f"array_agg(distinct {value}) {known} as {name}__words{ending}"
    if column.kind == "flag":
        for ending, known in (("", "is_now"), ("_before", "is_before")):
            yield f"count(*) filter (where {known} and {value}) as {name}__yes{ending}"
    if column.kind in ("moment", "micros"):
        seconds = f"extract(epoch from {value})" if column.kind == "moment" else f"{value} / 1e6"
        angle = f"2 * pi() * {seconds}::float8 / 86400"
        yield f"coalesce(sum(cos({angle})) {NOW}, 0) as {name}__cos, coalesce(sum(sin({angle})) {NOW}, 0) as {name}__sin"
        instant = value if column.kind == "moment" else f"to_timestamp({seconds})"
        yield f"count(*) filter (where is_now and {instant} >= cast(:night as timestamptz) + interval '1 day') as {name}__ahead"
        if column.kind == "micros":
            off = f"cast({instant} at time zone '{time_zone}' as date) <> lines.day"
            yield f"count(*) filter (where is_now and {off}) as {name}__off_day"


def scans_of(
    books: Books, deliveries: Sequence[Delivery], feeds: Sequence[Feed], days: int
) -> dict[tuple[str, str], Scan]:
    """A scan of each report that tonight brought, by channel and report."""
    tonight = {(one.channel, one.report): one for one in deliveries}
    return {
        (feed.channel, report.name): scan(books, feed, report, file, days)
        for feed in feeds
        for report in feed.reports
        if (file := tonight.get((feed.channel, report.name)))
    }

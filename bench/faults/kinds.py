"""Each fault of the matrix, done to one channel's file of one night, and what must come of it."""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from bench.faults.table import FORMS, Row, Table, write

ADS = ("pinterest", "google_ads", "meta", "tiktok")
PAID = (*ADS, "tv")


@dataclass(frozen=True)
class Fault:
    """A fault, the channels that it is tried on, and its end.

    Parameters
    ----------
    end : {"caught", "harmless"}
        Seen by a gate before a budget moves, or without harm: raw holds what it holds after a clean night. `told` are the columns that
        may differ all the same, because they are what the file truly says anew.
    """

    name: str
    channels: tuple[str, ...]
    do: Callable[[str, Path, date], None]
    end: str = "caught"
    told: str = ""


FAULTS: list[Fault] = []


def fault(name: str, *channels: str, end: str = "caught", told: str = "") -> Callable[..., Callable[..., None]]:
    """Add a fault of whole files."""

    def add(do: Callable[[str, Path, date], None]) -> Callable[[str, Path, date], None]:
        FAULTS.append(Fault(name, channels, do, end, told))
        return do

    return add


def rows_fault(name: str, *channels: str, end: str = "caught", told: str = "") -> Callable[..., Callable[..., None]]:
    """Add a fault of rows: it gets the table, and yesterday."""

    def add(change: Callable[[Table, date], None]) -> Callable[[Table, date], None]:
        def do(channel: str, folder: Path, night: date) -> None:
            table = Table.read(channel, folder)
            change(table, night - timedelta(days=1))
            write(channel, folder, table.text().encode("utf-8", "surrogateescape"))

        FAULTS.append(Fault(name, channels, do, end, told))
        return change

    return add


@fault("missing", *PAID, "shopify", "ga4")
def _missing(channel: str, folder: Path, night: date) -> None:
    (folder / FORMS[channel].name).unlink()


@fault("late", "pinterest", "meta", "shopify")
def _late(channel: str, folder: Path, night: date) -> None:
    later = folder.with_name(str(night + timedelta(days=1)))
    later.mkdir(exist_ok=True)
    (folder / FORMS[channel].name).rename(later / FORMS[channel].name)


@fault("truncated in a line", *PAID, "shopify")
def _truncated(channel: str, folder: Path, night: date) -> None:
    path = folder / FORMS[channel].name
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 6 // 10])


@rows_fault("truncated between lines", *PAID, "shopify")
def _cut(table: Table, yesterday: date) -> None:
    del table.rows[len(table.rows) * 6 // 10 :]


@rows_fault("rows sent twice", *ADS)
def _twice(table: Table, yesterday: date) -> None:
    table.rows += copy.deepcopy(table.of_day(yesterday))


@fault("the same file twice", *ADS, end="harmless")
def _same_file(channel: str, folder: Path, night: date) -> None:
    form = FORMS[channel].name
    if not form.endswith(".gz"):  # the same report under its other name
        import gzip

        (folder / f"{form}.gz").write_bytes(gzip.compress((folder / form).read_bytes()))


@rows_fault("reordered", *PAID, "shopify", end="harmless")
def _reordered(table: Table, yesterday: date) -> None:
    table.rows.reverse()


def _scale(what: str, factor: float, *, only_yesterday: bool = False) -> Callable[[Table, date], None]:
    def change(table: Table, yesterday: date) -> None:
        for row in table.of_day(yesterday) if only_yesterday else table.rows:
            table.scale(row, what, factor)

    return change


rows_fault("restated by +30 %", *PAID)(_scale("spend", 1.3))
rows_fault("restated by -30 %", *PAID)(_scale("spend", 0.7))
rows_fault("unit x1000, all days", *PAID)(_scale("spend", 1000))
rows_fault("unit x1000, yesterday", *PAID, "shopify")(_scale("spend", 1000, only_yesterday=True))
rows_fault("impressions x1000", *PAID)(_scale("impressions", 1000, only_yesterday=True))
rows_fault("amounts in another currency", *PAID)(_scale("spend", 1 / 1.17))
rows_fault("attribution window changed", *ADS)(_scale("claims", 1.6))


@rows_fault("one row in another unit", *ADS)
def _one_row(table: Table, yesterday: date) -> None:
    table.scale(max(table.of_day(yesterday), key=lambda row: table.number(row, "spend")), "spend", 1000)


@rows_fault("zero-filled", *PAID)
def _zero(table: Table, yesterday: date) -> None:
    for what in ("spend", "impressions", "clicks", "links", "claims", "value"):
        if table.has(what):
            _scale(what, 0, only_yesterday=True)(table, yesterday)


@rows_fault("claims filled with zeros", *ADS)
def _zero_claims(table: Table, yesterday: date) -> None:
    _scale("claims", 0)(table, yesterday)


@rows_fault("currency swap", "google_ads", "meta", "shopify")
def _currency(table: Table, yesterday: date) -> None:
    for row in table.rows:
        table.put(row, "currency", "EUR")


@rows_fault("another account", "google_ads", "meta", "pinterest")
def _account(table: Table, yesterday: date) -> None:
    for row in table.rows:
        table.put(row, "account", "999000999")


@rows_fault("time zone shifted by 8 hours", *ADS)
def _shifted(table: Table, yesterday: date) -> None:
    """A third of each day's numbers lies on the day before."""
    form = table.form.day_form
    numbers = ("spend", "impressions", "clicks")
    by_key = {(table.day(row), table.get(row, "ad"), table.get(row, "geo")): row for row in table.rows}
    days = sorted({table.day(row) for row in table.rows})
    new = copy.deepcopy(by_key)
    for key, row in by_key.items():
        following = by_key.get((_next(key[0], days), *key[1:]))
        for what in numbers:
            own, coming = table.number(row, what), table.number(following, what) if following else 0.0
            factor = (own * 2 / 3 + coming / 3) / own if own else 1.0
            table.scale(new[key], what, factor)
    table.rows = list(new.values())
    assert form


def _next(day: str, days: list[str]) -> str:
    at = days.index(day) + 1
    return days[at] if at < len(days) else ""


@rows_fault("offset lost", "shopify")
def _offset(table: Table, yesterday: date) -> None:
    """Local times are written as if they were UTC."""
    for row in table.rows:
        for what in ("created_at", "updated_at"):
            row[what] = row[what][:19] + "+00:00"


@rows_fault("clock skew of a day", "ga4")
def _skew(table: Table, yesterday: date) -> None:
    for row in table.rows:
        row["event_timestamp"] = int(row["event_timestamp"]) + 86_400_000_000


@rows_fault("clock skew of six hours", "ga4")
def _skew_hours(table: Table, yesterday: date) -> None:
    for row in table.rows:
        row["event_timestamp"] = int(row["event_timestamp"]) + 6 * 3_600_000_000


@rows_fault("negative spend", *PAID)
def _negative(table: Table, yesterday: date) -> None:
    for row in table.of_day(yesterday)[::5]:
        table.scale(row, "spend", -1)


def _one_campaign(table: Table, yesterday: date) -> str:
    return str(max({str(table.get(row, "campaign")) for row in table.of_day(yesterday)}))


@rows_fault("new campaign", *ADS, end="harmless", told="campaign")
def _new(table: Table, yesterday: date) -> None:
    name = _one_campaign(table, yesterday)
    fresh = [copy.deepcopy(row) for row in table.of_day(yesterday) if str(table.get(row, "campaign")) == name]
    for row in fresh:
        table.put(row, "campaign", "990000000000000001")
        for what in ("spend", "impressions", "clicks", "links", "reach", "claims", "value"):
            if table.has(what):
                table.scale(row, what, 0.2)
    table.rows += fresh


@rows_fault("renamed campaign", *ADS, end="harmless", told="campaign_name")
def _renamed(table: Table, yesterday: date) -> None:
    name = _one_campaign(table, yesterday)
    for row in table.rows:
        if str(table.get(row, "campaign")) == name:
            table.put(row, "campaign_name", "Brand | new name")


@rows_fault("removed campaign, all its days", *ADS)
def _removed(table: Table, yesterday: date) -> None:
    name = _one_campaign(table, yesterday)
    table.rows = [row for row in table.rows if str(table.get(row, "campaign")) != name]


@rows_fault("one place missing", *PAID)
def _place(table: Table, yesterday: date) -> None:
    place = table.get(table.of_day(yesterday)[0], "geo")
    gone = {id(row) for row in table.of_day(yesterday) if table.get(row, "geo") == place}
    table.rows = [row for row in table.rows if id(row) not in gone]


@rows_fault("column added", *PAID, "shopify", end="harmless")
def _added(table: Table, yesterday: date) -> None:
    table.header.append("quality_score")
    for row in table.rows:
        row["quality_score"] = "7"


@rows_fault("column renamed", *PAID)
def _column_renamed(table: Table, yesterday: date) -> None:
    *path, last = table.form.columns["spend"]
    table.header = ["amount" if name == last else name for name in table.header]
    for row in table.rows:
        inner: Row = row
        for key in path:
            inner = inner[key]
        inner["amount"] = inner.pop(last)


@rows_fault("column retyped", *ADS)
def _retyped(table: Table, yesterday: date) -> None:
    for row in table.rows:
        table.put(row, "ad", f"{float(str(table.get(row, 'ad'))):.5e}")


@rows_fault("decimal comma", "meta", "tiktok", "tv")
def _comma(table: Table, yesterday: date) -> None:
    for row in table.rows:
        amount = str(table.get(row, "spend")).replace(",", "")
        table.put(row, "spend", amount.replace(".", ","))


@fault("encoding UTF-16", *PAID)
def _utf16(channel: str, folder: Path, night: date) -> None:
    write(channel, folder, Table.read(channel, folder).text().encode("utf-16"))


@rows_fault("names in Latin-1", "meta", "google_ads")
def _latin(table: Table, yesterday: date) -> None:
    for row in table.rows:
        table.put(row, "campaign_name", "M\udce9dia")  # a byte E9 alone, as surrogateescape keeps it


@fault("byte-order mark", *PAID, end="harmless")
def _bom(channel: str, folder: Path, night: date) -> None:
    write(channel, folder, b"\xef\xbb\xbf" + Table.read(channel, folder).text().encode())


@fault("stale copy of yesterday", *PAID, "shopify", "ga4")
def _stale(channel: str, folder: Path, night: date) -> None:
    name = FORMS[channel].name
    (folder / name).write_bytes((folder.with_name(str(night - timedelta(days=1))) / name).read_bytes())


@rows_fault("two days in one", *ADS)
def _two_days(table: Table, yesterday: date) -> None:
    """Yesterday's date stands on the rows of the day before too."""
    written = yesterday.strftime(table.form.day_form)
    for row in table.of_day(yesterday - timedelta(days=1)):
        table.put(row, "day", written)
        if table.has("day_end"):
            table.put(row, "day_end", written)


@rows_fault("today in the file", *ADS, end="harmless")
def _today(table: Table, yesterday: date) -> None:
    """The day that has just begun, in part: rows of it belong to no night yet."""
    written = (yesterday + timedelta(days=1)).strftime(table.form.day_form)
    fresh = copy.deepcopy(table.of_day(yesterday)[:3])
    for row in fresh:
        table.put(row, "day", written)
        if table.has("day_end"):
            table.put(row, "day_end", written)
    table.rows += fresh


@rows_fault("impossible click rate", *ADS)
def _clicks(table: Table, yesterday: date) -> None:
    for row in table.of_day(yesterday):
        shown = table.number(row, "impressions")
        clicked = table.number(row, "clicks")
        if clicked:
            table.scale(row, "clicks", max(1.0, 0.9 * shown / clicked))


@rows_fault("more clicks than impressions", *ADS)
def _swapped(table: Table, yesterday: date) -> None:
    for row in table.of_day(yesterday):
        shown, clicked = table.get(row, "impressions"), table.get(row, "clicks")
        table.put(row, "impressions", clicked)
        table.put(row, "clicks", shown)


@rows_fault("spend without impressions", *PAID)
def _unseen(table: Table, yesterday: date) -> None:
    for row in table.of_day(yesterday):
        for what in ("impressions", "clicks", "links"):
            if table.has(what):
                table.scale(row, what, 0)


@rows_fault("a third of the spend without impressions", *ADS)
def _partly_unseen(table: Table, yesterday: date) -> None:
    for row in table.of_day(yesterday)[::3]:
        for what in ("impressions", "clicks", "links"):
            if table.has(what):
                table.scale(row, what, 0)


@rows_fault("conversions without clicks", *ADS)
def _unclicked(table: Table, yesterday: date) -> None:
    for row in table.rows:
        for what in ("clicks", "links"):
            if table.has(what):
                table.scale(row, what, 0)


@rows_fault("platform back-fill of claims", *ADS)
def _back_fill(table: Table, yesterday: date) -> None:
    old = (yesterday - timedelta(days=10)).strftime("%Y-%m-%d")
    for row in table.rows:
        if table.day(row)[:10] <= old:
            for what in ("claims", "value"):
                table.scale(row, what, 2.5)


@rows_fault("ids of nobody", "pinterest", "google_ads")
def _nobody(table: Table, yesterday: date) -> None:
    for row in table.rows[::4]:
        table.put(row, "ad", "0")


@rows_fault("test orders only", "shopify")
def _tests(table: Table, yesterday: date) -> None:
    for row in table.rows:
        row["test"] = True

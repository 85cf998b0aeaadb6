"""What the oracle remembers, and what it says was known on any night."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from bench.oracle.platforms import Export, Lines, Row, cents, google_micros

type View = Counter[Row]
type Report = tuple[str, str]
type Run = tuple[Row, date, date | None]

NEW_YORK = ZoneInfo("America/New_York")
GEOS = {
    "geoTargetConstants/21137": "US-CA", "geoTargetConstants/21176": "US-TX", "California": "US-CA", "Texas": "US-TX",
    "CA": "US-CA", "TX": "US-TX",
}  # fmt: skip


class Memory:
    """Every file that was loaded, by the night it told of; files of one night in the order in which they came."""

    def __init__(self) -> None:
        self.files: dict[Report, dict[date, list[Export]]] = defaultdict(lambda: defaultdict(list))

    def hear(self, export: Export) -> None:
        """Remember one file; it is the last word of its night on what it tells."""
        self.files[export.channel, export.report][export.night].append(export)

    def views(self, report: Report, nights: list[date]) -> Iterator[View]:
        """What was known on each of these nights, in turn: of each day the last file's lines, of each order its last line."""
        known: dict[date | str, View] = {}
        for night in nights:
            for export in self.files[report].get(night, ()):
                known |= _things(export.told) if isinstance(export.told, dict) else _days(export.channel, export.told)
            yield sum(known.values(), Counter())

    def runs(self, report: Report, nights: list[date]) -> Counter[Run]:
        """Each row with the nights on which it stood without a break: from, and until (None: to this day)."""
        began: dict[tuple[Row, int], date] = {}
        runs: Counter[Run] = Counter()
        for night, view in zip(nights, self.views(report, nights), strict=True):
            now = {(row, copy) for row, copies in view.items() for copy in range(copies)}
            for each in began.keys() - now:
                runs[each[0], began.pop(each), night] += 1
            for each in now - began.keys():
                began[each] = night
        runs.update((row, since, None) for (row, _), since in began.items())
        return runs


def _things(told: dict[str, Row]) -> dict[date | str, View]:
    return {name: Counter([row]) for name, row in told.items()}


def _days(channel: str, lines: Lines) -> dict[date | str, View]:
    """A file tells all of each day from its first to its last: a day between without lines is a day on which nothing was."""
    first, last = min(day for day, _ in lines), max(day for day, _ in lines)
    days: dict[date | str, View] = {first + timedelta(days=n): Counter() for n in range((last - first).days + 1)}
    for day, line in lines:
        days[day][_ad_row(channel, day, line)] += 1
    return days


def _ad_row(channel: str, day: date, line: Row) -> Row:
    """What a line says, in the raw table's words."""
    place, ad, money, shown, clicks, conversions, value = line
    if channel == "google_ads":
        return day, place, f"33{ad}", google_micros(money), shown, clicks, conversions, value
    if channel == "meta":
        return day, place, f"66{ad}", money, shown, clicks, conversions, value
    return day, place, ad if ad != "3" else None, cents(money) * 100, shown * 1000


def ad_days(channel: str, view: View) -> Counter[Row]:
    """Each ad, geo and day with its sums: micros spent, impressions, clicks, conversions and micros claimed."""
    sums: dict[Row, list[Decimal]] = defaultdict(lambda: [Decimal(0)] * 5)
    for row, copies in view.items():
        day, place, ad, money, shown, *rest = row
        clicks, conversions, value = rest or (0, 0, Decimal(0))
        micros = money if channel == "google_ads" else _micros(money)
        numbers = (micros, shown, clicks or 0, conversions, _micros(value))
        key = (channel, ad or "none", GEOS.get(place, "unmapped"), day)
        sums[key] = [total + copies * number for total, number in zip(sums[key], numbers, strict=True)]
    return Counter((*key, *totals) for key, totals in sums.items())


def orders(told: View, refunds: View) -> Counter[Row]:
    """Each real order: day in New York, geo, micros before and after what was paid back, whether it won a customer."""
    back: dict[str, int] = defaultdict(int)
    for _, order_id, _, amount in refunds:
        back[order_id] += _micros(amount)
    by_customer = defaultdict(list)
    for row in told:
        by_customer[row[7]].append(row)
    found: Counter[Row] = Counter()
    for order_id, created_at, _, cancelled_at, test, status, amount, customer, _, province in told:
        theirs = by_customer[customer]
        first = min((other[1], other[0]) for other in theirs if other[4] == test) == (created_at, order_id)
        all_known = customer is not None and max(other[8] for other in theirs) <= len(theirs)
        cancelled = cancelled_at is not None or status == "voided"
        gross = _micros(amount)
        if not test:
            found[
                order_id, created_at.astimezone(NEW_YORK).date(), GEOS.get(province, "unmapped"), gross, back[order_id],
                0 if cancelled else gross - back[order_id], first and all_known, cancelled,
            ] += 1  # fmt: skip
    return found


def _micros(money: Decimal) -> int:
    return int(money.scaleb(6).quantize(Decimal(1), ROUND_HALF_UP))

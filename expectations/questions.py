"""Which questions each gate asks, in the order in which a doubt makes sense: first whether it is there."""

from collections.abc import Iterable, Sequence

from config.gate import GateSettings
from expectations import (
    agreement,
    aligned,
    anomalies,
    arrivals,
    contents,
    delivered,
    ledger,
    orders,
    panel,
    profile,
)
from expectations.books import Books
from expectations.doubts import Doubt, Evidence, Question
from expectations.feeds import Feed
from expectations.scanning import scans_of
from expectations.totals import totals_of


def raw_questions(books: Books, feeds: Sequence[Feed], settings: GateSettings) -> list[Question]:
    """Tonight's files: arrived, the same in raw as in the ledger, whole, and possible."""
    known = books.deliveries()
    tonight = delivered.loaded_tonight(books, known)
    scans = scans_of(books, tonight, feeds, settings.profile.days)
    arrived = arrivals.arrivals(feeds, known, delivered.unknown_files(books), books.decision_date)
    questions = [_question("arrivals", arrivals.arrival_doubts(arrived, feeds, settings.arrival), arrived)]
    if in_raw := delivered.in_raw(scans):
        counted = ledger.ledger([one for one in tonight if one.delivery_id in in_raw], in_raw)
        questions.append(_question("ledger", ledger.ledger_doubts(counted), counted))
    if rows := delivered.contents_of(books, scans):
        measured = contents.contents(rows, books.yesterday, settings.arrival, settings.restatement)
        doubts = contents.content_doubts(measured, settings.arrival, settings.restatement)
        questions.append(_question("contents", doubts, measured))
    for channel in sorted({channel for channel, _ in scans}):  # a suite each: what one asks is paid for by the square
        asked, found = profile.profiled([one for one in scans.values() if one.feed.channel == channel], settings)
        if asked:
            questions.append(_question(f"{channel}_files", asked, found))
    return questions


def mart_questions(books: Books, feeds: Sequence[Feed], settings: GateSettings) -> list[Question]:
    """The marts: of this night, whole, exact, usual, and in agreement with each other."""
    paid = [feed for feed in feeds if feed.kind == "paid"]
    shop = next(feed.channel for feed in feeds if feed.kind == "orders")
    web = next(feed.channel for feed in feeds if feed.kind == "events")
    standing = panel.standing(aligned.night_of_marts(books), books.decision_date)
    built = _question("marts", panel.build_doubts(books.decision_date), standing)
    if not aligned.are_built(books):
        return [built]
    yesterday, holidays = books.yesterday, aligned.holidays_of(books)
    media, sold = aligned.media_of(books, settings.band.weeks), aligned.orders_of(books, settings.band.weeks)
    heard = media[~media.imputed.astype(bool)]
    gaps = aligned.gaps_of(books, paid, settings.panel.imputed_days_looked_at)
    cells = aligned.panel_of(books, shop)
    totals = totals_of(books, paid, shop, settings.panel.unmapped_days)
    planned = {name: sum(cells.values()) / 1e6 for name, cells in books.planned().items()}
    unusual = anomalies.anomalies(heard, yesterday, planned=planned, holidays=holidays, settings=settings.band)
    sales = orders.sales(sold, yesterday, shop=shop, holidays=holidays, settings=settings.band)
    claimed = agreement.claims(heard, sold, yesterday, settings.agreement)
    followed = agreement.tracked(sold, yesterday, web=web, settings=settings.agreement)
    return [
        built,
        _question("gaps", panel.gap_doubts(gaps, settings.panel), gaps),
        _question("panel", panel.grid_doubts(cells, shop, aligned.grid_of(books)), cells),
        _question("totals", agreement.total_doubts(totals, shop, settings.panel), totals),
        _question("anomalies", anomalies.anomaly_doubts(unusual, settings.band, settings.rates), unusual),
        _question("orders", orders.sales_doubts(sales, settings.band, settings.rates), sales),
        _question("agreement", agreement.story_doubts(claimed, followed), claimed | followed),
    ]


def _question(name: str, doubts: Iterable[Doubt], asked_of: Evidence) -> Question:
    return Question(name=name, doubts=tuple(doubts), asked_of=asked_of)

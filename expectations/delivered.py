"""What was delivered tonight, in numbers: a few aggregate queries a report."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Context, Decimal

import pandas as pd

from expectations.books import Books, Delivery
from expectations.contents import Contents
from expectations.feeds import Feed, ReportShape

# Names of tables and columns in these queries come from our dialects and from config/gate.yml, where they are checked.
# ruff: noqa: S608

EXACT = Context(prec=400)


def unknown_files(books: Books) -> list[str]:
    """Tonight's files that no channel knows, with the reason."""
    found = books.ask(
        "select path, reason from quarantine.files where delivered_on = :night order by path, file_sha256"
    )
    return [f"{path} ({reason})" for path, reason in zip(found.path, found.reason, strict=True)]


def loaded_tonight(books: Books, deliveries: Sequence[Delivery]) -> list[Delivery]:
    """The deliveries that tonight brought: of each report the last whole file, which tells its days anew, with the parts after it."""
    found: dict[tuple[str, str], Delivery] = {}
    for one in deliveries:
        if _is_of_tonight(books, one):
            key = (one.channel, one.report)
            found[key] = _with_part(found.get(key), one) if one.is_part else one
    return list(found.values())


def _with_part(before: Delivery | None, part: Delivery) -> Delivery:
    """What came before and a part, as one delivery."""
    if before is None:
        return replace(part, parts=(part.delivery_id,))
    whole_days = before.whole_days
    if not before.parts and before.first_day and before.last_day:
        whole_days = (before.first_day, before.last_day)
    days = [day for day in (before.first_day, before.last_day, part.first_day, part.last_day) if day]
    return replace(
        before,
        rows_read=before.rows_read + part.rows_read,
        rows_loaded=before.rows_loaded + part.rows_loaded,
        rows_quarantined=before.rows_quarantined + part.rows_quarantined,
        sums={name: EXACT.add(total, part.sums.get(name, Decimal(0))) for name, total in before.sums.items()},
        first_day=min(days, default=None),
        last_day=max(days, default=None),
        parts=(*before.parts, part.delivery_id),
        whole_days=whole_days,
    )


def _is_of_tonight(books: Books, one: Delivery) -> bool:
    return one.is_loaded and one.delivered_on == books.decision_date


def raw_sums(books: Books, deliveries: Sequence[Delivery], feeds: Sequence[Feed]) -> dict[int, dict[str, Decimal]]:
    """Rows and sums of the days that these deliveries told, as raw knows them tonight, by delivery.

    Reports of changes are left out: a row that comes again unchanged is no new row, and the others lie on any day.
    """
    found: dict[int, dict[str, Decimal]] = {}
    for one, report in _with_reports(deliveries, feeds):
        if report.tells_days:
            columns = sorted(one.sums)
            sums = "".join(f", coalesce(sum({column}), 0)" for column in columns)
            rows = books.ask(f"select count(*){sums} from {_brought(report, one, books.decision_date)} as lines")
            (values,) = rows.itertuples(index=False, name=None)
            found[one.delivery_id] = dict(zip(("rows", *columns), map(Decimal, map(str, values)), strict=True))
    return found


def _with_reports(deliveries: Sequence[Delivery], feeds: Sequence[Feed]) -> list[tuple[Delivery, ReportShape]]:
    reports = {(feed.channel, report.name): report for feed in feeds for report in feed.reports}
    return [(one, reports[key]) for one in deliveries if (key := (one.channel, one.report)) in reports]


def known(report: ReportShape, delivery: Delivery, night: date) -> str:
    """SQL of the rows known on `night` for the days that a delivery tells."""
    if delivery.first_day is None:  # it told no day
        return f"(select * from raw.{report.table} where false)"
    own = f" and channel = '{delivery.channel}'" if report.is_shared else ""
    return (
        f"(select * from raw.{report.table} where day between '{delivery.first_day}' and '{delivery.last_day}'"
        f" and known_from <= '{night}' and known_until > '{night}'{own})"
    )


def _brought(report: ReportShape, delivery: Delivery, night: date) -> str:
    """SQL of the rows known on `night` that a delivery told: all of a whole file's days, and those that its parts added."""
    if not delivery.parts:
        return known(report, delivery, night)
    told = f"delivery_id in ({', '.join(map(str, delivery.parts))})"
    if delivery.whole_days:
        first, last = delivery.whole_days
        told += f" or day between '{first}' and '{last}'"
    own = f" and channel = '{delivery.channel}'" if report.is_shared else ""
    return f"(select * from raw.{report.table} where ({told}) and known_from <= '{night}' and known_until > '{night}'{own})"


def contents_of(books: Books, deliveries: Sequence[Delivery], feeds: Sequence[Feed]) -> dict[str, Contents]:
    """Rows by day and place of each paid channel that arrived tonight, beside what was known of these days the night before."""
    planned = books.planned()
    tonight = {(one.channel, one.report): one for one in loaded_tonight(books, deliveries)}
    found = {}
    for feed in feeds:
        if (feed.channel, feed.spending.name) in tonight:
            file = tonight[feed.channel, feed.spending.name]
            found[feed.channel] = Contents(
                tonight=_days(books, feed, file, books.decision_date),
                before=_days(books, feed, file, books.yesterday),
                repeated_rows=_repeated(books, feed, file),
                idle_cells=sum(micros == 0 for micros in planned.get(feed.channel, {}).values()),
            )
    return found


def _days(books: Books, feed: Feed, file: Delivery, night: date) -> pd.DataFrame:
    report, columns = feed.spending, feed.spend
    assert columns is not None
    cell, places = f"lines.{columns.cell}", ""
    if columns.places:
        names = columns.places.report
        table = next(other.table for other in feed.reports if other.name == names)
        cell = "coalesce(places.cell, 'unknown')"
        places = f"""left join (
            select {columns.cell} as place, max({columns.places.cell}) as cell from raw.{table}
            where known_from <= :night and known_until > :night group by {columns.cell}
        ) as places on places.place = lines.{columns.cell}"""
    found = books.ask(
        f"""
        select lines.{report.day} as day, {cell} as cell, count(*) as rows,
            (coalesce(sum(lines.{columns.spend}), 0) * {report.micros})::bigint as spend_micros,
            coalesce(sum(lines.{columns.impressions}), 0)::bigint as impressions
        from {known(report, file, night)} as lines {places}
        group by 1, 2 order by 1, 2
        """
    )
    return found.astype({"rows": int, "spend_micros": int, "impressions": int})


def _repeated(books: Books, feed: Feed, file: Delivery) -> int:
    """How many rows of this delivery have a key that stands in the same file already."""
    if feed.spending.may_repeat:
        return 0
    found = books.ask(
        f"""
        select coalesce(sum(times - 1), 0) as repeated from (
            select count(*) as times from {known(feed.spending, file, books.decision_date)} as lines
            group by {", ".join(feed.spending.key)} having count(*) > 1
        ) as twice
        """
    )
    return int(found.repeated.iloc[0])


def spend_rows(books: Books, deliveries: Sequence[Delivery], feeds: Sequence[Feed]) -> str:
    """SQL of the rows of these deliveries, all in the same columns, to be doubted where they lie."""
    parts = []
    for feed in feeds:
        own = [one for one in deliveries if (one.channel, one.report) == (feed.channel, feed.spending.name)]
        if own and feed.spend:
            clicks = f"coalesce({feed.spend.clicks}, 0)" if feed.spend.clicks else "0"
            parts.append(
                f"select '{feed.channel}' as scope, {feed.spend.spend} as spend,"
                f" coalesce({feed.spend.impressions}, 0) as impressions, {clicks} as clicks"
                f" from {known(feed.spending, own[-1], books.decision_date)} as {feed.channel}_lines"
            )
    return " union all ".join(parts)

"""What was delivered tonight, in numbers: a few aggregate queries a report."""

from collections.abc import Sequence

import pandas as pd

from expectations.books import Books
from expectations.contents import Contents
from expectations.feeds import Feed, ReportShape


def ledger_of(books: Books) -> pd.DataFrame:
    """Tonight's deliveries, and each report's newest loaded ones before."""
    return books.ask(
        """
        select delivery_id, channel, report, path, delivered_on, rows_read, rows_loaded, rows_quarantined,
            sums, status, reason, first_day, last_day
        from ops.deliveries
        where delivered_on = :night or status = 'loaded' and (channel, report, delivered_on) in (
            select channel, report, max(delivered_on) from ops.deliveries
            where status = 'loaded' and delivered_on < :night group by channel, report
        )
        order by channel, report, delivered_on, delivery_id
        """
    )


def unknown_files(books: Books) -> list[str]:
    """Paths of tonight's files that no channel knows."""
    found = books.ask("select path, reason from quarantine.files where delivered_on = :night order by path, file_sha256")
    return [f"{row.path} ({row.reason})" for row in found.itertuples()]


def ledger_against_raw(books: Books, ledger: pd.DataFrame, feeds: Sequence[Feed]) -> pd.DataFrame:
    """Tonight's loaded deliveries with `rows_in_raw` and `sums_apart`, the columns whose sums differ."""
    tonight = ledger[(ledger.delivered_on == books.decision_date) & (ledger.status == "loaded")]
    checked = [
        _against_raw(books, rows, next(report for report in feed.reports if report.name == name))
        for feed in feeds
        for name, rows in tonight[tonight.channel == feed.channel].groupby("report")
        if name in {report.name for report in feed.reports}
    ]
    return pd.concat(checked) if checked else tonight.assign(rows_in_raw=0, sums_apart=None)


def _against_raw(books: Books, deliveries: pd.DataFrame, report: ReportShape) -> pd.DataFrame:
    columns = sorted(deliveries.sums.iloc[0])
    # jsonb keeps numeric exactly, so the database compares; a Python float never sees the money.
    apart = "".join(
        f", coalesce(sum(lines.{column}), 0) is distinct from coalesce(max((d.sums ->> '{column}')::numeric), 0) as {column}"
        for column in columns
    )
    found = books.ask(
        f"""
        select d.delivery_id, count(lines.delivery_id) as rows_in_raw{apart}
        from ops.deliveries as d left join raw.{report.table} as lines on lines.delivery_id = d.delivery_id
        where d.delivery_id = any(:ids) group by d.delivery_id
        """,  # noqa: S608 -- names come from our dialects, not from files
        ids=deliveries.delivery_id.tolist(),
    ).set_index("delivery_id")
    ids = deliveries.delivery_id
    return deliveries.assign(
        rows_in_raw=ids.map(found.rows_in_raw),
        sums_apart=[[column for column in columns if found.loc[one, column]] for one in ids],
    )


def contents_of(books: Books, ledger: pd.DataFrame, feeds: Sequence[Feed]) -> dict[str, Contents]:
    """Rows by day and place of each paid channel that arrived tonight, beside its file before."""
    loaded = ledger[ledger.status == "loaded"]
    idle = books.planned()
    found = {}
    for feed in feeds:
        rows = loaded[(loaded.channel == feed.channel) & (loaded.report == feed.spending.name)]
        tonight = rows.delivered_on == books.decision_date
        if tonight.any():
            found[feed.channel] = Contents(
                tonight=_days(books, feed, rows[tonight].delivery_id, loaded),
                before=_days(books, feed, rows[~tonight].delivery_id, loaded),
                repeated_rows=_repeated(books, feed.spending, rows[tonight].delivery_id),
                idle_cells=sum(1 for micros in idle.get(feed.channel, {}).values() if micros == 0),
            )
    return found


def spend_rows(books: Books, ledger: pd.DataFrame, feeds: Sequence[Feed]) -> str:
    """SQL of the rows that paid channels delivered tonight, all in the same columns, to be doubted where they lie."""
    tonight = ledger[(ledger.status == "loaded") & (ledger.delivered_on == books.decision_date)]
    parts = []
    for feed in feeds:
        ids = tonight[(tonight.channel == feed.channel) & (tonight.report == feed.spending.name)].delivery_id
        if len(ids):
            parts.append(_rows_of(feed, [int(one) for one in ids]))
    return " union all ".join(parts)


def _rows_of(feed: Feed, ids: list[int]) -> str:
    columns = feed.spend
    assert columns is not None
    clicks = f"coalesce({columns.clicks}, 0)" if columns.clicks else "0"
    return f"""
        select '{feed.channel}' as scope, {columns.spend} as spend, coalesce({columns.impressions}, 0) as impressions,
            {clicks} as clicks
        from raw.{feed.spending.table} where delivery_id in ({", ".join(map(str, ids))})"""  # noqa: S608 -- checked names


def _days(books: Books, feed: Feed, ids: pd.Series, loaded: pd.DataFrame) -> pd.DataFrame:
    report, columns = feed.spending, feed.spend
    assert columns is not None
    cell, places = f"lines.{columns.cell}", ""
    if columns.places:
        names = loaded[(loaded.channel == feed.channel) & (loaded.report == columns.places.report)].delivery_id
        table = next(other.table for other in feed.reports if other.name == columns.places.report)
        cell = "coalesce(places.cell, 'unknown')"
        places = f"""left join (
            select {columns.cell} as place, max({columns.places.cell}) as cell from raw.{table}
            where delivery_id = any(array{[int(one) for one in names]}::bigint[]) group by {columns.cell}
        ) as places on places.place = lines.{columns.cell}"""  # noqa: S608
    found = books.ask(
        f"""
        select lines.{report.day} as day, {cell} as cell, count(*) as rows,
            (coalesce(sum(lines.{columns.spend}), 0) * {report.micros})::bigint as spend_micros,
                coalesce(sum(lines.{columns.impressions}), 0)::bigint as impressions
        from raw.{report.table} as lines {places}
        where lines.delivery_id = any(:ids) group by 1, 2 order by 1, 2
        """,  # noqa: S608
        ids=ids.tolist(),
    )
    return found.astype({"rows": int, "spend_micros": int, "impressions": int})


def _repeated(books: Books, report: ReportShape, ids: pd.Series) -> int:
    if not report.key:
        return 0
    key = ", ".join(report.key)
    found = books.ask(
        f"""
        select coalesce(sum(times - 1), 0) as repeated from (
            select count(*) as times from raw.{report.table} where delivery_id = any(:ids)
            group by delivery_id, {key} having count(*) > 1
        ) as twice
        """,  # noqa: S608
        ids=ids.tolist(),
    )
    return int(found.repeated.iloc[0])

"""What was delivered tonight, in numbers: a few aggregate queries a report."""

from collections.abc import Sequence
from decimal import Decimal

import pandas as pd

from expectations.books import Books, Delivery
from expectations.contents import Contents
from expectations.feeds import Feed

# Names of tables and columns in these queries come from our dialects and from config/gate.yml, where they are checked.
# ruff: noqa: S608


def unknown_files(books: Books) -> list[str]:
    """Tonight's files that no channel knows, with the reason."""
    found = books.ask(
        "select path, reason from quarantine.files where delivered_on = :night order by path, file_sha256"
    )
    return [f"{path} ({reason})" for path, reason in zip(found.path, found.reason, strict=True)]


def loaded_tonight(books: Books, deliveries: Sequence[Delivery]) -> list[Delivery]:
    """Those of the deliveries whose rows tonight brought."""
    return [one for one in deliveries if one.is_loaded and one.delivered_on == books.decision_date]


def raw_sums(books: Books, deliveries: Sequence[Delivery], feeds: Sequence[Feed]) -> dict[int, dict[str, Decimal]]:
    """Rows and sums of these deliveries as they lie in raw, by delivery; all zero where raw has no row."""
    found: dict[int, dict[str, Decimal]] = {}
    for feed in feeds:
        for report in feed.reports:
            own = [one for one in deliveries if (one.channel, one.report) == (feed.channel, report.name)]
            if not own:
                continue
            columns = sorted(own[0].sums)
            sums = "".join(f", coalesce(sum({column}), 0)" for column in columns)
            rows = books.ask(
                f"select delivery_id, count(*){sums} from raw.{report.table}"
                " where delivery_id = any(:ids) group by delivery_id",
                ids=[one.delivery_id for one in own],
            )
            nothing = {one.delivery_id: dict.fromkeys(("rows", *columns), Decimal(0)) for one in own}
            found |= nothing | {
                int(one): dict(zip(("rows", *columns), map(Decimal, sums), strict=True))
                for one, *sums in rows.itertuples(index=False, name=None)
            }
    return found


def contents_of(books: Books, deliveries: Sequence[Delivery], feeds: Sequence[Feed]) -> dict[str, Contents]:
    """Rows by day and place of each paid channel that arrived tonight, beside its file before."""
    planned = books.planned()
    loaded = [one for one in deliveries if one.is_loaded]
    found = {}
    for feed in feeds:
        own = [one for one in loaded if (one.channel, one.report) == (feed.channel, feed.spending.name)]
        tonight = [one.delivery_id for one in loaded_tonight(books, own)]
        before = [one.delivery_id for one in own if one.delivery_id not in tonight]
        if tonight:
            found[feed.channel] = Contents(
                tonight=_days(books, feed, tonight, loaded),
                before=_days(books, feed, before, loaded),
                repeated_rows=_repeated(books, feed, tonight),
                idle_cells=sum(micros == 0 for micros in planned.get(feed.channel, {}).values()),
            )
    return found


def _days(books: Books, feed: Feed, ids: list[int], loaded: Sequence[Delivery]) -> pd.DataFrame:
    report, columns = feed.spending, feed.spend
    assert columns is not None
    cell, places = f"lines.{columns.cell}", ""
    if columns.places:
        names = columns.places.report
        table = next(other.table for other in feed.reports if other.name == names)
        cell = "coalesce(places.cell, 'unknown')"
        places = f"""left join (
            select {columns.cell} as place, max({columns.places.cell}) as cell
            from raw.{table} where delivery_id = any(:names) group by {columns.cell}
        ) as places on places.place = lines.{columns.cell}"""
    lines = f"select * from raw.{report.table} where delivery_id = any(:ids)"
    if len(ids) > 1:  # a report that came twice says some rows twice: those of the later file count, as in staging
        lines = f"""
            select * from (
                select *, array_position(:ids, delivery_id) as place,
                    max(array_position(:ids, delivery_id)) over (partition by {", ".join(report.key)}) as last_place
                from raw.{report.table} where delivery_id = any(:ids)
            ) as all_lines where place = last_place
        """
    found = books.ask(
        f"""
        select lines.{report.day} as day, {cell} as cell, count(*) as rows,
            (coalesce(sum(lines.{columns.spend}), 0) * {report.micros})::bigint as spend_micros,
            coalesce(sum(lines.{columns.impressions}), 0)::bigint as impressions
        from ({lines}) as lines {places}
        group by 1, 2 order by 1, 2
        """,
        ids=ids,
        names=[
            one.delivery_id
            for one in loaded
            if columns.places and (one.channel, one.report) == (feed.channel, columns.places.report)
        ],
    )
    return found.astype({"rows": int, "spend_micros": int, "impressions": int})


def _repeated(books: Books, feed: Feed, ids: list[int]) -> int:
    """How many rows of these deliveries have a key that stands in the same file already."""
    if feed.spending.may_repeat:
        return 0
    found = books.ask(
        f"""
        select coalesce(sum(times - 1), 0) as repeated from (
            select count(*) as times from raw.{feed.spending.table} where delivery_id = any(:ids)
            group by delivery_id, {", ".join(feed.spending.key)} having count(*) > 1
        ) as twice
        """,
        ids=ids,
    )
    return int(found.repeated.iloc[0])


def spend_rows(deliveries: Sequence[Delivery], feeds: Sequence[Feed]) -> str:
    """SQL of the rows of these deliveries, all in the same columns, to be doubted where they lie."""
    parts = []
    for feed in feeds:
        own = [one for one in deliveries if (one.channel, one.report) == (feed.channel, feed.spending.name)]
        if own and feed.spend:
            clicks = f"coalesce({feed.spend.clicks}, 0)" if feed.spend.clicks else "0"
            parts.append(
                f"select '{feed.channel}' as scope, {feed.spend.spend} as spend,"
                f" coalesce({feed.spend.impressions}, 0) as impressions, {clicks} as clicks"
                f" from raw.{feed.spending.table}"
                f" where delivery_id in ({', '.join(str(one.delivery_id) for one in own)})"
            )
    return " union all ".join(parts)

"""What was delivered tonight, in numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Context, Decimal

import pandas as pd

from expectations.books import Books, Delivery
from expectations.contents import Contents
from expectations.feeds import ReportShape
from expectations.scanning import Scan

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


def in_raw(scans: Mapping[tuple[str, str], Scan]) -> dict[int, dict[str, Decimal]]:
    """Rows and sums of the days that tonight's deliveries told, as raw knows them tonight, by delivery.

    Reports of changes are left out: a row that comes again unchanged is no new row, and the others lie on any day.
    """
    return {
        scan.file.delivery_id: {"rows": Decimal(int(scan.cells.rows_brought.sum()))}
        | {name: _exact_sum(scan.cells[f"{name}__brought"]) for name in scan.file.sums}
        for scan in scans.values()
        if scan.report.tells_days
    }


def _exact_sum(column: "pd.Series[float]") -> Decimal:
    total = Decimal(0)
    for value in column:
        total = EXACT.add(total, Decimal(value))
    return total


def known(report: ReportShape, delivery: Delivery, night: date) -> str:
    """SQL of the rows known on `night` for the days that a delivery tells."""
    if delivery.first_day is None:  # it told no day
        return f"(select * from raw.{report.table} where false)"
    own = f" and channel = '{delivery.channel}'" if report.is_shared else ""
    return (
        f"(select * from raw.{report.table} where day between '{delivery.first_day}' and '{delivery.last_day}'"
        f" and known_from <= '{night}' and known_until > '{night}'{own})"
    )


def contents_of(books: Books, scans: Mapping[tuple[str, str], Scan]) -> dict[str, Contents]:
    """Rows by day and place of each paid channel that arrived tonight, beside what was known of these days the night before."""
    planned = books.planned()
    return {
        channel: Contents(
            tonight=_frame(scan, ""),
            before=_frame(scan, "_before"),
            repeated_rows=0 if scan.report.may_repeat else int((scan.told.rows - scan.told["keys"]).sum()),
            idle_cells=sum(micros == 0 for micros in planned.get(channel, {}).values()),
        )
        for (channel, _), scan in scans.items()
        if scan.feed.is_spending(scan.report)
    }


def _frame(scan: Scan, ending: str) -> pd.DataFrame:
    assert scan.feed.spend is not None
    told = scan.told[scan.told[f"rows{ending}"] > 0]
    return pd.DataFrame(
        {
            "day": told.day,
            "cell": told.cell,
            "rows": told[f"rows{ending}"].astype(int),
            "spend_micros": told[f"spend_micros{ending}"].astype(int),
            "impressions": told[f"{scan.feed.spend.impressions}{ending}"].astype(int),
        }
    )

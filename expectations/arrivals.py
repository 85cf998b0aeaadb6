"""Did every file of the night arrive, in time and readable?"""

from collections.abc import Iterator
from datetime import date, timedelta

import pandas as pd
from great_expectations.expectations.expectation import Expectation

from config.gate import Arrival
from expectations.doubts import NIGHT, Evidence, within
from expectations.feeds import Feed, ReportShape
from expectations.verdict import Verdict


def arrivals(feeds: tuple[Feed, ...], ledger: pd.DataFrame, unknown: list[str], decision_date: date) -> Evidence:
    """What the ledger says of each channel's files, and which files nobody knows.

    Parameters
    ----------
    ledger : pd.DataFrame
        Rows of `ops.deliveries` delivered on the decision date, and each report's newest loaded one before it.
    """
    found = {feed.channel: _channel(feed, ledger[ledger.channel == feed.channel], decision_date) for feed in feeds}
    return found | {NIGHT: {"unknown_files": len(unknown), "unknown_files_says": ", ".join(unknown) or "none"}}


def _channel(feed: Feed, ledger: pd.DataFrame, decision_date: date) -> dict[str, object]:
    lacking = {report.name: why for report in feed.reports if (why := _lacking(report, ledger, decision_date))}
    loaded = ledger[(ledger.status == "loaded") & (ledger.delivered_on == decision_date)]
    dated = [report.name for report in feed.reports if report.is_daily]
    through = ledger[(ledger.status == "loaded") & ledger.report.isin(dated)].groupby("report").last_day.max().min()
    yesterday = decision_date - timedelta(days=1)
    read, quarantined = int(loaded.rows_read.sum()), int(loaded.rows_quarantined.sum())
    return {
        "missing_reports": len(lacking),
        "missing_reports_says": "; ".join(lacking.values()) or "all arrived",
        "days_behind": (yesterday - through).days if isinstance(through, date) else None,
        "days_behind_says": f"its newest day is {through}",
        "quarantined_share": quarantined / read if read else 0.0,
        "quarantined_share_says": f"{quarantined:,} of {read:,} rows in quarantine",
    }


def _lacking(report: ReportShape, ledger: pd.DataFrame, decision_date: date) -> str | None:
    """Why a report is not here tonight, naming the file; None if it is."""
    rows = ledger[(ledger.report == report.name) & (ledger.delivered_on == decision_date)]
    good = {"loaded"} if report.is_daily else {"loaded", "duplicate"}
    if rows.status.isin(good).any():
        return None
    refused = rows[rows.status == "refused"]
    if len(refused):
        return "; ".join(f"{row.path} was refused: {row.reason}" for row in refused.sort_values("path").itertuples())
    stale = rows[rows.status == "duplicate"]
    if len(stale):
        return f"{stale.path.min()} is the same file as an earlier day's{_because(stale.reason.iloc[0])}"
    before = ledger[(ledger.report == report.name) & (ledger.status == "loaded")]
    last = f"; the last one came on {before.delivered_on.max()}" if len(before) else "; none ever came"
    return f"no file {report.name} for {decision_date}{last}"


def _because(reason: str | None) -> str:
    return f" ({reason})" if isinstance(reason, str) and reason else ""


def arrival_doubts(found: Evidence, feeds: tuple[Feed, ...], settings: Arrival) -> Iterator[Expectation]:
    """What must hold of the night's files before anyone opens them."""
    for feed in feeds:
        yield within(
            "missing_reports", most=0,
            doubt_id="files-arrived", scope=feed.channel, verdict=feed.verdict,
            sentence=f"all files of {feed.channel} have arrived",
            because="an absent file passes every check of its content",
        )  # fmt: skip
        if found[feed.channel]["missing_reports"]:
            continue  # what did not arrive has no content to doubt
        if not feed.may_be_quiet:
            yield within(
                "days_behind", most=0,
                doubt_id="files-in-time", scope=feed.channel, verdict=feed.verdict,
                sentence=f"{feed.channel} reports through yesterday",
                because="a copy of an older file looks whole and says nothing about yesterday",
            )  # fmt: skip
        yield within(
            "quarantined_share", most=settings.quarantined_share,
            doubt_id="rows-readable", scope=feed.channel, verdict=feed.verdict,
            sentence=f"the rows of {feed.channel} can be read",
            because="a few bad rows are bad rows; many are a changed format, and what is missing is not random",
        )  # fmt: skip
    yield within(
        "unknown_files", most=0,
        doubt_id="files-known", scope=NIGHT, verdict=Verdict.PASS,
        sentence="every file in the landing zone belongs to a channel",
        because="a new export, or a file in the wrong folder: someone should look, the plan doesn't need it",
    )  # fmt: skip

"""Did every file of the night arrive, in time and readable?"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from config.gate import Arrival
from expectations.books import Delivery
from expectations.doubts import NIGHT, Doubt, Evidence, Measures, within
from expectations.feeds import Feed, ReportShape
from expectations.verdict import Verdict


def arrivals(
    feeds: Sequence[Feed], deliveries: Sequence[Delivery], unknown: Sequence[str], decision_date: date
) -> Evidence:
    """What the ledger says of each channel's files, and which files nobody knows.

    Parameters
    ----------
    deliveries : sequence of Delivery
        Tonight's, and of each report the newest loaded ones before.
    unknown : sequence of str
        Tonight's files that belong to no channel, with the reason.
    """
    found = {
        feed.channel: _channel(feed, [one for one in deliveries if one.channel == feed.channel], decision_date)
        for feed in feeds
    }
    return found | {NIGHT: {"unknown_files": len(unknown), "unknown_files_says": "; ".join(unknown) or "none"}}


def _channel(feed: Feed, deliveries: Sequence[Delivery], decision_date: date) -> Measures:
    lacking = [why for report in feed.reports if (why := _lacking(report, deliveries, decision_date))]
    tonight = [one for one in deliveries if one.is_loaded and one.delivered_on == decision_date]
    daily = [report.name for report in feed.reports if report.is_daily]
    ends = [_through(report, deliveries) for report in daily]
    through = min(ends) if ends else date.min
    read, quarantined = sum(one.rows_read for one in tonight), sum(one.rows_quarantined for one in tonight)
    return {
        "missing_reports": len(lacking),
        "missing_reports_says": "; ".join(lacking) or "all arrived",
        "days_behind": (decision_date - timedelta(days=1) - through).days,
        "days_behind_says": f"its newest day is {through}",
        "quarantined_share": quarantined / read if read else 0.0,
        "quarantined_share_says": f"{quarantined:,} of {read:,} rows are in quarantine",
    }


def _through(report: str, deliveries: Sequence[Delivery]) -> date:
    """The newest day that the report ever brought."""
    days = [one.last_day for one in deliveries if one.is_loaded and one.report == report and one.last_day]
    return max(days, default=date.min)


def _lacking(report: ReportShape, deliveries: Sequence[Delivery], decision_date: date) -> str | None:
    """Why a report is not here tonight, naming the file; None if it is."""
    own = [one for one in deliveries if one.report == report.name]
    tonight = [one for one in own if one.delivered_on == decision_date]
    good = {"loaded"} if report.is_daily else {"loaded", "duplicate"}
    here = {one.path for one in tonight if one.status in good}
    refused = sorted(
        f"{one.path} was refused: {one.reason}"
        for one in tonight
        if one.status == "refused" and (not here or (one.is_part and one.path not in here))
    )
    if refused:
        return "; ".join(refused)
    if here or report.may_be_missing:
        return None
    stale = sorted(f"{one.path} is old: {one.reason}" for one in tonight)
    if stale:
        return "; ".join(stale)
    last = max((one.delivered_on for one in own if one.is_loaded), default=None)
    return f"no file {report.name} came for {decision_date}, " + (
        f"the last one on {last}" if last else "none ever did"
    )


def arrival_doubts(found: Evidence, feeds: Sequence[Feed], settings: Arrival) -> Iterator[Doubt]:
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

"""What each report as a whole deserves to be doubted for: its rows, its days, and how its columns go together."""

from collections.abc import Iterator
from datetime import timedelta

import numpy as np

from config.gate import GateSettings
from expectations.columns import Finding, finding, weight
from expectations.feeds import MISSING
from expectations.usual import Usual
from expectations.verdict import Verdict


def report_findings(usual: Usual, settings: GateSettings) -> Iterator[Finding]:
    """What a report as a whole deserves to be doubted for, and what was found of it."""
    scan = usual.scan
    yield from _rows(usual, settings)
    yield from _days(usual)
    if scan.feed.is_spending(scan.report):
        yield from _moved(usual, settings)
        yield from _unseen(usual, settings)
        yield from _claims(usual, settings)


def _rows(usual: Usual, settings: GateSettings) -> Iterator[Finding]:
    """Yesterday's rows against the same weekdays before: far too many, and, where no other suite asks, far too few."""
    scan, factor = usual.scan, settings.profile.rows_factor
    weekdays = usual.same_weekdays("rows")
    if usual.yesterday is None or len(weekdays) < 3 or scan.report.may_be_empty:
        return
    middle = float(np.median(weekdays))
    is_asked = scan.feed.is_spending(scan.report) or scan.feed.may_be_quiet
    yield finding(
        scan, "rows-usual", float(usual.yesterday.rows), least=None if is_asked else round(middle / factor, 4),
        most=factor * max(weekdays), verdict=MISSING[scan.feed.kind],
        sentence=f"{scan.report.name} of {scan.feed.channel} has about as many rows of yesterday as of the same weekday before",
        because="a file was cut off, or sent several times",
    )  # fmt: skip


def _days(usual: Usual) -> Iterator[Finding]:
    """Days that were known and are gone, and days that nobody told since."""
    scan = usual.scan
    if not scan.report.is_daily or not scan.report.tells_days or not scan.is_known or scan.feed.may_be_quiet:
        return
    known = usual.days.index[usual.days.rows_before > 0]
    new = {known.max() + timedelta(days=n) for n in range(1, (scan.yesterday - known.max()).days + 1)}
    heard = set(usual.days.index[usual.days.rows > 0])
    lost = sorted((set(known) | new) - heard - {scan.yesterday})  # whether yesterday is there, its arrival says
    yield finding(
        scan, "days-told", len(lost), most=0, says=f"no rows for {', '.join(map(str, lost))}" if lost else "all are told",
        verdict=MISSING[scan.feed.kind],
        sentence=f"{scan.report.name} of {scan.feed.channel} tells each day that it told before, and each since",
        because="a day that is left out reads as a day without a row",
    )  # fmt: skip


def _moved(usual: Usual, settings: GateSettings) -> Iterator[Finding]:
    """Settled spend that changed its day and kept its sum, as where midnight lies elsewhere."""
    scan, settled = usual.scan, usual.scan.yesterday - timedelta(days=settings.restatement.settled_after_days)
    shared = scan.told[(scan.told.rows > 0) & (scan.told.rows_before > 0) & (scan.told.day <= settled)]
    before = int(shared.spend_micros_before.sum())
    if before <= 0 or shared.day.nunique() < 2:
        return
    apart = shared.spend_micros - shared.spend_micros_before
    moved = (float(apart.abs().sum()) - abs(float(apart.sum()))) / before
    yield finding(
        scan, "spend-keeps-its-day", moved, most=settings.profile.moved_between_days,
        says=f"{moved:.1%} of it changed day or place, its sum did not", verdict=Verdict.FREEZE,
        sentence=f"settled spend of {scan.feed.channel} stays on its day and in its place",
        because="the export's midnight or its places changed: days can't be compared",
    )  # fmt: skip


def _unseen(usual: Usual, settings: GateSettings) -> Iterator[Finding]:
    """Spend of rows that nobody saw. A schedule in thousands rounds small places away: only its whole days are doubted."""
    scan, spend = usual.scan, usual.scan.feed.spend
    assert spend is not None
    if scan.report.may_repeat:
        return
    cost, dark = usual.before(spend.spend), usual.before("unseen")
    then_of = float(cost.sum())
    now_of = float(usual.told[spend.spend].sum())
    if then_of <= 0 or now_of <= 0:
        return
    now = float(usual.told.unseen.sum()) / now_of
    if usual.yesterday is not None and usual.yesterday[spend.spend] > 0:
        now = max(now, float(usual.yesterday.unseen / usual.yesterday[spend.spend]))
    then = float((dark[cost > 0] / cost[cost > 0]).max())
    yield finding(
        scan, "spend-seen", now, most=round(then + settings.profile.unseen_share_more, 4),
        says=f"{now:.1%} of the spend has no impressions, {then:.1%} at most on a day before", verdict=Verdict.FREEZE,
        sentence=f"nearly all that {scan.feed.channel} cost was shown to somebody",
        because="spend without impressions is a column of impressions that broke, if only for some rows",
    )  # fmt: skip


def _claims(usual: Usual, settings: GateSettings) -> Iterator[Finding]:
    scan, meaning, spend = usual.scan, usual.scan.report.meaning, usual.scan.feed.spend
    if not meaning.claims or spend is None:
        return
    claimed = usual.told[meaning.claims]
    recent = usual.told.index > scan.yesterday - timedelta(days=7)
    if spend.clicks:
        unclicked = usual.told.index[(claimed >= 1) & (usual.told[spend.clicks] == 0) & recent]
        yield finding(
            scan, "claims-have-clicks", len(unclicked), most=0, verdict=weight(scan, spend.clicks),
            says=f"no clicks on {', '.join(map(str, unclicked))}" if len(unclicked) else "every day has",
            sentence=f"days on which {scan.feed.channel} claims purchases have clicks",
            because="purchases without a single click in a day are a column of clicks that broke",
        )  # fmt: skip
    if meaning.value:
        empty = usual.told.index[(claimed == 0) & (usual.told[meaning.value] > 0)]
        yield finding(
            scan, "value-has-claims", len(empty), most=0, verdict=Verdict.DEFAULT,
            says=f"none on {', '.join(map(str, empty[:5]))}" if len(empty) else "every day has",
            sentence=f"days on which {scan.feed.channel} claims revenue have purchases", because="a column of purchases broke",
        )  # fmt: skip

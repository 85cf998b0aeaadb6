"""What each column of a report deserves to be doubted for, by its kind: generated from how its dialect describes it."""

from collections.abc import Iterator

import numpy as np

from config.gate import GateSettings
from expectations.doubts import Doubt, Measures, within
from expectations.feeds import MISSING, ColumnShape
from expectations.scanning import Scan
from expectations.usual import Usual
from expectations.verdict import Verdict

Finding = tuple[Doubt, Measures]


def column_findings(usual: Usual, column: ColumnShape, settings: GateSettings) -> Iterator[Finding]:
    """What one column deserves to be doubted for, and what was found of it."""
    if not column.is_key:
        yield from _told(usual, column, settings)
    if column.is_measure:
        yield from _amounts(usual, column, settings)
    if whole := usual.scan.report.meaning.within.get(column.name):
        yield _part(usual, column.name, whole)
    if column.kind == "text" and column.is_key:
        yield from _ids(usual, column, settings)
    yield from _words(usual, column, settings)
    if column.kind == "flag":
        yield from _flag(usual, column, settings)
    if column.kind in ("moment", "micros") and column.is_key:
        yield from _instants(usual, column, settings)
    if usual.scan.report.meaning.rates_by and column.kind == "number":
        yield from _rates(usual, column, settings)


def finding(
    scan: Scan, name: str, value: float, *, says: str = "", verdict: Verdict, sentence: str, because: str,
    least: float | None = None, most: float | None = None,
) -> Finding:  # fmt: skip
    """A doubt about one number of a report, and the number; its id begins with the report's name."""
    doubt_id = f"{scan.report.name}.{name}"
    doubt = within(
        doubt_id, least=least, most=most,
        doubt_id=doubt_id, scope=scan.feed.channel, verdict=verdict, sentence=sentence, because=because,
    )  # fmt: skip
    return doubt, {doubt_id: value} | ({f"{doubt_id}_says": says} if says else {})


def weight(scan: Scan, column: str) -> Verdict:
    """What a wrong number in this column means: as much as a missing file where the panel reads it, else a note in the books."""
    is_money_of_orders = scan.feed.kind == "orders" and any(column == one.name for one in scan.measures)
    if column in scan.is_read_by_the_panel or is_money_of_orders or column in scan.report.meaning.same:
        return MISSING[scan.feed.kind]
    return Verdict.DEFAULT


def _told(usual: Usual, column: ColumnShape, settings: GateSettings) -> Iterator[Finding]:
    scan, name = usual.scan, column.name
    if scan.feed.is_spending(scan.report) and scan.feed.spend and name == scan.feed.spend.spend:
        missing = int(usual.told[f"{name}__missing"].sum())
        yield finding(
            scan, f"{name}-written", missing, most=0, says=f"{missing:,} rows don't", verdict=Verdict.FREEZE,
            sentence=f"every row of {scan.feed.channel} says what it cost", because="an unknown cost is not a zero",
        )  # fmt: skip
    elif shares := usual.share(f"{name}__missing"):
        now, then = shares
        if then + settings.profile.missing_more < 1:
            yield finding(
                scan, f"{name}-told", now, most=round(then + settings.profile.missing_more, 4),
                says=f"{now:.0%} of the rows are empty there, {then:.0%} usually", verdict=weight(scan, name),
                sentence=f"{scan.feed.channel} still tells {name}",
                because="a column that is no longer filled reads as nothing, or as zero",
            )  # fmt: skip


def _amounts(usual: Usual, column: ColumnShape, settings: GateSettings) -> Iterator[Finding]:
    """Of what is summed: never negative, in its usual unit, settled."""
    scan, name, limits = usual.scan, column.name, settings.profile
    channel, verdict = scan.feed.channel, weight(usual.scan, column.name)
    negative = int(usual.told[f"{name}__negative"].sum())
    yield finding(
        scan, f"{name}-not-negative", negative, most=0, says=f"{negative:,} rows are", verdict=verdict,
        sentence=f"{name} of {channel} is never negative", because="a sign error turns what was learned over",
    )  # fmt: skip
    yield from _largest(usual, name, verdict, limits.largest_factor)
    yield from _in_step(usual, name, verdict, settings)
    yield from _alive(usual, name, verdict, settings)
    is_spend = scan.feed.spend is not None and name == scan.feed.spend.spend  # doubted with its own numbers elsewhere
    shared = usual.settled(name, settings.restatement.settled_after_days)
    if scan.report.tells_days and not is_spend and shared and shared[1] >= limits.claims_least:
        now, then = shared
        is_final = name in scan.is_read_by_the_panel
        yield finding(
            scan, f"{name}-settled", abs(now - then) / then,
            most=settings.restatement.spend_share if is_final else limits.claims_moved_share,
            says=f"settled days have {now:,.2f} now, and {then:,.2f} a night ago", verdict=verdict,
            sentence=f"{name} of settled days of {channel} stays about what it was",
            because="a platform corrects a few rows: a window, a unit or an account changed" if is_final else
            "claims grow by a little each night: an attribution window changed, or days were filled back",
        )  # fmt: skip


def _part(usual: Usual, name: str, whole: str) -> Finding:
    channel, beyond = usual.scan.feed.channel, int(usual.told[f"{name}__beyond"].sum())
    return finding(
        usual.scan, f"{name}-within-{whole}", beyond, most=0, says=f"{beyond:,} rows have more", verdict=weight(usual.scan, name),
        sentence=f"{channel} has no more {name} than {whole}", because="columns were swapped, or one is in thousands",
    )  # fmt: skip


def _largest(usual: Usual, name: str, verdict: Verdict, factor: float) -> Iterator[Finding]:
    scan, known = usual.scan, usual.scan.is_known
    cells = scan.cells if known else scan.cells[scan.cells.day < scan.yesterday]
    before = float(cells[f"{name}__largest{'_before' if known else ''}"].max()) if len(cells) else 0.0
    now = float(scan.told[f"{name}__largest"].max())
    if before > 0:
        yield finding(
            scan, f"{name}-largest", now, most=factor * before,
            says=f"{now:,.2f} in one row, {before:,.2f} at most before", verdict=verdict,
            sentence=f"no row of {scan.feed.channel} has far more {name} than any before",
            because="one row in another unit hides in the sum of a day",
        )  # fmt: skip


def _in_step(usual: Usual, name: str, verdict: Verdict, settings: GateSettings) -> Iterator[Finding]:
    """Its ratio to impressions, or to rows where nothing is shown, against the usual ratio."""
    scan, limits, spend = usual.scan, settings.profile, usual.scan.feed.spend
    is_paid = spend is not None and scan.feed.is_spending(scan.report)
    base = spend.impressions if is_paid and spend else "rows"
    if name == base:
        return
    final = name in scan.is_read_by_the_panel or not scan.report.tells_days
    if final:
        if usual.yesterday is None:
            return
        known = usual.before(base)
        now, now_base = float(usual.yesterday[name]), float(usual.yesterday[base])
        then, then_base = float(usual.before(name).sum()), float(known.sum())
        usual_size, factor = then / max(len(known), 1), limits.step_factor
        says = "yesterday"
    else:
        now, now_base = usual.week(name), usual.week(base)
        then, then_base = usual.weeks_before(name), usual.weeks_before(base)
        usual_size, factor = then, limits.claims_step_factor
        says = "in the last week"
    counted = usual.weeks_before(scan.report.meaning.claims) if name == scan.report.meaning.value and \
        scan.report.meaning.claims else usual_size  # fmt: skip
    if not (now_base > 0 and then_base > 0 and then > 0) or counted < limits.claims_least:
        return
    step = (now / now_base) / (then / then_base)
    yield finding(
        scan, f"{name}-in-step", step, least=1 / factor, most=factor,
        says=f"{now / now_base:.4g} per {base.rstrip('s')} {says}, {then / then_base:.4g} usually", verdict=verdict,
        sentence=f"{name} of {scan.feed.channel} is in step with its {base}",
        because="its unit or its meaning changed, or it was filled with zeros",
    )  # fmt: skip


def _alive(usual: Usual, name: str, verdict: Verdict, settings: GateSettings) -> Iterator[Finding]:
    scan, meaning = usual.scan, usual.scan.report.meaning
    days = [day for day in usual.days.index if day < scan.yesterday][-14:]
    counted = meaning.claims if name == meaning.value and meaning.claims else name
    # Claims of the last day are a part of what they will be: only many can't be none by chance.
    least = settings.profile.alive_least * (1 if name in scan.is_read_by_the_panel else 10)
    if usual.yesterday is None or len(days) < 14 or usual.days[counted][days].min() < least:
        return
    yield finding(
        scan, f"{name}-alive", float(usual.yesterday[name]), least=1e-9, verdict=verdict,
        sentence=f"{name} of {scan.feed.channel} is more than nothing, as on each of the fourteen days before",
        because="a column that was filled with zeros reads as a day on which nothing worked",
    )  # fmt: skip


def _ids(usual: Usual, column: ColumnShape, settings: GateSettings) -> Iterator[Finding]:
    scan, name = usual.scan, column.name
    if shares := usual.share(f"{name}__nobody"):
        now, then = shares
        yield finding(
            scan, f"{name}-named", now, most=round(then + settings.profile.placeholder_more, 4),
            says=f"{now:.1%} of the rows name none", verdict=MISSING[scan.feed.kind],
            sentence=f"rows of {scan.feed.channel} name their {name}",
            because="'0', 'null' or '(not set)' in a key makes rows of many things one",
        )  # fmt: skip
    is_cell = scan.feed.spend is not None and name == scan.feed.spend.cell
    earlier = usual.days[(usual.days.index < scan.yesterday) & (usual.days.rows > 0)]
    usually = sorted(earlier[f"{name}__ids"] / earlier.rows)
    if usual.yesterday is not None and len(usually) >= 4 and not is_cell and not scan.feed.may_be_quiet:
        now, then = float(usual.yesterday[f"{name}__ids"] / usual.yesterday.rows), usually[len(usually) // 2]
        yield finding(
            scan, f"{name}-distinct", now, least=round(settings.profile.distinct_share * then, 6),
            says=f"{now:.4g} for each row, {then:.4g} usually", verdict=Verdict.DEFAULT,
            sentence=f"{scan.feed.channel} has as many different {name} as it usually has",
            because="ids that were cut, rounded or overwritten make several things one",
        )  # fmt: skip


def _words(usual: Usual, column: ColumnShape, settings: GateSettings) -> Iterator[Finding]:
    scan, name, meaning = usual.scan, column.name, usual.scan.report.meaning
    if name in (*meaning.same, *meaning.words):
        now, then = usual.words(name)
        if then:
            new = sorted(now - then)
            yield finding(
                scan, f"{name}-known", len(new), most=0, says=f"new is {', '.join(new[:5])}" if new else "all known",
                verdict=weight(scan, name), sentence=f"{scan.feed.channel} has no {name} that it never had",
                because="another account, currency, zone or word than before: its numbers don't add to the others",
            )  # fmt: skip
    if name == meaning.campaign and usual.yesterday is not None:
        now, then = usual.words(name, scan.yesterday)
        if now and then:
            familiar = len(now & then) / len(now)
            yield finding(
                scan, f"{name}-familiar", familiar, least=settings.profile.familiar_share,
                says=f"{len(now & then):,} of yesterday's {len(now):,} were known", verdict=Verdict.FREEZE,
                sentence=f"most campaigns of {scan.feed.channel} were known before",
                because="another account's file, or ids that were written anew",
            )  # fmt: skip


def _flag(usual: Usual, column: ColumnShape, settings: GateSettings) -> Iterator[Finding]:
    scan, name = usual.scan, column.name
    if usual.yesterday is None or not usual.before("rows").sum():
        return
    now = float(usual.yesterday[f"{name}__yes"] / usual.yesterday.rows)
    then = float(usual.before(f"{name}__yes").sum() / usual.before("rows").sum())
    more = settings.profile.flag_more
    yield finding(
        scan, f"{name}-share", now, least=round(then - more, 4), most=round(then + more, 4),
        says=f"{now:.0%} of yesterday's rows, {then:.0%} usually", verdict=Verdict.DEFAULT,
        sentence=f"about as many rows of {scan.feed.channel} are {name} as usually", because="the flag means something else",
    )  # fmt: skip


def _instants(usual: Usual, column: ColumnShape, settings: GateSettings) -> Iterator[Finding]:
    scan, name, verdict = usual.scan, column.name, MISSING[usual.scan.feed.kind]
    ahead = int(usual.told[f"{name}__ahead"].sum())
    yield finding(
        scan, f"{name}-past", ahead, most=0, says=f"{ahead:,} rows lie ahead", verdict=verdict,
        sentence=f"no {name} of {scan.feed.channel} lies in the future", because="a clock runs ahead, or an offset is wrong",
    )  # fmt: skip
    if column.kind == "micros":
        off = float(usual.told[f"{name}__off_day"].sum() / usual.told.rows.sum())
        yield finding(
            scan, f"{name}-on-its-day", off, most=settings.profile.off_day_share,
            says=f"{off:.1%} of the rows lie on another day", verdict=verdict,
            sentence=f"{name} of {scan.feed.channel} lies on the day of its row", because="a clock or a time zone is wrong",
        )  # fmt: skip
    apart = usual.hour(name)
    has_many = usual.yesterday is not None and usual.yesterday.rows >= 100 and len(usual.days) > 4
    if apart is not None and has_many and not scan.feed.may_be_quiet:
        yield finding(
            scan, f"{name}-at-its-hour", apart, most=settings.profile.clock_hours,
            says=f"the middle of the day lies {apart:.1f} hours from where it usually does", verdict=verdict,
            sentence=f"{name} of {scan.feed.channel} keeps its hours", because="an offset is missing or wrong",
        )  # fmt: skip


def _rates(usual: Usual, column: ColumnShape, settings: GateSettings) -> Iterator[Finding]:
    scan, name = usual.scan, column.name
    by_day = scan.cells.pivot(index="day", columns="cell", values=f"{name}__largest")
    by_day = by_day.where(by_day > 0).ffill()
    changes = by_day / by_day.shift(1)
    steps = changes[changes.index >= scan.first_day].to_numpy(dtype=float).ravel()
    steps = steps[np.isfinite(steps)]
    if len(steps):
        worst = max(float(steps.max()), 1 / float(steps.min()))
        yield finding(
            scan, f"{name}-in-step", worst, most=settings.profile.rate_factor, verdict=MISSING[scan.feed.kind],
            says=f"the largest step from a day to the next is {worst - 1:.1%}",
            sentence=f"no rate of {scan.feed.channel} jumps", because="a rate of another currency or the wrong way round",
        )  # fmt: skip

"""Each kind of column is doubted for what its kind allows: broken once, and seen; honest, and let through."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from expectations.profile import profiled
from expectations.verdict import Verdict
from plugins.channels import reports_of
from tests.unit.channels.conftest import all_channels
from tests.unit.expectations.conftest import YESTERDAY
from tests.unit.expectations.scans import DAYS, ROWS, a_scan, changed

LAST = [YESTERDAY]
LAST_WEEK = DAYS[-7:]
PASS, DEFAULT, FREEZE, STOP = Verdict.PASS, Verdict.DEFAULT, Verdict.FREEZE, Verdict.STOP


def verdicts(scan, settings):
    """Verdict by doubt, answered as Great Expectations does."""
    doubts, found = profiled([scan], settings)
    said = {}
    for doubt in doubts:
        value = found[doubt.scope][doubt.terms["column"]]
        low, high = doubt.terms.get("min_value", -np.inf), doubt.terms.get("max_value", np.inf)
        said[doubt.doubt_id.partition(".")[2]] = PASS if low <= value <= high else doubt.verdict
    return said


def failing(scan, settings):
    return {name: verdict for name, verdict in verdicts(scan, settings).items() if verdict}


CHANNELS = [(name, report.name) for name in all_channels().channels for report in reports_of(name, all_channels())]


@pytest.fixture(scope="module")
def honest(settings):
    """Verdicts of an honest night of every report."""
    return {(channel, report): verdicts(a_scan(channel, settings, report), settings) for channel, report in CHANNELS}


def test_an_honest_night_passes_every_doubt(honest):
    assert {key: name for key, said in honest.items() for name, verdict in said.items() if verdict} == {}


BROKEN = [
    ("meta", "spend-written", "spend__missing", 1, LAST, FREEZE),
    ("meta", "purchases-told", "purchases__missing", ROWS, None, DEFAULT),
    ("meta", "impressions-told", "impressions__missing", ROWS, LAST, FREEZE),
    ("meta", "account_currency-told", "account_currency__missing", ROWS, None, FREEZE),
    ("meta", "ad_name-told", "ad_name__missing", ROWS, None, DEFAULT),
    ("meta", "spend-not-negative", "spend__negative", 1, LAST, FREEZE),
    ("meta", "purchases-not-negative", "purchases__negative", 1, LAST, DEFAULT),
    ("shopify", "total_amount-not-negative", "total_amount__negative", 1, LAST, STOP),
    ("meta", "clicks-within-impressions", "clicks__beyond", 1, LAST, FREEZE),
    ("meta", "reach-within-impressions", "reach__beyond", 1, LAST, DEFAULT),
    ("meta", "spend-largest", "spend__largest", 201.0, LAST, FREEZE),
    ("meta", "purchase_value-largest", "purchase_value__largest", 201.0, LAST, DEFAULT),
    ("meta", "spend-in-step", "spend", 4100.0, LAST, FREEZE),
    ("meta", "clicks-in-step", "clicks", 24.0, LAST, FREEZE),
    ("meta", "purchases-in-step", "purchases", 100.0, LAST_WEEK, DEFAULT),
    ("shopify", "total_amount-in-step", "total_amount", 4100.0, LAST, STOP),
    ("meta", "purchases-settled", "purchases", lambda was: was * 1.5, DAYS[:20], DEFAULT),
    ("meta", "impressions-settled", "impressions", lambda was: was * 1.2, DAYS[:20], FREEZE),
    ("meta", "clicks-alive", "clicks", 0.0, LAST, FREEZE),
    ("meta", "impressions-alive", "impressions", 0.0, LAST, FREEZE),
    ("meta", "purchases-alive", "purchases", 0.0, LAST, DEFAULT),
    ("meta", "ad_id-named", "ad_id__nobody", 4, LAST, FREEZE),
    ("meta", "ad_id-distinct", "ad_id__ids", 19, LAST, DEFAULT),
    ("meta", "account_id-known", "account_id__words", ["a", "z"], LAST, FREEZE),
    ("google_ads", "currency_code-known", "currency_code__words", ["EUR"], None, FREEZE),
    ("shopify", "currency-known", "currency__words", ["EUR"], LAST, STOP),
    ("ga4", "event_name-known", "event_name__words", ["page_view", "a"], LAST, DEFAULT),
    ("meta", "campaign_id-familiar", "campaign_id__words", ["a", "x", "y"], LAST, FREEZE),
    ("shopify", "test-share", "test__yes", ROWS, LAST, DEFAULT),
    ("shopify", "created_at-past", "created_at__ahead", 1, LAST, STOP),
    ("ga4", "event_timestamp-past", "event_timestamp__ahead", 1, LAST, DEFAULT),
    ("ga4", "event_timestamp-on-its-day", "event_timestamp__off_day", 60, None, DEFAULT),
    ("shopify", "updated_at-at-its-hour", "updated_at__cos", -60.0, LAST, STOP),
    ("meta", "rows-usual", "rows", ROWS * 5, LAST, FREEZE),
    ("shopify", "rows-usual", "rows", ROWS / 5, LAST, STOP),
    ("meta", "days-told", "rows", 0, DAYS[9:10], FREEZE),
    ("meta", "spend-seen", "unseen", 300.0, LAST, FREEZE),
    ("meta", "claims-have-clicks", "clicks", 0.0, LAST, FREEZE),
    ("meta", "value-has-claims", "purchases", 0.0, LAST, DEFAULT),
    ("ecb", "rate-in-step", "rate__largest", 12.0, LAST, DEFAULT),
]


@pytest.mark.parametrize(
    ("channel", "doubt_id", "column", "value", "days", "verdict"),
    BROKEN, ids=[f"{channel} {doubt_id}" for channel, doubt_id, *_ in BROKEN],
)  # fmt: skip
def test_what_is_broken_once_is_seen_once(channel, doubt_id, column, value, days, verdict, settings):
    found = failing(changed(a_scan(channel, settings), column, value, days=days), settings)
    assert found.get(doubt_id) is verdict, found


def test_every_kind_of_doubt_is_broken_here(honest):
    """A doubt that no test breaks may be one that can't fail."""
    kinds = {_kind(name) for said in honest.values() for name in said}
    broken = {_kind(doubt_id) for _, doubt_id, *_ in BROKEN}
    assert kinds - broken == {"spend-keeps-its-day"}  # the next test breaks it: it looks at two days


def _kind(doubt_id: str) -> str:
    for kind in ("not-negative", "in-step", "on-its-day", "at-its-hour"):
        if doubt_id.endswith(kind):
            return kind
    if "-within-" in doubt_id:
        return "within"
    known = ("rows-usual", "days-told", "spend-seen", "claims-have-clicks", "value-has-claims", "spend-keeps-its-day")
    return doubt_id if doubt_id in known else doubt_id.rpartition("-")[2]


def test_spend_that_changes_its_day_and_keeps_its_sum_freezes_the_channel(settings):
    scan = changed(a_scan("meta", settings), "spend_micros", lambda was: was * 11 // 10, days=DAYS[5:10])
    scan = changed(scan, "spend_micros", lambda was: was * 9 // 10, days=DAYS[10:15])
    assert failing(scan, settings) == {"spend-keeps-its-day": FREEZE}


def test_a_schedule_in_thousands_may_round_small_places_away(settings):
    assert failing(changed(a_scan("tv", settings), "unseen", 390.0, days=LAST), settings) == {}


def test_credits_on_every_day_are_let_through(settings):
    scan = changed(a_scan("meta", settings), "spend_micros", lambda was: was * 97 // 100, days=DAYS[:20])
    assert failing(scan, settings) == {}


def test_a_column_that_was_never_filled_is_not_missed(settings):
    scan = changed(a_scan("meta", settings), "purchases__missing", ROWS)
    scan = changed(scan, "purchases__missing_before", ROWS, days=DAYS[:-1])
    assert failing(scan, settings) == {}


def test_a_paused_channel_is_no_broken_column(settings):
    scan = a_scan("meta", settings)
    for column in (
        "rows",
        "rows_brought",
        "keys",
        "spend_micros",
        "spend",
        "impressions",
        "clicks",
        "purchases",
        "purchase_value",
    ):
        scan = changed(scan, column, 0, days=LAST)
    assert failing(scan, settings) == {}


def test_a_new_campaign_beside_known_ones_is_let_through(settings):
    assert (
        failing(changed(a_scan("meta", settings), "campaign_id__words", ["a", "b", "new"], days=LAST), settings) == {}
    )


def test_claims_that_grow_by_a_night_are_let_through(settings):
    assert (
        failing(changed(a_scan("meta", settings), "purchases", lambda was: was * 1.1, days=DAYS[:20]), settings) == {}
    )


def test_a_report_is_held_against_its_own_earlier_days_while_nothing_else_is_known(settings):
    scan = a_scan("meta", settings)
    first = replace(scan, cells=scan.cells.assign(**{name: 0 for name in scan.cells if name.endswith("_before")}))
    first.cells["account_id__words_before"] = None
    assert failing(first, settings) == {}
    assert failing(changed(first, "spend__largest", 201.0, days=LAST), settings) == {"spend-largest": FREEZE}
    assert "account_id-known" in failing(changed(first, "account_id__words", ["z"], days=LAST), settings)


def test_days_that_only_teach_what_is_usual_are_not_doubted_again(settings):
    scan = changed(a_scan("meta", settings), "spend__negative", 1, days=DAYS[:5])
    told = replace(scan, file=replace(scan.file, first_day=DAYS[10]))
    assert "spend-not-negative" not in failing(told, settings)


def test_a_day_that_nobody_told_since_the_last_file_is_missed(settings):
    scan = a_scan("meta", settings)
    gone = scan.cells.day == YESTERDAY - timedelta(days=1)
    cells = scan.cells[~gone].copy()
    cells.loc[cells.day == YESTERDAY - timedelta(days=2), "rows_before"] = 0  # it wasn't known either
    assert failing(replace(scan, cells=cells), settings) == {"days-told": FREEZE}


def test_the_full_set_of_channels_is_doubted_more_than_six_hundred_times(honest):
    assert sum(map(len, honest.values())) >= 600

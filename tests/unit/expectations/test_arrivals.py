"""Did every file arrive, in time and readable: what must be caught, and what must be let through."""

from dataclasses import replace
from datetime import timedelta

import pytest

from expectations.arrivals import arrival_doubts, arrivals
from expectations.doubts import NIGHT as THE_NIGHT
from expectations.feeds import Feed, ReportShape
from expectations.verdict import Verdict
from tests.unit.expectations.conftest import NIGHT, YESTERDAY


def answers(ask, settings, feeds, deliveries, unknown=()):
    found = arrivals(feeds, deliveries, unknown, NIGHT)
    return ask(arrival_doubts(found, feeds, settings.arrival), found)


def test_a_whole_file_of_yesterday_passes_every_doubt(ask, settings, feed, delivery):
    results = answers(ask, settings, [feed()], [delivery()])
    assert {one.verdict for one in results.values()} == {Verdict.PASS}
    assert ("files-in-time", "meta") in results


def test_a_missing_file_freezes_its_channel_and_says_when_the_last_one_came(ask, settings, feed, delivery):
    before = delivery(delivered_on=YESTERDAY, last_day=YESTERDAY - timedelta(days=1))
    result = answers(ask, settings, [feed()], [before])["files-arrived", "meta"]
    assert result.verdict is Verdict.FREEZE
    assert "no file ad_region_days came for 2026-03-02, the last one on 2026-03-01" in result.failing


def test_a_refused_file_freezes_its_channel_and_names_file_and_reason(ask, settings, feed, delivery):
    refused = delivery(status="refused", reason="gzip ends before its end", last_day=None)
    result = answers(ask, settings, [feed()], [refused])["files-arrived", "meta"]
    assert result.verdict is Verdict.FREEZE
    assert "meta/2026-03-02/ad_region_days.jsonl.gz was refused: gzip ends before its end" in result.failing


def test_the_same_bytes_as_yesterday_are_no_new_file(ask, settings, feed, delivery):
    stale = delivery(status="duplicate", reason="the same bytes as the delivery of 2026-03-01", last_day=None)
    result = answers(ask, settings, [feed()], [stale])["files-arrived", "meta"]
    assert result.verdict is Verdict.FREEZE
    assert "the same bytes as the delivery of 2026-03-01" in result.failing


def test_an_old_file_packed_anew_is_behind(ask, settings, feed, delivery):
    behind = delivery(last_day=YESTERDAY - timedelta(days=1))
    result = answers(ask, settings, [feed()], [behind])["files-in-time", "meta"]
    assert result.verdict is Verdict.FREEZE
    assert "its newest day is 2026-02-28" in result.failing


def test_a_second_whole_file_heals_a_refused_one(ask, settings, feed, delivery):
    refused = delivery(status="refused", reason="cut off", last_day=None)
    results = answers(ask, settings, [feed()], [refused, delivery(delivery_id=2)])
    assert {one.verdict for one in results.values()} == {Verdict.PASS}


def test_a_list_of_names_may_be_the_same_as_yesterday(ask, settings, feed, delivery):
    names = ReportShape(name="campaigns", table="linkedin__campaigns", day=None, key=("campaign_urn",), micros=1)
    linkedin = replace(feed(), reports=(*feed().reports, names))
    same = delivery(report="campaigns", status="duplicate", reason="the same bytes", last_day=None)
    results = answers(ask, settings, [linkedin], [delivery(), same])
    assert {one.verdict for one in results.values()} == {Verdict.PASS}


def test_no_refunds_today_is_no_old_file(ask, settings, feed, delivery):
    refunds = ReportShape(
        name="refunds", table="shopify__refunds", day="created_at", key=(), micros=1, may_be_empty=True
    )
    shop = replace(feed("shopify", "orders"), reports=(*feed().reports, refunds))
    empty = delivery(channel="shopify", report="refunds", rows_read=0, rows_loaded=0, last_day=None)
    results = answers(ask, settings, [shop], [delivery(channel="shopify"), empty])
    assert {one.verdict for one in results.values()} == {Verdict.PASS}


def totals(feed) -> Feed:
    return replace(
        feed(),
        reports=(
            *feed().reports,
            ReportShape(
                name="campaign_days", table="meta__campaign_days", day="date", key=(), micros=1, may_be_missing=True
            ),
        ),
    )


def test_a_night_without_totals_or_with_the_same_ones_again_passes(ask, settings, feed, delivery):
    same = delivery(report="campaign_days", status="duplicate", reason="the same bytes", last_day=None)
    for deliveries in ([delivery()], [delivery(), same]):
        results = answers(ask, settings, [totals(feed)], deliveries)
        assert {one.verdict for one in results.values()} == {Verdict.PASS}


def test_totals_that_cannot_be_read_freeze_their_channel(ask, settings, feed, delivery):
    broken = delivery(report="campaign_days", status="refused", reason="cut off", last_day=None)
    result = answers(ask, settings, [totals(feed)], [delivery(), broken])["files-arrived", "meta"]
    assert result.verdict is Verdict.FREEZE
    assert "was refused: cut off" in result.failing


def test_a_schedule_without_spots_yesterday_is_quiet_and_not_old(ask, settings, feed, delivery):
    quiet = delivery(last_day=YESTERDAY - timedelta(days=5))
    results = answers(ask, settings, [feed(may_be_quiet=True)], [quiet])
    assert {one.verdict for one in results.values()} == {Verdict.PASS}


@pytest.mark.parametrize(
    ("kind", "verdict"), [("orders", Verdict.STOP), ("events", Verdict.DEFAULT), ("owned", Verdict.DEFAULT)]
)
def test_what_a_missing_file_means_depends_on_what_the_channel_is_for(ask, settings, feed, kind, verdict):
    result = answers(ask, settings, [feed("x", kind)], [])["files-arrived", "x"]
    assert result.verdict is verdict
    assert "none ever did" in result.failing


def test_two_bad_rows_in_a_hundred_freeze_and_one_in_a_thousand_does_not(ask, settings, feed, delivery):
    many = answers(ask, settings, [feed()], [delivery(rows_quarantined=20)])["rows-readable", "meta"]
    few = answers(ask, settings, [feed()], [delivery(rows_quarantined=1)])["rows-readable", "meta"]
    assert (many.verdict, few.verdict) == (Verdict.FREEZE, Verdict.PASS)
    assert "20 of 1,000 rows are in quarantine" in many.failing


def test_an_unknown_file_is_told_and_stops_nothing(ask, settings, feed, delivery):
    results = answers(ask, settings, [feed()], [delivery()], unknown=["meta/2026-03-02/secret.xlsx (no such report)"])
    told = results["files-known", THE_NIGHT]
    assert (told.success, told.verdict) == (False, Verdict.PASS)
    assert "secret.xlsx" in told.failing


def test_a_channel_without_reports_is_refused():
    with pytest.raises(ValueError, match="channel 'ooh' has no reports"):
        Feed(channel="ooh", kind="owned", reports=())


def test_a_paid_channel_without_spend_columns_is_refused(feed):
    with pytest.raises(ValueError, match=r"paid channel .meta.: config/gate\.yml names no spend columns"):
        replace(feed(), spend=None)

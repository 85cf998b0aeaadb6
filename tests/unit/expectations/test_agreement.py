"""Do parts equal totals, and do platforms, web and shop tell one story."""

from datetime import timedelta

import pytest

from expectations.agreement import CREDIT_MODELS, claims, story_doubts, total_doubts, tracked
from expectations.totals import APART
from expectations.verdict import Verdict
from tests.unit.expectations.conftest import YESTERDAY


@pytest.fixture
def told(ask, settings, media, orders):
    def of(frame=None, sold=None):
        sold = orders() if sold is None else sold
        claimed = claims(media() if frame is None else frame, sold, YESTERDAY, settings.agreement)
        followed = tracked(sold, YESTERDAY, web="ga4", settings=settings.agreement)
        return ask(story_doubts(claimed, followed), claimed | followed)

    return of


def last_week(frame, factor, column):
    changed = frame.copy()
    changed[column] = changed[column].astype(float)
    changed.loc[changed.day > YESTERDAY - timedelta(days=7), column] *= factor
    return changed


def test_a_usual_week_passes_every_doubt(told):
    results = told()
    assert {one.verdict for one in results.values()} == {Verdict.PASS}
    assert {("claims-agree", "meta"), ("follows-agree", "ga4")} < set(results)


@pytest.mark.parametrize("factor", [0.0, 0.2, 5.0], ids=["pixel gone", "window cut", "counted many times"])
def test_claims_that_leave_the_orders_behind_are_not_believed(told, media, factor):
    result = told(last_week(media(), factor, "claimed_conversions"))["claims-agree", "meta"]
    assert result.verdict is Verdict.DEFAULT


def test_claims_that_are_still_growing_are_let_through(told, media):
    assert told(last_week(media(), 0.6, "claimed_conversions"))["claims-agree", "meta"].verdict is Verdict.PASS


def test_a_handful_of_claims_is_not_compared_and_says_so(told, media):
    results = told(media().assign(claimed_conversions=0.5))
    assert ("claims-agree", "meta") not in results
    assert results["claims-comparable", "meta"].verdict is Verdict.PASS
    assert not results["claims-comparable", "meta"].success


def test_a_broken_tag_takes_the_documented_stand_in(told, orders):
    broken = told(sold=last_week(orders(), 0.3, "tracked_orders"))["follows-agree", "ga4"]
    slow = told(sold=last_week(orders(), 0.85, "tracked_orders"))["follows-agree", "ga4"]
    assert (broken.verdict, slow.verdict) == (Verdict.DEFAULT, Verdict.PASS)


HONEST = {
    "meta": {"unmapped_share": 0.0, "delivered_apart": 0, "impressions_delivered_apart": 0} | dict.fromkeys(APART, 0),
    "shopify": {"revenue_apart": 0} | {f"{model}_credit_apart": 0 for model in CREDIT_MODELS},
}


def changed(scope, measure, value):
    return {name: found | ({measure: value} if name == scope else {}) for name, found in HONEST.items()}


def test_equal_totals_pass(ask, settings):
    assert {one.verdict for one in ask(total_doubts(HONEST, "shopify", settings.panel), HONEST).values()} == {
        Verdict.PASS
    }


@pytest.mark.parametrize(
    ("scope", "measure", "doubt_id"),
    [
        ("meta", "delivered_apart", "mart-equals-files"),
        ("meta", "rolled_apart", "days-equal-ads"),
        ("meta", "panel_apart", "panel-equals-mart"),
        ("meta", "impressions_delivered_apart", "mart-impressions-equal-files"),
        ("meta", "panel_impressions_apart", "panel-impressions-equal-mart"),
        ("meta", "panel_clicks_apart", "panel-clicks-equal-mart"),
        ("shopify", "revenue_apart", "outcome-equals-orders"),
        ("shopify", "last_touch_credit_apart", "last-touch-equals-orders"),
        ("shopify", "markov_credit_apart", "markov-equals-orders"),
        ("shopify", "platform_claims_credit_apart", "platform-claims-equals-orders"),
    ],
)
@pytest.mark.parametrize("micros", [1, -1])
def test_one_micro_apart_stops_the_night(ask, settings, scope, measure, doubt_id, micros):
    found = changed(scope, measure, micros)
    assert ask(total_doubts(found, "shopify", settings.panel), found)[doubt_id, scope].verdict is Verdict.STOP


@pytest.mark.parametrize(
    ("measure", "doubt_id", "verdict"),
    [
        ("negative_rows", "mart-not-negative", Verdict.FREEZE),
        ("beyond_rows", "mart-clicks-within", Verdict.FREEZE),
        ("negative_claims", "mart-claims-not-negative", Verdict.DEFAULT),
    ],
)
def test_one_impossible_row_of_the_marts_is_seen(ask, settings, measure, doubt_id, verdict):
    found = changed("meta", measure, 1)
    assert ask(total_doubts(found, "shopify", settings.panel), found)[doubt_id, "meta"].verdict is verdict


def test_a_model_that_credits_nothing_at_all_stops_the_night(ask, settings):
    found = {name: dict(measures) for name, measures in HONEST.items()}
    del found["shopify"]["shapley_credit_apart"]
    assert (
        ask(total_doubts(HONEST, "shopify", settings.panel), found)["shapley-equals-orders", "shopify"].verdict
        is Verdict.STOP
    )


@pytest.mark.parametrize(("share", "verdict"), [(0.019, Verdict.PASS), (0.021, Verdict.FREEZE)])
def test_more_than_two_in_a_hundred_in_places_that_nobody_knows_freeze_their_channel(ask, settings, share, verdict):
    found = changed("meta", "unmapped_share", share)
    assert ask(total_doubts(found, "shopify", settings.panel), found)["places-known", "meta"].verdict is verdict

"""The mart gate over marts that dbt built: what is off by a row, a micro or a place is seen."""

import pytest

from config import channels as channel_settings
from config import gate as gate_settings
from expectations import gate as asked
from plugins import gate, warehouse
from tests.integration.gate.conftest import LAST, SILENT


@pytest.fixture
def report(nights, tmp_path):
    """Asks the mart gate of the last night, past the stage's books."""

    def ask():
        settings = gate_settings.load()
        feeds = gate.feeds_of(channel_settings.load(), settings)
        url = warehouse.url("loop", driver="psycopg2")
        found = asked.doubt_marts(url, LAST, feeds=feeds, settings=settings, docs=tmp_path / "docs")
        return {one.scope: one for one in found.verdicts}

    return ask


def test_honest_marts_pass_but_for_the_channel_that_is_imputed(nights):
    summary = gate.doubt_marts(LAST)
    assert summary.pop(SILENT) == "freeze"
    assert set(summary.values()) == {"pass"}
    query = "select failing from gate.verdicts where decision_date = %s and gate = 'mart' and scope = %s"
    ((failing,),) = nights.rows(query, LAST, SILENT, role="loop")
    assert "1 days are stand-ins, the last is 2026-03-10" in failing


@pytest.mark.parametrize(
    ("table", "statement", "scope", "verdict", "words"),
    [
        ("panel_media", "delete from marts.panel_media where channel = 'meta' and day = '2026-02-14' and geo = 'US-CA'",
         "meta", "stop", "the panel has meta in every place on every day"),
        ("panel_outcome", "delete from marts.panel_outcome where day = '2026-02-14' and geo = 'US-CA'",
         "shopify", "stop", "the panel has shopify in every place on every day"),
        ("panel_media", "update marts.panel_media set spend_micros = spend_micros + 1 where channel = 'tv'"
         " and day = '2026-02-14' and geo = 'US-CA'", "tv", "stop", "the panel holds the spend of tv"),
        ("fct_ad_days", "delete from marts.fct_ad_days where channel = 'tiktok' and day = '2026-03-10'"
         " and geo = 'US-CA'", "tiktok", "stop", "the marts hold the spend that tiktok delivered tonight"),
        ("panel_outcome", "update marts.panel_outcome set revenue_micros = revenue_micros - 1 where day = '2026-03-10'"
         " and geo = 'US-CA'", "shopify", "stop", "the panel's revenue is that of the orders"),
        ("fct_attribution_days", "update marts.fct_attribution_days set revenue_micros = revenue_micros + 1"
         " where model = 'markov' and day = '2026-02-14' and channel = 'meta'",
         "shopify", "stop", "markov credit of each day sums to the orders' revenue"),
        ("fct_attribution_days", "delete from marts.fct_attribution_days where model = 'shapley'",
         "shopify", "stop", "shapley credit of each day sums to the orders' revenue"),
        ("fct_orders", "delete from marts.fct_orders where day = '2026-03-10'",
         "shopify", "stop", "the shop sold something yesterday"),
        ("build", "update marts.build set decision_date = '2026-03-01'",
         "night", "stop", "the marts stand for 2026-03-11"),
    ],
    ids=["a cell lost", "a day of sales lost", "a micro too much", "rows lost", "a micro too little",
         "a micro credited twice", "a model lost", "no orders", "another night's marts"],
)  # fmt: skip
def test_what_is_wrong_in_the_marts_is_seen_and_named(report, changed_marts, table, statement, scope, verdict, words):
    changed_marts(table, statement)
    found = report()
    assert found[scope].verdict.word == verdict
    assert words in found[scope].failing
    assert found["night"].verdict.word == ("stop" if verdict == "stop" else "pass")


def test_a_panel_without_a_status_stops_the_night(report, changed_marts):
    changed_marts(
        "panel_media", "update marts.panel_media set status = 'guessed' where channel = 'tv' and day = '2026-02-14'"
    )
    assert "every cell of tv says where its number is from" in report()["tv"].failing


def test_spend_in_a_place_that_nobody_knows_freezes_its_channel(report, changed_marts):
    there = " where channel = 'linkedin' and day >= '2026-02-25' and geo = 'US-CA'"
    for table, change in (
        ("fct_ad_days", "geo = 'unmapped'"),
        ("fct_channel_geo_days", "geo = 'unmapped'"),
        ("panel_media", "spend_micros = 0, status = 'none'"),
    ):
        changed_marts(table, f"update marts.{table} set {change}{there}")  # noqa: S608
    found = report()
    assert found["linkedin"].verdict.word == "freeze"
    assert "the spend of linkedin has places that we know" in found["linkedin"].failing
    assert found["night"].verdict.word == "pass"


def test_spend_that_only_the_panel_has_stops_the_night(report, changed_marts):
    changed_marts("panel_media", "update marts.panel_media set spend_micros = spend_micros * 4 where channel = 'meta'"
                                 " and day = '2026-03-10'")  # fmt: skip
    found = report()
    assert "the panel holds the spend of meta" in found["meta"].failing  # and so the night stops
    assert (found["night"].verdict.word, found["pinterest"].verdict.word) == ("stop", "pass")

"""The example questions, asked as the analyst of a warehouse that a small market filled; answers against sums of their own."""

import subprocess
import sys
from datetime import date, timedelta
from decimal import Decimal

import psycopg2
import pytest

from config import channels
from plugins.house.places import ROOT, landing
from plugins.loader import load_channel
from plugins.marts import build_marts, metrics, publish_marts
from plugins.warehouse.questions import questions
from tests.decided_nights import decide

NIGHT = date(2026, 3, 3)
LAST_MONTH = (date(2026, 2, 1), date(2026, 3, 1))
QUESTIONS = {question.name: question for question in questions()}
DEFINED = metrics.definitions()


@pytest.fixture(scope="module")
def published(server, shared_warehouse, tmp_path_factory):
    """A warehouse of three months that people read: loaded, built, decided, published."""
    home, zone = str(tmp_path_factory.mktemp("market") / "home"), landing()
    for arguments in (
        ("create", "--world", "small", "--seed", "5", "--history-days", "100"),
        ("deliver", "--night", str(NIGHT - timedelta(days=1)), "--through", str(NIGHT), "--landing", zone),
    ):
        subprocess.run(
            [sys.executable, "-m", "market", *arguments, "--home", home],
            cwd=ROOT,
            check=True,
            stdout=subprocess.DEVNULL,
        )
    for channel in channels.load().channels:
        load_channel(channel, NIGHT)
    build_marts(NIGHT)
    decide(server.url.replace("/postgres", f"/{shared_warehouse.name}"), NIGHT - timedelta(days=40), NIGHT, findings=3)
    assert publish_marts(NIGHT)["published"]
    return shared_warehouse


@pytest.fixture
def ask(published):
    """Rows of a question or query, as the analyst, by the columns' names."""

    def rows(query: str) -> list[dict]:
        connection = psycopg2.connect(published.urls["MIXLOOP_WAREHOUSE_ANALYST"])
        try:
            with connection.cursor() as cursor:
                cursor.execute(QUESTIONS[query].query if query in QUESTIONS else query)
                names = [column.name for column in cursor.description]
                return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        finally:
            connection.close()

    return rows


@pytest.mark.parametrize("name", QUESTIONS)
def test_each_question_has_an_answer_that_the_analyst_may_read(ask, name):
    assert ask(name)


@pytest.mark.parametrize("name", DEFINED.views)
def test_each_view_of_metrics_has_its_key_once_and_its_columns_in_order(ask, name):
    view, rows = DEFINED.views[name], ask(f"select * from published.{name}")  # noqa: S608
    assert list(rows[0]) == [*(key.name for key in view.keys), *(metric.name for metric in view.metrics)]
    keys = [tuple(row[key.name] for key in view.keys) for row in rows]
    assert len(keys) == len(set(keys))


def test_spend_claims_and_credit_of_a_month_are_the_deliveries_own_sums(ask, published):
    answers = {row["channel"]: row for row in ask("01_spend_claimed_and_attributed")}
    totals = published.rows(
        "select channel, sum(account_spend_micros) from published.fct_account_days where day >= %s and day < %s group by channel",
        *LAST_MONTH,
    )
    assert {channel: answers[channel]["spend"] for channel, _ in totals} == {
        channel: Decimal(int(micros)) / 1_000_000 for channel, micros in totals
    }
    net = "select sum(net_micros)::bigint from published.fct_orders where day >= %s and day < %s"
    ((sold,),) = published.rows(net, *LAST_MONTH)
    assert sum(row["attributed_revenue"] for row in answers.values()) == Decimal(sold) / 1_000_000
    claimed = sum(row["claimed_revenue"] for row in answers.values())
    ((ads,),) = published.rows(
        "select sum(claimed_revenue_micros)::bigint from published.fct_ad_days where day >= %s and day < %s",
        *LAST_MONTH,
    )
    assert claimed == Decimal(ads) / 1_000_000
    assert answers["direct"]["attributed_roas"] is None, "credit of a channel that costs nothing has no ratio"


def test_a_months_cac_is_all_its_spend_over_the_first_orders_of_customers_that_were_kept(ask, published):
    found = {
        row["month"]: row
        for row in ask("select month, spend, orders, new_customers, cac from published.metrics_by_month")
    }
    ((spend,),) = published.rows(
        "select sum(spend_micros)::bigint from published.fct_channel_days where day >= %s and day < %s", *LAST_MONTH
    )
    orders = published.rows(
        "select customer_key, ordered_at, is_new_customer, is_cancelled from published.fct_orders where day >= %s and day < %s",
        *LAST_MONTH,
    )
    won = [key for key, _, is_first, is_cancelled in orders if is_first and not is_cancelled]
    assert len(won) == len(set(won)) > 0
    month = found[LAST_MONTH[0]]
    assert (month["orders"], month["new_customers"]) == (sum(not gone for *_, gone in orders), len(won))
    assert month["cac"] == pytest.approx(Decimal(spend) / 1_000_000 / len(won), rel=Decimal("1e-15"))


def test_days_weeks_and_months_add_up_to_the_same_whole(ask):
    amounts = "select sum(spend), sum(revenue), sum(orders), sum(new_customers) from published.metrics_by_{}"
    day, week, month = (list(ask(amounts.format(period))[0].values()) for period in ("day", "week", "month"))
    assert day == week == month
    assert all(amount > 0 for amount in day)


def test_channels_add_up_to_the_company(ask):
    company = {row["month"]: row for row in ask("select * from published.metrics_by_month")}
    for row in ask(
        "select month, sum(spend) as spend, sum(attributed_revenue) as credit from published.channel_metrics_by_month group by month"
    ):
        assert (row["spend"], row["credit"]) == (company[row["month"]]["spend"], company[row["month"]]["revenue"] or 0)


def test_iroas_is_what_the_nights_newest_fit_says(ask, published):
    rows = ask("select * from published.iroas_by_night where decision_date = '2026-03-02'")
    told = published.rows(
        "select channel, window_days, contribution_mean_micros, spend_micros, iroas_low, iroas_high"
        " from model.channel_effects where fit_id = 'fit 2026-03-02'"
    )
    assert len(rows) == len(told) == 2 * len({channel for channel, *_ in told})
    for channel, window, caused, spent, low, high in told:
        (row,) = (row for row in rows if (row["channel"], row["window_days"]) == (channel, window))
        assert row["incremental_revenue"] == Decimal(caused) / 1_000_000
        assert row["iroas"] == pytest.approx(Decimal(caused) / spent)
        assert (row["iroas_low"], row["iroas_high"]) == (low, high)


def test_a_night_that_learned_twice_has_the_newer_answer(ask, published):
    night = NIGHT - timedelta(days=20)
    before = ask(f"select iroas_low from published.iroas_by_night where decision_date = '{night}'")  # noqa: S608
    published.rows(
        "insert into model.fits select 'again', decision_date, 'p', '{}', 1, '{}', '' from model.fits where decision_date = %s",
        night,
    )
    published.rows(
        "insert into model.channel_effects select 'again', channel, window_days, spend_micros, contribution_mean_micros,"
        " contribution_low_micros, contribution_high_micros, 3, 0.5, 9, 1, 1, 1 from model.channel_effects where fit_id = %s",
        f"fit {night}",
    )
    published.rows(
        "insert into ops.stages select stage, decision_date, 'again', 2, 'again', '{\"fit_id\": \"again\"}', 1, now()"
        " from ops.stages where stage = 'fit' and decision_date = %s",
        night,
    )
    after = ask(f"select iroas_low from published.iroas_by_night where decision_date = '{night}'")  # noqa: S608
    assert len(after) == len(before)
    assert {row["iroas_low"] for row in after} == {Decimal("0.5")}


def test_what_was_known_then_stands_beside_what_is_known_now(ask, published):
    then = dict(
        published.rows(
            "select channel, spend_micros from model.channel_effects where fit_id = 'fit 2026-03-03' and window_days = 28"
        )
    )
    answers = ask("18_what_we_knew")
    assert {row["channel"]: row["spend_then"] * 1_000_000 for row in answers} == then
    assert {row["restated"] for row in answers} == {1}, "tests/decided_nights.py lets each night know of a unit less"


def test_invoices_are_the_files_own_sums_in_the_accounts_currency(ask, published):
    (google,) = (row for row in ask("07_invoices") if row["channel"] == "google_ads")
    told = published.rows(
        "select sum(cost_micros)::bigint from raw.google_ads__account_days where day >= %s and day < %s", *LAST_MONTH
    )
    assert google["account_spend"] == Decimal(told[0][0]) / 1_000_000


def test_a_held_channel_is_named_with_its_cause_and_its_freshness(ask):
    assert {(row["scope"], row["failing"]) for row in ask("16_held")} == {("meta", "its file was late")}
    fresh = ask("13_freshness")
    assert {row["channel"] for row in fresh} >= {"meta", "tv", "shopify"}
    assert not any(row["is_stale"] for row in fresh), "it was the first night that anybody read"
    assert {row["newest_day"] for row in fresh if row["channel"] == "google_ads"} == {NIGHT - timedelta(days=1)}


def test_the_analyst_reads_what_is_published_decided_and_planned_and_changes_nothing(published):
    may = published.rows(
        "select nspname, privilege, bool_and(has_table_privilege('mixloop_analyst', pg_class.oid, privilege))"
        " from pg_class inner join pg_namespace on relnamespace = pg_namespace.oid"
        " cross join unnest(array['select', 'insert', 'update', 'delete', 'truncate']) as privilege"
        " where relkind in ('r', 'v') and nspname !~ '^(pg_|information_schema$)'"
        " and has_schema_privilege('mixloop_analyst', pg_namespace.oid, 'usage') group by nspname, privilege"
    )
    assert {(schema, privilege) for schema, privilege, is_allowed in may if is_allowed} == {
        (schema, "select") for schema in ("published", "gate", "model", "plan")
    }
    assert {schema for schema, *_ in may} == {"published", "gate", "model", "plan"}, "a further schema is open"
    ((makes_tables,),) = published.rows(
        "select has_database_privilege('mixloop_analyst', current_database(), 'create, temporary')"
        " or bool_or(has_schema_privilege('mixloop_analyst', oid, 'create')) from pg_namespace"
    )
    assert not makes_tables

"""What people read: never half a night, never an unchecked one, and a frozen channel's last good days."""

from datetime import date, timedelta

import psycopg2
import pytest

from plugins.marts import MartsError, build_marts, dbt, publish, publish_marts
from tests.integration.dbt_project.conftest import FIRST_NIGHT, SECOND_NIGHT, THIRD_NIGHT, days_until

META = "select distinct spend_micros from published.fct_ad_days where channel = 'meta' and day = '2026-03-01'"
NIGHT = "select decision_date from published.build"


def judge(shop, when, **verdicts: str) -> None:
    """Both gates' verdicts of a night: pass, but for those that are named."""
    for gate in ("raw", "mart"):
        for scope in ("meta", "tv", "shopify", "night"):
            shop.rows(
                "insert into gate.verdicts (decision_date, gate, version, scope, verdict, failing) values (%s, %s, 1, %s, %s, %s)",
                when, gate, scope, verdicts.get(scope, "pass"), "as the test says" if scope in verdicts else None, role="owner",
            )  # fmt: skip


def differences(shop) -> list[str]:
    """Marts whose published rows are not those that dbt built."""
    apart = []
    for mart in publish.MARTS:
        if mart.fold:
            continue  # whose cells of few people are folded: tests/integration/privacy/test_fold.py
        both = "select * from {0}.{2} except all select * from {1}.{2}"
        rows = [
            *shop.rows(both.format("marts", "published", mart.name)),
            *shop.rows(both.format("published", "marts", mart.name)),
        ]
        apart += [mart.name] if rows else []
    return apart


def test_every_mart_is_published_and_its_changes_are_those_that_dbt_follows(shop):
    manifest = dbt.run("parse", decision_date=date(2026, 1, 1), connected=False)
    marts = {
        node.name: node for node in manifest.nodes.values() if node.resource_type == "model" and node.schema == "marts"
    }
    assert {mart.name for mart in publish.MARTS} == set(marts)
    for mart in publish.MARTS:
        node = marts[mart.name]
        if mart.key:
            assert (list(mart.key), mart.changed.split(".")[1]) == (node.config.unique_key, node.config.meta["changed"])
        is_kept = mart.name in (
            "fct_ad_days",
            "fct_campaign_days",
            "fct_account_days",
            "fct_channel_days",
            "fct_channel_geo_days",
            "panel_media",
        )  # credits hang on other channels' visits
        assert mart.by_channel == is_kept


def test_people_read_a_night_once_its_gates_let_it_pass(shop):
    build_marts(FIRST_NIGHT)
    assert publish_marts(FIRST_NIGHT) == {"published": False, "why": "the gates stopped the night", "frozen": []}
    judge(shop, FIRST_NIGHT)
    assert publish_marts(FIRST_NIGHT) == {"published": True, "frozen": []}
    assert differences(shop) == []
    assert shop.rows(META, role="analyst") == [(10_010_000,)]
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        shop.rows("select * from marts.fct_ad_days", role="analyst")

    shop.next_night()
    build_marts(SECOND_NIGHT)
    assert shop.rows(META) == [(10_010_000,)], "an unchecked night is read"
    judge(shop, SECOND_NIGHT, night="stop")
    publish_marts(SECOND_NIGHT)
    assert (shop.rows(META), shop.rows(NIGHT)) == ([(10_010_000,)], [(FIRST_NIGHT,)])


def test_published_tables_are_keyed_and_indexed_like_the_marts_and_as_analysts_ask(shop):
    build_marts(FIRST_NIGHT)
    judge(shop, FIRST_NIGHT)
    publish_marts(FIRST_NIGHT)

    def indexes(schema: str) -> set[tuple]:
        return set(
            shop.rows(
                "select relname, indisprimary, array_to_string(array(select attname from pg_attribute where attrelid = indrelid"
                " and attnum = any(indkey) order by array_position(indkey::int2[], attnum)), ' ') from pg_index"
                " inner join pg_class on indrelid = pg_class.oid where relnamespace = %s::regnamespace and relname <> 'freshness'",
                schema,
            )
        )

    assert indexes("published") - indexes("marts") == {("fct_orders", False, "customer_key")}
    assert indexes("marts") <= indexes("published")
    assert {name for name, is_key, _ in indexes("published") if is_key} == {mart.name for mart in publish.MARTS}


def test_the_next_night_copies_what_changed_and_an_earlier_one_turns_nobody_back(shop):
    build_marts(FIRST_NIGHT)
    judge(shop, FIRST_NIGHT)
    publish_marts(FIRST_NIGHT)
    old = "select max(xmin::text::bigint) from published.fct_ad_days where channel = 'meta' and day < '2026-02-20'"
    before = shop.rows(old)
    shop.next_night()
    build_marts(SECOND_NIGHT)
    judge(shop, SECOND_NIGHT)
    publish_marts(SECOND_NIGHT)
    assert differences(shop) == []
    assert shop.rows(old) == before, "unchanged days were written again"

    shop.meta(FIRST_NIGHT, days_until(FIRST_NIGHT)[-1:], spend="3.00")
    build_marts(FIRST_NIGHT)
    assert publish_marts(FIRST_NIGHT)["published"] is False
    assert shop.rows(NIGHT) == [(SECOND_NIGHT,)]


def test_a_frozen_channel_keeps_its_last_good_days_and_catches_up_later(shop):
    build_marts(FIRST_NIGHT)
    judge(shop, FIRST_NIGHT)
    publish_marts(FIRST_NIGHT)
    shop.next_night()
    build_marts(SECOND_NIGHT)
    judge(shop, SECOND_NIGHT, meta="freeze")
    assert publish_marts(SECOND_NIGHT) == {"published": True, "frozen": ["meta"]}
    assert shop.rows(META) == [(10_010_000,)]
    sold = "select max(day) from published.fct_orders"
    assert shop.rows(sold) == [(SECOND_NIGHT - timedelta(days=1),)], "the shop waits for a frozen channel"
    fresh = "select night, is_stale, why from published.freshness where channel = 'meta'"
    assert shop.rows(fresh, role="analyst") == [(FIRST_NIGHT, True, "as the test says")]

    shop.orders(THIRD_NIGHT, [SECOND_NIGHT])
    build_marts(THIRD_NIGHT)
    judge(shop, THIRD_NIGHT)
    publish_marts(THIRD_NIGHT)
    assert differences(shop) == []
    assert shop.rows(META) == [(11_020_000,)]
    assert shop.rows(fresh) == [(THIRD_NIGHT, False, None)]


def test_a_switch_that_breaks_off_leaves_the_night_before_whole(shop, monkeypatch):
    build_marts(FIRST_NIGHT)
    judge(shop, FIRST_NIGHT)
    publish_marts(FIRST_NIGHT)
    shop.next_night()
    build_marts(SECOND_NIGHT)
    judge(shop, SECOND_NIGHT)

    def broken(*_: object) -> None:
        raise MartsError("the lights went out")

    with monkeypatch.context() as patch:
        patch.setattr(publish, "_note", broken)
        with pytest.raises(MartsError):
            publish_marts(SECOND_NIGHT)
    assert (shop.rows(META), shop.rows(NIGHT)) == ([(10_010_000,)], [(FIRST_NIGHT,)])
    publish_marts(SECOND_NIGHT)
    assert differences(shop) == []

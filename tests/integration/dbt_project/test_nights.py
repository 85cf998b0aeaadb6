"""What the marts stand for, night after night: as of then, no half night, the same again."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest

from plugins import tasks
from plugins.house.places import ROOT
from plugins.marts import MartsError, build_marts, dbt, ensure_marts
from tests.hashes import table_hashes
from tests.integration.dbt_project.conftest import FIRST_DAY, FIRST_NIGHT, SECOND_NIGHT, THIRD_NIGHT
from tests.raw_rows import add_rows


def marts(shop) -> dict[str, str]:
    return {
        table: found
        for table, found in table_hashes(shop.warehouse.urls["MIXLOOP_WAREHOUSE_OWNER"]).items()
        if table.startswith("marts.")
    }


def test_an_earlier_night_built_again_even_after_a_kill_shows_what_was_known_then(shop):
    build_marts(FIRST_NIGHT)
    then = marts(shop)
    shop.next_night()
    build_marts(SECOND_NIGHT)
    restated = "select distinct spend_micros from marts.panel_media where channel = 'meta' and day = '2026-03-01'"
    assert shop.rows(restated) == [(11_020_000,)]

    kill_a_build(shop, FIRST_NIGHT)
    assert shop.rows("select * from marts.build") == [], "half a night stands as if it were whole"
    ensure_marts(FIRST_NIGHT)
    assert marts(shop) == then


def test_after_a_kill_any_night_between_comes_out_right(shop):
    """The tables may stand for either night of the broken build; what changed between any two of them is made anew."""
    shop.next_night()
    shop.orders(THIRD_NIGHT, [SECOND_NIGHT])
    ensure_marts(SECOND_NIGHT)
    then = marts(shop)
    ensure_marts(THIRD_NIGHT)

    kill_a_build(shop, FIRST_NIGHT)
    ensure_marts(SECOND_NIGHT)
    assert marts(shop) == then


def kill_a_build(shop, night) -> None:
    """Build `night` in another process, and kill it once the first of the marts has followed."""
    followed = "select sum(spend_micros) from marts.fct_ad_days"
    before = shop.rows(followed)
    command = [sys.executable, "-m", "plugins.marts", "build", str(night)]
    build = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while shop.rows(followed) == before:
        assert build.poll() is None and time.monotonic() < deadline, "the build ended before it could be killed"
        time.sleep(0.05)
    os.kill(build.pid, signal.SIGKILL)
    build.wait()


def test_the_same_inputs_run_no_dbt_and_say_the_same(shop, monkeypatch):
    first = build_marts(FIRST_NIGHT)
    with monkeypatch.context() as patch:
        patch.setattr(dbt, "run", lambda *_, **__: pytest.fail("dbt ran though nothing had changed"))
        ensure_marts(FIRST_NIGHT)
        assert build_marts(FIRST_NIGHT) == first
    assert first["rows"]["panel_media"] == 2 * 2 * 28


def test_a_page_that_cannot_be_written_stops_no_night(shop, caplog):
    dbt.docs_page().mkdir(parents=True)  # something else stands in its place
    os.utime(dbt.docs_page(), (0, 0))
    assert tasks.build_marts(str(FIRST_NIGHT))["rows"]["panel_media"] == 2 * 2 * 28
    assert "documentation could not be written" in caplog.text


def test_a_late_file_and_a_replayed_row_each_make_a_new_version_of_their_night(shop):
    versions = "select version from ops.stages where stage = 'marts' order by version"
    build_marts(FIRST_NIGHT)
    shop.meta(FIRST_NIGHT, [FIRST_NIGHT - timedelta(days=1)], spend="99")
    build_marts(FIRST_NIGHT)
    assert shop.rows(versions) == [(1,), (2,)]
    # Of two files of one night the one that was loaded last tells the day.
    shown = "select spend_micros from marts.fct_ad_days where channel = 'meta' and day = '2026-03-01'"
    assert shop.rows(shown) == [(99_000_000,), (99_000_000,)]

    (tv,) = shop.rows("select delivery_id from ops.deliveries where channel = 'tv'")[0]
    spot = {
        "date": FIRST_NIGHT - timedelta(days=1),
        "geo_name": "Texas",
        "campaign": "Brand",
        "placement": "30s",
        "cost": 7,
    }
    add_rows(shop.warehouse.urls["MIXLOOP_WAREHOUSE_OWNER"], tv, [spot])
    build_marts(FIRST_NIGHT)
    assert shop.rows(versions) == [(1,), (2,), (3,)]
    assert shop.rows("select spend_micros from marts.fct_ad_days where channel = 'tv' and geo = 'US-TX'") == [
        (7_000_000,)
    ]


def test_rows_that_fail_a_test_stop_the_night_by_name(shop):
    shop.orders(FIRST_NIGHT, [FIRST_NIGHT - timedelta(days=1)], currency="EUR")
    with pytest.raises(
        MartsError, match=r"of 2026-03-02: model int_orders__netted .*no rate for EUR on 2026-03-01: deliver rates"
    ):
        build_marts(FIRST_NIGHT)
    assert shop.rows("select to_regclass('marts.build') is null or not exists (select from ops.stages)") == [(True,)]


def test_rows_changed_by_hand_are_noticed_when_the_night_is_built_again(shop):
    build_marts(FIRST_NIGHT)
    shop.rows("update raw.meta__ad_region_days set spend = 1 where line = 1", role="owner")
    shop.rows("delete from marts.build", role="dbt")
    with pytest.raises(
        MartsError, match=r"test mart_spend_is_the_known_raw_spend .* rows it finds are wrong at their source"
    ):
        ensure_marts(FIRST_NIGHT)


def test_a_changed_project_is_built_from_nothing(shop):
    build_marts(FIRST_NIGHT)
    shop.rows("update ops.marts_standing set project_hash = 'another'", role="owner")
    shop.rows("update marts.fct_ad_days set spend_micros = 7", role="dbt")
    shop.rows("delete from marts.build", role="dbt")
    ensure_marts(FIRST_NIGHT)
    assert shop.rows("select count(*) from marts.fct_ad_days where spend_micros = 7") == [(0,)]


def test_a_night_touches_no_day_that_it_learned_nothing_of(shop):
    build_marts(FIRST_NIGHT)
    old = "select min(xmin::text::bigint), max(xmin::text::bigint) from marts.fct_ad_days where channel = 'meta' and day < %s"
    before = shop.rows(old, SECOND_NIGHT - timedelta(days=8))
    shop.next_night()
    build_marts(SECOND_NIGHT)
    assert shop.rows(old, SECOND_NIGHT - timedelta(days=8)) == before
    assert shop.rows("select count(*) from staging.stg_ops__changed_days") == [(9,)]


def test_nights_in_any_order_equal_nights_built_from_nothing(shop):
    shop.next_night()
    shop.orders(THIRD_NIGHT, [SECOND_NIGHT])
    shop.orders(THIRD_NIGHT, [FIRST_DAY], cancelled_at="2026-03-03 09:00-05:00", updated_at="2026-03-03 09:00-05:00")
    followed = {}
    for night in (SECOND_NIGHT, FIRST_NIGHT, THIRD_NIGHT, FIRST_NIGHT, SECOND_NIGHT, THIRD_NIGHT):
        ensure_marts(night)
        followed[night] = marts(shop)
    for night, tables in followed.items():
        shop.rows("delete from ops.marts_standing", role="owner")
        shop.rows("truncate marts.build", role="dbt")
        ensure_marts(night)
        assert marts(shop) == tables, night

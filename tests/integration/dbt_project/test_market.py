"""From the platforms' files to the marts: the whole chain over a small market, one channel silent on the last night."""

import subprocess
import sys
from datetime import date, timedelta

import pytest

from config import channels
from config.attribution import Model
from plugins.house.places import ROOT, landing
from plugins.loader import LoadError, load_channel
from plugins.marts import build_marts

FIRST_NIGHT = date(2026, 3, 2)
LAST_NIGHT = FIRST_NIGHT + timedelta(days=2)
SPEND = {
    "google_ads": "cost_micros",
    "meta": "spend",
    "tiktok": "spend",
    "linkedin": "cost_in_local_currency",
    "microsoft_ads": "spend",
    "pinterest": "spend_in_micro_dollar",
    "tv": "cost",
}


@pytest.fixture(scope="module")
def first_night(shared_warehouse, tmp_path_factory) -> dict[str, int]:
    """Spend by channel in the marts of the first night, in micros; the marts then stand for the last one."""
    home, zone = str(tmp_path_factory.mktemp("market") / "home"), landing()
    _market("create", "--world", "small", "--seed", "5", "--history-days", "60", "--home", home)
    nights = ["--night", str(FIRST_NIGHT), "--through", str(LAST_NIGHT)]
    _market("deliver", *nights, "--landing", zone, "--home", home)
    _market("fault", "--night", str(LAST_NIGHT), "--channel", "tiktok", "--kind", "missing", "--landing", zone)
    for channel in channels.load().channels:
        if channel == "tiktok":
            with pytest.raises(LoadError, match="ad_province_days is missing"):
                load_channel(channel, LAST_NIGHT)
        else:
            load_channel(channel, LAST_NIGHT)
    build_marts(FIRST_NIGHT)
    total = "select channel, sum(spend_micros)::bigint from marts.fct_ad_days group by channel"
    spend = dict(shared_warehouse.rows(total))
    build_marts(LAST_NIGHT)
    return spend


def _market(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "market", *arguments], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def test_the_first_nights_spend_is_the_files_own_sum_to_the_micro(first_night, shared_warehouse):
    query = (
        "select round((sums ->> %s)::numeric * %s)::bigint from ops.deliveries"
        " where channel = %s and delivered_on = %s and sums ? %s and report not in ('campaign_days', 'account_days')"
    )
    summed = {}
    for channel, column in SPEND.items():
        to_micros = 1 if "micro" in column else 1_000_000
        ((summed[channel],),) = shared_warehouse.rows(query, column, to_micros, channel, FIRST_NIGHT, column)
    assert first_night == summed


def test_spend_that_ads_leave_out_is_explicit_and_reaches_the_panel(first_night, shared_warehouse):
    files = (
        "select (sums ->> 'cost_micros')::bigint from ops.deliveries"
        " where channel = 'google_ads' and delivered_on = %s and report = %s"
    )
    ((ads,),), ((campaigns,),), ((account,),) = (
        shared_warehouse.rows(files, LAST_NIGHT, report) for report in ("ad_geo_days", "campaign_days", "account_days")
    )
    assert account == campaigns > ads
    window = (LAST_NIGHT - timedelta(days=30), LAST_NIGHT - timedelta(days=1))
    found = shared_warehouse.rows(
        "select sum(ads_spend_micros)::bigint, sum(unallocated_spend_micros)::bigint, sum(spend_micros)::bigint"
        " from marts.fct_campaign_days where channel = 'google_ads' and day between %s and %s",
        *window,
    )
    assert found == [(ads, campaigns - ads, campaigns)]
    panel = (
        "select sum(spend_micros)::bigint from marts.panel_media where channel = 'google_ads' and day between %s and %s"
    )
    assert shared_warehouse.rows(panel, *window) == [(account,)]


def test_only_the_day_that_a_channel_kept_silent_about_is_imputed(first_night, shared_warehouse):
    imputed = "select channel, day, count(*) from marts.panel_media where status = 'imputed' group by channel, day"
    assert shared_warehouse.rows(imputed) == [("tiktok", LAST_NIGHT - timedelta(days=1), 4)]


def test_the_panel_has_every_geo_channel_and_day(first_night, shared_warehouse):
    assert shared_warehouse.rows("select count(*), min(day), max(day) from marts.panel_media") == [
        (4 * 7 * 62, FIRST_NIGHT - timedelta(days=60), LAST_NIGHT - timedelta(days=1))
    ]


def test_every_order_is_credited_exactly_once_by_each_model(first_night, shared_warehouse):
    for model in Model:
        if model is not Model.MARKOV:  # settled by day
            credited = f"select order_id, sum({model}_micros) as micros from marts.fct_attribution group by order_id"  # noqa: S608
            wrong = shared_warehouse.rows(
                f"select order_id from marts.fct_orders left join ({credited}) as credited using (order_id)"  # noqa: S608
                " where micros is distinct from net_micros"
            )
            assert wrong == [], model
    credited = "select count(distinct order_id) from marts.fct_attribution where channel <> 'unattributed'"
    assert shared_warehouse.rows(credited)[0][0] > 1000


@pytest.mark.proof("R4")
def test_every_model_sums_to_the_orders_on_every_day(first_night, shared_warehouse):
    days = dict(shared_warehouse.rows("select day, sum(net_micros) from marts.fct_orders group by day"))
    found = shared_warehouse.rows(
        "select model, day, sum(revenue_micros) from marts.fct_attribution_days group by model, day"
    )
    assert {model for model, _, _ in found} == {*Model, "platform_claims"}
    for model in (*Model, "platform_claims"):
        assert {day: micros for one, day, micros in found if one == model} == days, model
    ((claims, orders),) = shared_warehouse.rows(
        "select sum(claimed_conversions), sum(touched_orders + unknown_orders) from marts.fct_platform_claims"
    )
    assert claims > 0
    print(
        f"R4: {len(Model) + 1} models, {len(days)} days, 0 micros apart; platforms claim {claims / orders:.2f} of what they could have"
    )


def test_direct_visits_take_last_touches_that_the_last_non_direct_gives_to_channels(first_night, shared_warehouse):
    shares = "select sum(last_touch_micros), sum(last_non_direct_touch_micros) from marts.fct_attribution"
    ((last, last_non_direct),) = shared_warehouse.rows(f"{shares} where channel = 'direct'")
    assert last > last_non_direct >= 0


def test_every_order_that_was_no_test_is_in_the_marts(first_night, shared_warehouse):
    known = "select count(distinct order_id), count(distinct order_id) filter (where test) from raw.shopify__orders"
    ((orders, tests),) = shared_warehouse.rows(known)
    assert tests > 0
    assert shared_warehouse.rows("select count(*) from marts.fct_orders") == [(orders - tests,)]

"""One command, one night: from nothing to a plan on screen, in tables and in an e-mail; again and again without a second one."""

import json
import re
import signal
import time
from email import message_from_bytes, policy

import psutil
import pytest

from tests.hashes import table_hashes

FIRST, SECOND, THIRD = "2026-03-02", "2026-03-03", "2026-03-04"


def _mails(house) -> list:
    return [
        message_from_bytes(file.read_bytes(), policy=policy.default)
        for file in sorted((house.data / "outbox").glob("*.eml"))
    ]


def _rerun(house, night: str, **form) -> str:
    """Run a night through Airflow, as its form does; returns the run's final state."""
    return house.python(
        "from datetime import date; from plugins.house import airflow, night; client = airflow.Client();"
        f"print(night.follow(client, night.trigger(client, date.fromisoformat({night!r}), **{form!r}))[0])"
    )


@pytest.mark.proof("R53")
def test_one_command_gives_the_plan_that_is_active(house, printed):
    rows = house.rows("select channel, sum(proposed_micros) from plan.active group by channel order by channel")
    assert len(rows) == 7
    for channel, micros in rows:
        line = next(line for line in printed.splitlines() if re.match(rf"\s*{channel}\b", line))
        assert f"{micros / 1_000_000:,.2f}" in line or f"{micros / 1_000_000:,.0f}" in line, (channel, micros, line)
    took = re.search(r"took (\d+) s", printed)
    print(f"R53: one command, small world, from nothing to {len(rows)} channels' budgets in {took.group(1)} s")


def test_the_night_is_one_green_run_with_named_channel_tasks(house, printed):
    for name in (
        "load google_ads",
        "load tv",
        "doubt_deliveries",
        "build_marts",
        "update_posterior",
        "allocate",
        "send_mail",
    ):
        assert re.search(rf"{name}\s+success", printed), name


def test_what_takes_long_is_told_while_it_runs_and_every_place_named_is_there(house, printed):
    assert re.search(r"^ +update_posterior \.\.\. \S", printed, re.MULTILINE), printed
    assert "(not there)" not in printed
    assert f"http://127.0.0.1:{house.settings()['MIXLOOP_AIRFLOW_PORT']}/dags/nightly_loop" in printed


@pytest.mark.proof("R57")
def test_the_same_night_again_changes_no_row_and_sends_no_second_mail(house, printed):
    before, mails = table_hashes(house.settings()["MIXLOOP_WAREHOUSE_OWNER"]), len(_mails(house))
    state = _rerun(house, FIRST)
    after = table_hashes(house.settings()["MIXLOOP_WAREHOUSE_OWNER"])
    assert state == "success"
    assert {table for table in after if before.get(table) != after[table]} == set()
    assert len(_mails(house)) == mails == 1
    plans = house.rows("select count(*) from plan.plans where decision_date = %s", FIRST)[0][0]
    assert plans == 1
    print(f"R57: the same night twice: {len(after)} tables, 0 differ, {plans} plan, {mails} e-mail")


def test_the_mail_says_what_the_tables_say(house, printed):
    (mail,) = _mails(house)
    text = mail.get_body(("plain",)).get_content()
    (total,) = house.rows("select sum(proposed_micros) from plan.active")[0]
    assert f"{round(total / 1_000_000, 2):,.2f}" in text


def test_no_secret_is_readable_by_others_and_nothing_listens_beyond_loopback(house, printed):
    for file in (house.data / "secrets").iterdir():
        assert file.stat().st_mode & 0o077 == 0, file
    ours = {json.loads(card.read_text())["pid"] for card in (house.data / "run").glob("*.json")}
    family = {child.pid for pid in ours for child in psutil.Process(pid).children(recursive=True)} | ours
    open_doors = [
        connection.laddr for connection in psutil.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN and connection.pid in family
    ]  # fmt: skip
    assert open_doors
    assert {door.ip for door in open_doors} == {"127.0.0.1"}


def test_a_broken_channel_is_frozen_the_others_move_and_the_mail_says_why(house, printed):
    landing = str(house.data / "landing")
    home = str(house.folder / "market")
    plans = str(house.data / "activation")
    house.market("deliver", "--home", home, "--landing", landing, "--plans", plans, "--night", SECOND)
    for channel, kind in (("meta", "truncated"), ("pinterest", "missing"), ("tiktok", "garbled")):
        house.market("fault", "--landing", landing, "--night", SECOND, "--channel", channel, "--kind", kind)
    state = _rerun(house, SECOND)
    assert state == "success"
    lines = house.rows(
        "select channel, verdict, sum(change_micros), sum(abs(change_micros)) from plan.plan_lines"
        " join plan.plans using (plan_id) where decision_date = %s group by channel, verdict",
        SECOND,
    )
    frozen = {channel for channel, verdict, *_ in lines if verdict == "freeze"}
    assert frozen == {"meta", "pinterest", "tiktok"}
    assert all(moved == 0 for channel, _, _, moved in lines if channel in frozen)
    assert any(moved > 0 for channel, _, _, moved in lines if channel not in frozen)
    text = _mails(house)[-1].get_body(("plain",)).get_content()
    for channel in frozen:
        assert channel in text


def test_a_killed_scheduler_loses_and_doubles_nothing(house, printed):
    landing, home, plans = str(house.data / "landing"), str(house.folder / "market"), str(house.data / "activation")
    house.market("deliver", "--home", home, "--landing", landing, "--plans", plans, "--night", THIRD)
    run_id = house.python(
        "from datetime import date; from plugins.house import airflow, night;"
        f"print(night.trigger(airflow.Client(), date.fromisoformat({THIRD!r})))"
    )
    deadline = time.monotonic() + 180
    while not house.rows("select 1 from ops.deliveries where delivered_on = %s", THIRD) and time.monotonic() < deadline:
        time.sleep(0.3)
    scheduler = psutil.Process(json.loads((house.data / "run" / "scheduler.json").read_text())["pid"])
    for process in [*scheduler.children(recursive=True), scheduler]:
        process.send_signal(signal.SIGKILL)
    ran = house.command("plugins.house", "up")
    assert ran.returncode == 0, ran.stderr
    follow = f"from plugins.house import airflow, night; print(night.follow(airflow.Client(), {run_id!r})[0])"
    if house.python(follow) != "success":
        assert _rerun(house, THIRD) == "success"
    assert house.rows("select count(*) from plan.plans where decision_date = %s and status <> 'superseded'", THIRD) == [
        (1,)
    ]
    doubled = house.rows(
        "select count(*) from (select channel, report, delivered_on from ops.deliveries where status = 'loaded'"
        " group by 1, 2, 3 having count(*) > 1) as twice"
    )
    assert doubled == [(0,)]
    lost = house.rows(
        "select count(*) from ops.deliveries as d where status = 'loaded' and channel = 'pinterest' and rows_loaded <>"
        " (select count(*) from raw.pinterest__ad_region_days as r where r.day between d.first_day and d.last_day"
        " and r.known_from <= d.delivered_on and r.known_until > d.delivered_on)"
    )
    assert lost == [(0,)]


def test_a_dry_run_stores_no_plan_publishes_no_marts_and_sends_nothing(house, printed):
    house.rows("delete from ops.stages where stage = 'publish' and decision_date = %s returning 1", THIRD)
    published = "select count(*) from ops.stages where stage = 'publish' and decision_date = %s"
    before = house.rows("select count(*) from plan.plans"), len(_mails(house))
    state = _rerun(house, THIRD, dry_run=True)
    assert state == "success"
    assert (house.rows("select count(*) from plan.plans"), len(_mails(house))) == before
    assert house.rows(published, THIRD) == [(0,)]

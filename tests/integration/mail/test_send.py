"""A night's letter goes out once, whatever breaks, and its numbers are the tables' numbers."""

import re
import signal
import socket
import subprocess
import sys
import threading
from datetime import timedelta
from decimal import Decimal

import pytest

from plugins.mail import MailError, send, send_failure, send_plan
from plugins.mail.reading import NoPlanError

KILLED = """
import os, signal, sys
from datetime import date
from plugins.mail import send

hand_over = send.hand_over
send.hand_over = lambda *letter: (hand_over(*letter), os.kill(os.getpid(), signal.SIGKILL))
send.send_plan(date.fromisoformat(sys.argv[1]))
"""


def outbox(warehouse) -> list[tuple]:
    return warehouse.rows("select mail_id, kind, status, message_id from mail.outbox order by mail_id")


@pytest.mark.proof("R57")
def test_a_plan_is_sent_once_however_often_the_night_is_run(warehouse, store, capture):
    plan_id = store.night()
    first = send_plan(store.day)
    (kept,) = capture.outbox.glob("*.eml")
    born = kept.stat().st_mtime_ns
    again = [send_plan(store.day) for _ in range(5)]
    assert again == [first] * 5
    assert kept.stat().st_mtime_ns == born, "a second message arrived"
    assert outbox(warehouse) == [(plan_id, "plan", "sent", f"<plan-{plan_id}@mixloop>")]
    assert warehouse.rows("select plan_id, message_id, subject from mail.sent", role="loop") == [
        (plan_id, f"<plan-{plan_id}@mixloop>", "2 moves, HOLD tv | plan for 2 March 2026")
    ]
    print(f"R57: 6 runs of the mail stage, {len(capture.messages())} message kept, written once")


def test_the_outbox_alone_keeps_a_sent_plan_from_going_out_again(warehouse, store, capture):
    store.night()
    first = send_plan(store.day)
    (kept,) = capture.outbox.glob("*.eml")
    born = kept.stat().st_mtime_ns
    warehouse.rows("delete from ops.stages where stage = 'mail'")
    assert send_plan(store.day) == first
    assert kept.stat().st_mtime_ns == born, "a second message arrived"


def test_a_new_plan_version_is_a_new_message(store, capture):
    store.night(status="superseded")
    send_plan(store.day)
    store.plan(version=2)
    send_plan(store.day)
    assert list(capture.messages()) == ["2026-03-02.1", "2026-03-02.2"]


def test_runs_at_the_same_time_send_one_message(warehouse, store, capture, monkeypatch):
    store.night()
    handed_over = []
    hand_over = send.hand_over
    monkeypatch.setattr(send, "hand_over", lambda *letter: (handed_over.append(1), hand_over(*letter))[1])
    runs = [threading.Thread(target=send_plan, args=(store.day,)) for _ in range(6)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert handed_over == [1]
    assert len(outbox(warehouse)) == 1


@pytest.mark.proof("R57")
def test_a_kill_after_the_server_took_the_message_yields_the_same_message_again(warehouse, store, capture):
    plan_id = store.night()
    killed = subprocess.run([sys.executable, "-c", KILLED, str(store.day)], timeout=120, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert [row[2] for row in outbox(warehouse)] == ["sending"]
    assert warehouse.rows("select count(*) from ops.stages where stage = 'mail'") == [(0,)]
    (first,) = capture.messages().values()

    send_plan(store.day)
    assert [row[2] for row in outbox(warehouse)] == ["sent"]
    assert list(capture.messages()) == [plan_id]
    assert capture.messages()[plan_id]["Message-ID"] == first["Message-ID"] == f"<plan-{plan_id}@mixloop>"
    print("R57: kill -9 between the server's answer and the commit, then a retry: 1 message, 1 outbox row")


def test_a_server_that_is_down_is_named_and_the_next_try_sends(warehouse, store, capture, monkeypatch):
    store.night()
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
        with monkeypatch.context() as setting:
            setting.setenv("MIXLOOP_SMTP", f"smtp://127.0.0.1:{port}")
            with pytest.raises(MailError, match=rf"no mail server at 127\.0\.0\.1:{port}: .*refused.*; start it"):
                send_plan(store.day)
    assert [row[2] for row in outbox(warehouse)] == ["sending"]
    send_plan(store.day)
    assert [row[2] for row in outbox(warehouse)] == ["sent"]


def test_a_night_without_a_plan_has_nothing_to_say(store, capture):
    store.days()
    with pytest.raises(NoPlanError, match=r"plan\.plans has no plan for 2026-03-02"):
        send_plan(store.day)
    assert capture.messages() == {}


def test_a_failure_is_told_once_for_each_cause_and_names_the_plan_that_stands(warehouse, store, capture):
    plan_id = store.plan(store.day - timedelta(days=1))
    for _ in range(3):
        send_failure(store.day, "build_marts failed")
    send_failure(store.day, "build_marts failed again, elsewhere")
    kept = capture.messages()
    assert len(kept) == 2
    assert all(name.startswith("2026-03-02.failure-") for name in kept)
    assert [row[1:3] for row in outbox(warehouse)] == [("failure", "sent")] * 2
    text = next(iter(kept.values())).get_body(("plain",)).get_content()
    assert f"Plan {plan_id} of 1 March 2026 stands" in " ".join(text.split())
    assert warehouse.rows("select * from mail.sent") == []


@pytest.mark.proof("R57")
def test_the_numbers_in_both_parts_equal_the_tables(warehouse, store, capture):
    store.plan(store.day - timedelta(days=2), frozen=())
    plan_id = store.night()
    send_plan(store.day)
    message = capture.messages()[plan_id]
    text, page = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))

    lines = warehouse.rows(
        "select channel, sum(current_micros), sum(proposed_micros), sum(change_micros), min(effects.expected_effect_micros),"
        " min(effects.effect_low_micros), min(effects.effect_high_micros) from plan.plan_lines join plan.plan_effects as effects"
        " using (plan_id) where plan_id = %s and scope = 'channel' and name = channel group by channel",
        plan_id,
    )
    said = " ".join(text.split())
    in_text = _text_table(text, ["channel", "now", "new", "change", "%"])
    in_page = {row[0]: row for row in _html_table(page, "budgets") if len(row) == 6}
    assert set(in_page) == {"All channels", *(line[0] for line in lines)}
    for channel, now, new, change, effect, low, high in lines:
        assert _micros(in_text[channel][:3]) == [now, new, change]
        assert _micros(in_page[channel][1:3]) == [now, new]
        assert _micros([in_page[channel][3].split()[0]]) == [change]
        assert _units(in_page[channel][4]) == [_rounded(amount) for amount in (effect, low, high)]
    head = warehouse.rows(
        "select current_micros, proposed_micros, expected_effect_micros, effect_low_micros, effect_high_micros,"
        " moved_micros from plan.plans where plan_id = %s",
        plan_id,
    )[0]
    assert _micros(in_text["all"][1:3]) == list(head[:2])
    assert _micros(in_page["All channels"][1:3]) == list(head[:2])
    assert _units(in_page["All channels"][4]) == [_rounded(amount) for amount in head[2:5]]
    profit = [Decimal(effect) * Decimal("0.45") - (head[1] - head[0]) for effect in head[2:5]]
    assert (
        f"profit {round(profit[0] / 10**6):+,} ({round(profit[1] / 10**6):,} to {round(profit[2] / 10**6):,})" in said
    )
    assert f"{Decimal(head[5]) / 10**6:,.2f} USD a day changes place" in said

    in_returns = {row[0]: row for row in _html_table(page, "returns")}
    for channel, spend, *returns in warehouse.rows(
        "select channel, spend_micros, contribution_mean_micros, contribution_low_micros, contribution_high_micros,"
        " iroas_mean, iroas_low, iroas_high, mroas_mean, mroas_low, mroas_high from model.channel_effects"
    ):
        assert _micros([in_returns[channel][1]]) == [spend]
        assert _units(in_returns[channel][2]) == [_rounded(each) for each in returns[:3]]
        assert _units(in_returns[channel][3]) == [f"{each:.2f}" for each in returns[3:6]]
        assert _units(in_page[channel][5]) == [f"{each:.2f}" for each in returns[6:]]

    spent = warehouse.rows(
        "select channel, sum(spend_micros) from marts.panel_media where day >= date '2026-02-28' group by channel"
    )
    in_spent = {row[0].rstrip("*"): row for row in _html_table(page, "spent")}
    for channel, micros in spent:
        assert in_spent[channel][2] == f"{round(Decimal(micros) / 10**6, 2):,.2f}"
    planned = dict(
        warehouse.rows(
            "select channel, 2 * sum(proposed_micros) from plan.plan_lines where plan_id = '2026-02-28.1'"
            " group by channel"
        )
    )
    assert {channel: _micros([row[1]])[0] for channel, row in in_spent.items()} == planned
    for day, micros in warehouse.rows(
        "select day, sum(revenue_micros) from marts.panel_outcome where day >= '2026-02-23' group by day"
    ):
        (row,) = [r for r in _html_table(page, "days") if r[0].rstrip("*") == f"{day:%a} {day.day} {day:%b}"]
        assert row[3] == f"{round(Decimal(micros) / 10**6, 2):,.2f}"
    print(f"R57: {len(lines)} channels, both parts equal plan.plan_lines to the cent")


def test_nothing_secret_travels(warehouse, store, capture):
    plan_id = store.night()
    send_plan(store.day)
    raw = (capture.outbox / f"{plan_id}.eml").read_bytes()
    for url in warehouse.urls.values():
        password = re.search(r"//[^:]+:([^@]+)@", url)[1]
        assert password.encode() not in raw
    message = capture.messages()[plan_id]
    for kind in ("plain", "html"):
        assert "postgresql://" not in message.get_body((kind,)).get_content()


def test_what_no_delivery_covers_is_marked_as_an_estimate(store, capture):
    plan_id = store.night()
    send_plan(store.day)
    message = capture.messages()[plan_id]
    for kind in ("plain", "html"):
        part = message.get_body((kind,)).get_content()
        assert "tv*" in part and "o delivery covers a day" in part and "meta*" not in part


def test_hostile_names_from_the_platforms_stay_text(store, capture):
    evil = "<script>alert(1)</script>"
    plan_id = store.night(names={"meta": evil})
    send_plan(store.day)
    page = (capture.outbox / f"{plan_id}.html").read_text()
    assert "<script" not in page and "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_the_run_is_linked_and_its_name_is_quoted(store, capture, monkeypatch):
    monkeypatch.setenv("MIXLOOP_UI", "http://127.0.0.1:8099/")
    plan_id = store.night()
    send_plan(store.day, run_id="scheduled__2026-03-02T08:00:00+00:00")
    text = capture.messages()[plan_id].get_body(("plain",)).get_content()
    assert "http://127.0.0.1:8099/dags/nightly_loop/runs/scheduled__2026-03-02T08%3A00%3A00%2B00%3A00" in text


def _text_table(text: str, header: list[str]) -> dict[str, list[str]]:
    lines = text.splitlines()
    start = next(place for place, line in enumerate(lines) if line.split() == header)
    rows = {}
    for line in lines[start + 2 :]:
        if not line.strip():
            break
        name, *cells = line.split()
        rows[name] = cells
    return rows


def _html_table(page: str, name: str) -> list[list[str]]:
    table = re.search(rf'<table class="t" id="{name}">(.*?)</table>', page, re.DOTALL)[1]
    body = table.split("</thead>")[1]
    rows = re.findall(r"<tr.*?</tr>", body, re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    return [[" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in row] for row in cells]


def _micros(cells: list[str]) -> list[int]:
    return [int(Decimal(cell.replace(",", "")) * 10**6) for cell in cells]


def _units(cell: str) -> list[str]:
    return [n.replace(",", "").lstrip("+") for n in re.findall(r"[+-]?[\d,.]+", cell)]


def _rounded(micros: int) -> str:
    return str(round(Decimal(micros) / 10**6))

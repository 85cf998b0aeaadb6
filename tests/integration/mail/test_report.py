"""What `make run` prints at the end equals the tables."""

from datetime import timedelta
from decimal import Decimal

import pytest

from plugins import report, stages


def printed(capsys, *arguments, **options) -> list[str]:
    capsys.readouterr()
    report.print_night(*arguments, **options)
    return capsys.readouterr().out.splitlines()


def row_of(lines: list[str], name: str) -> list[str]:
    return next(line.split() for line in lines if line.startswith(f"{name} "))


def micros(cells: list[str]) -> list[int]:
    return [int(Decimal(cell.replace(",", "")) * 10**6) for cell in cells]


@pytest.mark.proof("R1")
def test_the_printed_totals_equal_what_executes(warehouse, store, capsys):
    store.night()
    lines = printed(capsys, store.day)
    by_channel = warehouse.rows(
        "select channel, sum(current_micros), sum(proposed_micros), sum(change_micros) from plan.active"
        " group by channel"
    )
    by_geo = warehouse.rows(
        "select geo, sum(current_micros), sum(proposed_micros), sum(change_micros) from plan.active group by geo"
    )
    assert len(by_channel) == 3 and len(by_geo) == 3
    for name, *amounts in by_channel + by_geo:
        assert micros(row_of(lines, name)[1:4]) == amounts
    (whole,) = warehouse.rows("select sum(current_micros), sum(proposed_micros), sum(change_micros) from plan.active")
    assert micros(row_of(lines, "all")[2:5]) == list(whole)
    print(f"R1: {len(by_channel)} channels and {len(by_geo)} geos as printed equal plan.active to the cent")


def test_with_all_lines_every_line_and_its_reason_is_printed(warehouse, store, capsys):
    store.night()
    said = " ".join(" ".join(printed(capsys, store.day, all_lines=True)).split())
    for channel, geo, new, reason in warehouse.rows("select channel, geo, proposed_micros, reason from plan.active"):
        assert f"{channel} {geo}" in said and f"{Decimal(new) / 10**6:,.2f}" in said and reason in said


def test_a_frozen_channel_is_printed_with_the_check_that_failed(store, capsys):
    store.night()
    lines = printed(capsys, store.day)
    assert any(line.startswith("tv") and "freeze" in line and "a schedule arrived: 0 files" in line for line in lines)


def test_a_plan_that_waits_is_not_printed_as_what_executes(store, capsys):
    before = store.plan(store.day - timedelta(days=1), frozen=())
    store.night(status="proposed", tier="one_approver")
    said = "\n".join(printed(capsys, store.day))
    assert "APPROVAL NEEDED" in said
    assert f"What executes now is plan {before}, the last approved one." in said
    assert f"PLAN {before}, USD A DAY" in said


def test_a_night_that_failed_before_its_plan_still_says_where_things_are(store, capsys):
    said = "\n".join(printed(capsys, store.day))
    assert "NO PLAN for 2 March 2026" in said and "no plan was ever approved" in said and "WHERE" in said


def test_stages_and_tasks_are_timed_and_no_password_is_printed(warehouse, store, capsys):
    store.night()
    stages.run("plan", store.day, "h", lambda connection, version: ("o", {}))
    lines = printed(capsys, store.day, task_seconds={"load google_ads": 12.34, "allocate": 3.0})
    assert row_of(lines, "plan")[:2] == ["plan", "1"]
    assert row_of(lines, "load")[-1] == "12.3"
    for address in warehouse.urls.values():
        assert address.split(":")[2].split("@")[0] not in "\n".join(lines)


def test_nothing_is_wider_than_a_terminal_except_paths(store, capsys):
    store.night()
    lines = printed(capsys, store.day, all_lines=True)
    tables = lines[: lines.index("WHERE")]
    assert max(map(len, tables)) <= 120

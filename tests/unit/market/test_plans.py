"""Plans: what is published is what the platforms spend; what was spent stays spent."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from market.worlds import CHANNELS
from tests.unit.market.conftest import FIRST_NIGHT
from tests.unit.market.readers import spend

GEOS = ("US-CA", "US-TX", "US-FL", "US-NY")


def publish(folder: Path, day: date, budget: str, *, days: int = 7, channels: tuple[str, ...] = CHANNELS) -> Path:
    """Write a plan that gives every cell the same daily budget."""
    folder.mkdir(exist_ok=True)
    lines = [
        f"{day + timedelta(days=ahead)},{channel},{geo},{budget},USD"
        for ahead in range(days)
        for channel in channels
        for geo in GEOS
    ]
    path = folder / f"plan_{day}.csv"
    path.write_text("\n".join(["date,channel,geo,daily_budget,currency", *lines]) + "\n")
    return path


def spent(landing: Path, channel: str, day: date) -> list[Decimal]:
    """Dollars by geo of one day, as reported the next morning."""
    reported = spend(landing, channel, day + timedelta(days=1))
    return [reported.get((day.isoformat(), geo), Decimal(0)) for geo in GEOS]


@pytest.mark.parametrize("channel", CHANNELS)
def test_an_accepted_plan_is_spent_with_a_little_pacing_noise(
    channel: str, landing: Path, run: Callable[..., int], tmp_path: Path
) -> None:
    publish(tmp_path / "plans", date(2026, 3, 3), "500.00")
    run("deliver --night 2026-03-04 --landing", landing, "--plans", tmp_path / "plans")
    dollars = spent(landing, channel, date(2026, 3, 3))
    withheld = 150 if channel == "google_ads" else 0  # some rows of its ads are told nobody
    assert all(425 - withheld < amount < 575 for amount in dollars) and len(set(dollars)) == 4


def test_a_budget_of_zero_stops_the_channel(landing: Path, run: Callable[..., int], tmp_path: Path) -> None:
    publish(tmp_path / "plans", date(2026, 3, 3), "0")
    run("deliver --night 2026-03-04 --landing", landing, "--plans", tmp_path / "plans")
    assert spent(landing, "meta", date(2026, 3, 3)) == [0, 0, 0, 0]


def test_the_newest_plan_that_names_a_cell_wins(landing: Path, run: Callable[..., int], tmp_path: Path) -> None:
    publish(tmp_path / "plans", date(2026, 3, 3), "500.00")
    publish(tmp_path / "plans", date(2026, 3, 4), "900.00", channels=("meta",))
    run("deliver --night 2026-03-04 --through 2026-03-05 --landing", landing, "--plans", tmp_path / "plans")
    assert all(abs(amount - 900) < 135 for amount in spent(landing, "meta", date(2026, 3, 4)))
    assert all(abs(amount - 500) < 75 for amount in spent(landing, "tv", date(2026, 3, 4)))


def test_it_says_how_many_budgets_came_from_a_plan(
    landing: Path, run: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(tmp_path / "plans", date(2026, 3, 3), "500.00", days=1, channels=("meta", "tv"))
    run("deliver --night 2026-03-04 --through 2026-03-05 --landing", landing, "--plans", tmp_path / "plans")
    told = capsys.readouterr().out
    assert "2026-03-03: 8 of 28 budgets came from a plan" in told
    assert "2026-03-04: 0 of 28 budgets came from a plan" in told


def test_days_without_a_plan_follow_the_status_quo(landing: Path, run: Callable[..., int], tmp_path: Path) -> None:
    run("create --world small --seed 7 --history-days 60 --home", tmp_path / "untouched")
    nights = "deliver --night 2026-03-02 --through 2026-03-07 --home"
    run(nights, tmp_path / "untouched", "--landing", tmp_path / "untouched landing")
    publish(tmp_path / "plans", date(2026, 3, 3), "500.00", days=2)
    run("deliver --night 2026-03-04 --through 2026-03-07 --landing", landing, "--plans", tmp_path / "plans")
    for day, same in ((3, False), (4, False), (5, True), (6, True)):
        left, right = (spent(place, "meta", date(2026, 3, day)) for place in (landing, tmp_path / "untouched landing"))
        assert (left == right) is same, f"March {day}"


def test_a_day_that_was_spent_is_not_changed_by_a_later_plan(
    landing: Path, run: Callable[..., int], tmp_path: Path
) -> None:
    before = spent(landing, "meta", FIRST_NIGHT)
    publish(tmp_path / "plans", FIRST_NIGHT, "9999.00")
    run("deliver --night 2026-03-03 --landing", landing, "--plans", tmp_path / "plans")
    assert spent(landing, "meta", FIRST_NIGHT) == before


GOOD = "2026-03-03,meta,US-CA,500.00,USD"
BAD_LINES = {
    "unknown channel": ("2026-03-03,radio,US-CA,500.00,USD", "channel 'radio'"),
    "unknown geo": ("2026-03-03,meta,US-AK,500.00,USD", "geo 'US-AK'"),
    "another currency": ("2026-03-03,meta,US-CA,500.00,EUR", "currency 'EUR'"),
    "no number": ("2026-03-03,meta,US-CA,lots,USD", "daily_budget 'lots'"),
    "not finite": ("2026-03-03,meta,US-CA,NaN,USD", "daily_budget 'NaN'"),
    "negative": ("2026-03-03,meta,US-CA,-1,USD", "daily_budget '-1'"),
    "no date": ("03/03/2026,meta,US-CA,500.00,USD", "date '03/03/2026'"),
    "before the plan's day": ("2026-03-02,meta,US-CA,500.00,USD", "before the plan's own day"),
    "a cell twice": (f"{GOOD}\n{GOOD}", "two budgets"),
    "a column missing": ("2026-03-03,meta,US-CA,500.00", "4 columns"),
}


@pytest.mark.parametrize("case", BAD_LINES)
def test_a_plan_that_no_platform_would_take_is_refused_by_line(
    case: str, landing: Path, run: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line, named = BAD_LINES[case]
    path = publish(tmp_path / "plans", date(2026, 3, 3), "500.00", days=0)
    path.write_text(path.read_text().rstrip() + "\n" + line + "\n")
    assert run("deliver --night 2026-03-04 --landing", landing, "--plans", tmp_path / "plans") == 1
    message = capsys.readouterr().err
    assert named in message and f"{path}, line {2 + line.count(chr(10))}" in message
    assert list(landing.glob("*/2026-03-04")) == []


def test_a_plan_with_another_header_is_refused(
    landing: Path, run: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(tmp_path / "plans", date(2026, 3, 3), "1").write_text("day,channel\n")
    assert run("deliver --night 2026-03-04 --landing", landing, "--plans", tmp_path / "plans") == 1
    assert "line 1: the header is 'day,channel'" in capsys.readouterr().err

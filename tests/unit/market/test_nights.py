"""Nights: what is delivered is a function of the world, its seed, what was spent, and the night."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from tests.unit.market.readers import spend


def contents(landing: Path, night: str = "*") -> dict[str, bytes]:
    """Bytes of every delivered file by its place in the landing zone."""
    return {str(path.relative_to(landing)): path.read_bytes() for path in landing.glob(f"*/{night}/*")}


def test_a_night_delivered_again_after_later_ones_has_the_same_bytes(
    landing: Path, run: Callable[..., int], tmp_path: Path
) -> None:
    run("deliver --night 2026-03-04 --through 2026-03-06 --landing", landing)
    run("deliver --night 2026-03-02 --through 2026-03-03 --landing", tmp_path / "again")
    again, before = contents(tmp_path / "again"), contents(landing)
    assert len(again) == 28
    assert [name for name, content in again.items() if content != before[name]] == []


def test_day_by_day_equals_a_range(landing: Path, run: Callable[..., int], tmp_path: Path) -> None:
    for night in ("2026-03-04", "2026-03-05"):
        run(f"deliver --night {night} --landing", landing)
    run("create --world small --seed 7 --history-days 60 --home", tmp_path / "other")
    run("deliver --night 2026-03-02 --through 2026-03-05 --home", tmp_path / "other", "--landing", tmp_path / "range")
    assert contents(tmp_path / "range") == contents(landing)


def test_another_seed_is_another_world(delivered: Path, run: Callable[..., int], tmp_path: Path) -> None:
    run("create --world small --seed 8 --history-days 60")
    run("deliver --night 2026-03-02 --landing", tmp_path)
    other, seventh = contents(tmp_path, "2026-03-02"), contents(delivered, "2026-03-02")
    assert len(other) == 14
    assert [name for name, content in other.items() if content == seventh[name]] == []


def test_a_night_before_its_turn_is_refused_and_writes_nothing(landing: Path, run: Callable[..., int]) -> None:
    assert run("deliver --night 2026-03-06 --landing", landing) == 1
    assert contents(landing, "2026-03-06") == {}


def test_no_half_written_file_stays_behind(delivered: Path) -> None:
    assert [path for path in delivered.rglob("*") if path.name.startswith(".")] == []


def test_the_first_night_holds_the_history_and_later_ones_the_window(delivered: Path) -> None:
    first = {day for day, _ in spend(delivered, "meta", date(2026, 3, 2))}
    second = {day for day, _ in spend(delivered, "meta", date(2026, 3, 3))}
    assert (min(first), max(first), len(first)) == ("2026-01-01", "2026-03-01", 60)
    assert (min(second), max(second), len(second)) == ("2026-02-03", "2026-03-02", 28)

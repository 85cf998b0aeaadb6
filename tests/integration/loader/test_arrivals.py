"""Files that come during the day: seen until they are read, loaded for whichever night, and a planned night that they change."""

from datetime import date

import pytest

from plugins import stages, tasks
from plugins.loader import load_arrived, load_channel, waiting
from plugins.marts import build
from tests.integration.loader.conftest import GOLDEN

NIGHT = date(2026, 3, 2)
PINTEREST = (GOLDEN / "pinterest" / "ad_region_days.csv").read_text()
GOOD = "pinterest/2026-03-02/ad_region_days.csv"


def test_a_file_waits_until_it_is_read_whatever_becomes_of_it(warehouse, deliver, tmp_path) -> None:
    deliver(GOOD, PINTEREST)
    deliver("pinterest/2026-03-05/ad_region_days.csv", "no report")
    deliver("pinterest/2026-03-02/budgets.csv", "a stray")
    deliver("myspace/2026-03-02/days.csv", "no channel")
    assert {channel: len(files) for channel, files in waiting().items()} == {"pinterest": 3}
    counts = load_arrived("pinterest")
    assert counts == {
        "deliveries": 1,
        "rows": 2,
        "quarantined": 0,
        "refused": 1,
        "unknown": 1,
        "first_night": "2026-03-02",
    }
    assert waiting() == {}
    assert load_arrived("pinterest")["first_night"] is None
    (tmp_path / "landing" / GOOD).write_text(PINTEREST.replace("4560000", "4560001"))
    assert list(waiting()) == ["pinterest"]


def test_what_arrived_by_day_costs_the_night_nothing(warehouse, deliver) -> None:
    deliver(GOOD, PINTEREST)
    load_arrived("pinterest")
    assert load_channel("pinterest", NIGHT)["deliveries"] == 0


@pytest.fixture
def planned(warehouse, deliver):
    """The marts of a night were built on what Pinterest had delivered."""
    deliver(GOOD, PINTEREST)
    load_channel("pinterest", NIGHT)
    stages.run(build.STAGE, NIGHT, build._input_hash(NIGHT), lambda *_: ("x", {}))


@pytest.mark.parametrize(
    ("path", "content", "night"),
    [
        (GOOD + ".gz", PINTEREST.replace("4560000", "4560001"), "2026-03-02"),
        ("pinterest/2026-02-20/ad_region_days.csv", PINTEREST.replace("2026-03-01", "2026-02-19"), "2026-03-02"),
        ("pinterest/2026-03-03/ad_region_days.csv", PINTEREST.replace("4560000", "4560001"), None),
        (GOOD + ".gz", PINTEREST, None),
        (GOOD + ".gz", "no report", None),
    ],
    ids=["restated", "late", "of_the_next_night", "the_same_bytes", "refused"],
)
def test_the_planned_night_is_planned_again_only_if_it_knows_something_else(
    planned, deliver, path: str, content: str, night: str | None
) -> None:
    deliver(path, content)
    assert tasks.night_to_replan([load_arrived("pinterest"), load_arrived("tv")]) == night


def test_before_the_first_night_nothing_is_planned_again(warehouse, deliver) -> None:
    deliver(GOOD, PINTEREST)
    assert tasks.night_to_replan([load_arrived("pinterest")]) is None

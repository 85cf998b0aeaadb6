"""Which nights knew which row: late files, files that correct each other, rows that are read again."""

from datetime import date

import pytest

from plugins.loader import load_channel
from tests.integration.loader.conftest import GOLDEN
from tests.raw_rows import add_rows, deliver_rows

FIRST, LATE, LAST = date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 3)
DAY = "2026-02-27"


def spot(cost: int = 1, day: str = DAY) -> dict:
    """One spot of a schedule."""
    return {"date": day, "geo_name": "Texas", "campaign": "Brand", "placement": "30s", "cost": cost}


@pytest.fixture
def tell(warehouse):
    """Book a schedule of these rows for a night; returns its id."""

    def tell(night: date, *rows: dict) -> int:
        return deliver_rows(warehouse.urls["MIXLOOP_WAREHOUSE_OWNER"], "tv", "schedule", night, list(rows))

    return tell


@pytest.fixture
def versions(warehouse):
    """Cost of each version with the nights that knew it."""

    def versions() -> list[tuple]:
        return warehouse.rows(
            "select cast(cost as int), known_from, nullif(known_until, 'infinity') from raw.offline__days"
            " where known_from < known_until and day = %s order by 2, 1",
            DAY,
        )

    return versions


def test_a_late_file_that_says_what_the_next_one_says_makes_one_version_with_it(tell, versions):
    tell(LAST, spot())
    tell(LATE, spot())
    assert versions() == [(1, LATE, None)]


def test_a_late_file_takes_a_line_only_from_the_nights_until_the_next_file(tell, versions):
    tell(FIRST, spot(1), spot(2))
    tell(LAST, spot(1), spot(2), spot(3))
    tell(LATE, spot(1))
    assert versions() == [(1, FIRST, None), (2, FIRST, LATE), (2, LAST, None), (3, LAST, None)]


def test_a_third_file_of_a_night_that_says_what_the_first_said_counts(tell, versions):
    tell(LATE, spot(1))
    tell(LATE, spot(2))
    tell(LATE, spot(1), spot(3, "2026-02-28"))
    assert versions() == [(1, LATE, None)]


def test_a_row_that_is_read_again_beside_its_equal_is_another_fact(warehouse, tell, versions):
    delivery = tell(FIRST, spot())
    add_rows(warehouse.urls["MIXLOOP_WAREHOUSE_OWNER"], delivery, [spot()])
    assert versions() == [(1, FIRST, None), (1, FIRST, None)]


def test_a_second_file_with_the_bytes_of_the_eve_takes_the_first_one_back(warehouse, deliver):
    eve = (GOLDEN / "pinterest" / "ad_region_days.csv").read_text()
    load = {FIRST: eve, LATE: eve.replace("4560000", "4560007")}
    for night, content in load.items():
        deliver(f"pinterest/{night}/ad_region_days.csv", content)
        load_channel("pinterest", night)
    deliver(f"pinterest/{LATE}/ad_region_days.csv", eve)
    load_channel("pinterest", LATE)
    known = (
        "select spend_in_micro_dollar from raw.pinterest__ad_region_days where known_from <= %s and known_until > %s"
    )
    assert (4560000,) in warehouse.rows(known, LATE, LATE)
    assert (4560007,) not in warehouse.rows(known, LATE, LATE)

"""Cells of few people: none is shown, none can be had by subtraction, and nothing is lost from any sum."""

import random
from contextlib import closing

import psycopg2
import pytest
import yaml
from psycopg2 import sql

from config import privacy
from config.reading import ConfigError
from plugins.marts.fold import Fold, folded

FOLD = Fold("day", "geo", people="orders", words=("status",))


@pytest.fixture(scope="module")
def counted(shared_warehouse):
    """A table that counts people; a function that fills it and says what people may read."""
    with closing(psycopg2.connect(shared_warehouse.urls["MIXLOOP_WAREHOUSE_OWNER"])) as connection:
        cursor = connection.cursor()
        cursor.execute("create table marts.counted (geo text, day int, revenue bigint, orders bigint, status text)")

        def read(rows: list[tuple], smallest: int = 5) -> list[tuple]:
            cursor.execute("truncate marts.counted")
            for row in rows:
                cursor.execute("insert into marts.counted values (%s, %s, %s, %s, %s)", row)
            cursor.execute(folded(connection, sql.Identifier("marts", "counted"), FOLD, smallest))
            return sorted(cursor.fetchall())

        yield read


def test_small_cells_become_one_that_says_so_with_their_sums(counted):
    rows = [
        ("CA", 1, 90, 9, "reported"),
        ("TX", 1, 30, 3, "reported"),
        ("WY", 1, 20, 2, "imputed"),
        ("UT", 1, 0, 0, "none"),
    ]
    assert counted(rows) == [("CA", 1, 90, 9, "reported"), ("UT", 1, 0, 0, "none"), ("few", 1, 50, 5, "few")]


def test_a_small_cell_alone_takes_the_next_smallest_along_or_it_could_be_subtracted(counted):
    rows = [("CA", 1, 90, 9, "reported"), ("NY", 1, 70, 7, "reported"), ("WY", 1, 10, 1, "reported")]
    assert counted(rows) == [("CA", 1, 90, 9, "reported"), ("few", 1, 80, 8, "few")]


def test_a_group_without_small_cells_is_shown_as_it_is_and_another_of_few_people_is_folded_whole(counted):
    rows = [
        ("CA", 1, 90, 9, "reported"),
        ("TX", 1, 50, 5, "reported"),
        ("CA", 2, 10, 1, "reported"),
        ("TX", 2, 20, 2, "none"),
    ]
    assert counted(rows) == [("CA", 1, 90, 9, "reported"), ("TX", 1, 50, 5, "reported"), ("few", 2, 30, 3, "few")]


def test_with_a_smallest_cell_of_one_everybody_is_shown(counted):
    rows = [("CA", 1, 90, 9, "reported"), ("WY", 1, 10, 1, "reported")]
    assert counted(rows, smallest=1) == sorted(rows)


@pytest.mark.parametrize("seed", range(20))
def test_whatever_is_counted_nobody_stands_alone_and_each_day_sums_to_what_it_was(counted, seed):
    chance = random.Random(seed)
    smallest = chance.choice([2, 5, 10])
    rows = [
        (f"g{geo:02}", day, chance.randint(-50, 500), chance.choice([0, 1, 2, 4, 5, 9, 10, 30]), "reported")
        for day in range(8)
        for geo in range(chance.randint(1, 12))
    ]
    shown = counted(rows, smallest)
    for day in range(8):
        of_day, before = [row for row in shown if row[1] == day], [row for row in rows if row[1] == day]
        for place in (2, 3):
            assert sum(row[place] for row in of_day) == sum(row[place] for row in before)
        people = sum(row[3] for row in before)
        for row in of_day:
            assert row[3] == 0 or row[3] >= min(smallest, people), row


def test_a_cell_must_count_somebody(tmp_path):
    (tmp_path / "privacy.yml").write_text(yaml.safe_dump({"smallest_cell": 0}))
    with pytest.raises(ConfigError, match="smallest_cell"):
        privacy.load(tmp_path / "privacy.yml")
    assert privacy.load().smallest_cell == 5

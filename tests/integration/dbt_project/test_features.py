"""What the model reads of a night holds nothing that nobody could know then."""

import random
from datetime import timedelta

import pytest

from plugins.marts import build_marts
from tests.integration.dbt_project.conftest import FIRST_NIGHT, SECOND_NIGHT, days_until

CUT = FIRST_NIGHT - timedelta(days=10)


def test_the_panel_of_a_night_stays_what_it_was_whatever_is_told_later(shop):
    shop.next_night()  # television is silent: the second night's panel has stand-ins
    build_marts(SECOND_NIGHT)
    then = shop.panel()
    tell_another_story(shop, seed=1)
    build_marts(SECOND_NIGHT + timedelta(days=5))
    assert shop.panel() != then
    build_marts(SECOND_NIGHT)
    assert shop.panel() == then


@pytest.mark.proof("R20")
def test_no_row_of_the_panel_knows_a_later_day_or_a_later_night(shop):
    shop.next_night()
    build_marts(SECOND_NIGHT)
    then = shop.panel()
    later = [day for day in days_until(SECOND_NIGHT) if day > CUT]
    random.Random(3).shuffle(later)
    shop.meta(
        SECOND_NIGHT, later[::2], spend="777.77"
    )  # a second file of the same night: the later days are others now
    shop.orders(SECOND_NIGHT, later, total_amount=1234, customer_id="9", updated_at=f"{FIRST_NIGHT} 13:00-05:00")
    tell_another_story(shop, seed=2)
    build_marts(SECOND_NIGHT)
    now = shop.panel()
    changed = sum(row not in set(now[table]) for table, rows in then.items() for row in rows)
    assert changed > 20, "the later days were meant to change"
    kept = {table: [row for row in rows if day_of(row) <= CUT] for table, rows in then.items()}
    assert {table: [row for row in rows if day_of(row) <= CUT] for table, rows in now.items()} == kept
    print(
        f"R20: {sum(map(len, kept.values()))} rows of the panel up to {CUT} stay as they were to the last digit while {changed} rows of"
        " later days, and five later nights, are told otherwise"
    )


def day_of(row):
    return next(cell for cell in row if hasattr(cell, "isoformat"))


def tell_another_story(shop, seed: int) -> None:
    """Later nights that restate every day, drop some, and sell to others."""
    chance = random.Random(seed)
    for back in range(1, 6):
        night = SECOND_NIGHT + timedelta(days=back)
        days = days_until(night)
        chance.shuffle(days)
        shop.meta(night, days[: chance.randint(5, len(days))], spend=f"{chance.randint(1, 99)}.5")
        shop.tv(night, days[: chance.randint(5, len(days))])
        changed = {"total_amount": chance.randint(1, 500), "customer_id": str(chance.randint(1, 9))}
        shop.orders(night, days[:10], updated_at=f"{night - timedelta(days=1)} 12:00-05:00", **changed)

"""The ledger's ids and sums: the same everywhere, and exact."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from plugins.channels.pinterest import AD_REGION_DAYS
from plugins.channels.reading.typed import Typed
from plugins.loader.landing import Landed
from plugins.loader.ledger import Tally, delivery_id_of, storable


def test_a_delivery_has_the_same_id_on_every_machine() -> None:
    same = delivery_id_of("tv", "schedule", date(2026, 3, 2), "ab" * 32)
    assert same == 1_153_850_788_675_488_679
    others = {
        delivery_id_of("tv", "schedule", date(2026, 3, 3), "ab" * 32),
        delivery_id_of("tv", "schedule", date(2026, 3, 2), "ac" * 32),
        delivery_id_of("ooh", "schedule", date(2026, 3, 2), "ab" * 32),
    }
    assert len(others | {same}) == 4
    assert all(0 <= number < 2**63 for number in others)


def test_sums_stay_exact_where_a_float_or_a_usual_decimal_would_round() -> None:
    tally = Tally(AD_REGION_DAYS)
    place = [column.name for column in AD_REGION_DAYS.columns].index("total_checkout")
    day = [column.name for column in AD_REGION_DAYS.columns].index("date")
    values: list[list] = [[] for _ in AD_REGION_DAYS.columns]
    values[place] = [Decimal(10) ** 40, Decimal("0.01"), None]
    values[day] = [date(2026, 3, 1), date(2026, 2, 27), date(2026, 2, 28)]
    tally.add(Typed([2, 3, 4], values, []))
    assert str(tally.sums["total_checkout"]) == "1" + "0" * 40 + ".01"
    assert (tally.first_day, tally.last_day) == (date(2026, 2, 27), date(2026, 3, 1))


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("tv/2026-03-02/schedule.csv", date(2026, 3, 2)),
        ("tv/2026-02-30/schedule.csv", None),
        ("tv/20260302/schedule.csv", None),
        ("tv/2026-03-02/deep/schedule.csv", None),
        ("tv/schedule.csv", None),
        ("schedule.csv", None),
    ],
)
def test_the_day_of_delivery_is_the_folders(path: str, day: date | None) -> None:
    assert Landed(path, 1, datetime(2026, 3, 2, tzinfo=UTC)).delivered_on == day


def test_text_is_made_storable_without_losing_what_stood_there() -> None:
    assert storable("caf\udce9 \0ok") == "caf\\udce9 ok"
    assert storable(None) is None

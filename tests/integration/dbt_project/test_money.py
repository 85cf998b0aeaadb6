"""Amounts in several currencies: valued at their day's rate as known on the night, or said to have no value."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from plugins.marts import build_marts
from tests.integration.dbt_project.conftest import FIRST_NIGHT, SECOND_NIGHT, THIRD_NIGHT, days_until
from tests.unit.channels.conftest import settings_with_all_channels

SPEND = "select day, sum(account_spend_micros)::bigint, sum(spend_micros)::bigint from marts.fct_ad_days where channel = 'meta'"


@pytest.fixture(autouse=True)
def _with_rates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "config"
    folder.mkdir()
    monkeypatch.setenv("MIXLOOP_CONFIG", str(settings_with_all_channels(folder)))


def rates(shop, night: date, days: list[date], dollars: str) -> None:
    """The bank's file: dollars and yen for a euro."""
    rows = [
        {"date": day, "currency": currency, "base": "EUR", "rate": Decimal(rate)}
        for day in days
        for currency, rate in (("USD", dollars), ("JPY", "150"))
    ]
    shop.deliver("ecb", "rates", night, rows)


def test_amounts_have_the_value_of_their_day_as_known_on_the_night(shop):
    last = FIRST_NIGHT - timedelta(days=1)
    shop.meta(FIRST_NIGHT, days_until(FIRST_NIGHT)[-14:], spend="1000", currency="JPY")
    rates(shop, FIRST_NIGHT, days_until(FIRST_NIGHT)[-14:-2], "1.2")  # none for the last two days: they stand on
    build_marts(FIRST_NIGHT)
    of_a_day = f"{SPEND} and day = %s group by day"
    assert shop.rows(of_a_day, last) == [(last, 2_000_000_000, 16_000_000)]

    age = "select rate, rate_age_days from marts.fct_account_days where channel = 'meta' and account_currency = 'JPY' and day = %s"
    assert shop.rows(age, last) == [(Decimal("0.008"), 2)]

    rates(shop, SECOND_NIGHT, [last], "1.5")
    build_marts(SECOND_NIGHT)
    assert shop.rows(of_a_day, last) == [(last, 2_000_000_000, 20_000_000)]
    assert shop.rows(age, last) == [(Decimal("0.01"), 0)]
    build_marts(FIRST_NIGHT)
    assert shop.rows(of_a_day, last) == [(last, 2_000_000_000, 16_000_000)], "the rate of tomorrow values last night"


def test_without_a_rate_there_is_no_value_and_the_panel_says_so(shop):
    shop.meta(THIRD_NIGHT, days_until(FIRST_NIGHT)[-3:], spend="1000", currency="JPY")
    build_marts(THIRD_NIGHT)
    unvalued = shop.rows(f"{SPEND} and account_currency = 'JPY' group by day order by day")
    assert [(told, value) for _, told, value in unvalued] == [(2_000_000_000, None)] * 3
    statuses = "select distinct status from marts.panel_media where channel = 'meta' and day between %s and %s"
    assert shop.rows(statuses, unvalued[0][0], unvalued[-1][0]) == [("no rate",)]

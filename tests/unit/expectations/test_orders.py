"""Did the shop sell what it usually sells: what must be caught, and what must be let through."""

import pytest

from expectations.orders import sales, sales_doubts
from expectations.verdict import Verdict
from tests.unit.expectations.conftest import YESTERDAY


@pytest.fixture
def answers(ask, settings, orders):
    def of(frame=None, holidays=()):
        frame = orders() if frame is None else frame
        found = sales(frame, YESTERDAY, shop="shopify", holidays=holidays, settings=settings.band)
        return {name: one for (name, _), one in ask(sales_doubts(found, settings.band, settings.rates), found).items()}

    return of


def times(frame, factor, *columns):
    changed = frame.copy()
    changed.loc[changed.day == YESTERDAY, list(columns)] *= factor
    return changed


def test_a_usual_day_passes_every_doubt(answers):
    assert {one.verdict for one in answers().values()} == {Verdict.PASS}


def test_a_day_without_any_order_stops_the_night(answers, orders):
    frame = orders()
    result = answers(frame[frame.day != YESTERDAY])
    assert result["orders-arrived"].verdict is Verdict.STOP


@pytest.mark.parametrize("factor", [0.4, 2.6], ids=["most lost", "counted twice and more"])
def test_half_of_the_orders_missing_stops_the_night(answers, orders, factor):
    assert answers(times(orders(), factor, "orders", "gross"))["orders-usual"].verdict is Verdict.STOP


def test_revenue_in_another_currency_stops_the_night(answers, orders):
    results = answers(times(orders(), 18, "gross"))  # pesos taken for dollars
    assert results["orders-usual"].verdict is Verdict.PASS
    assert results["order-value-usual"].verdict is Verdict.STOP
    assert results["revenue-usual"].verdict is Verdict.STOP


def test_a_payday_and_a_quiet_day_are_let_through(answers, orders):
    for factor in (0.75, 1.4):
        assert {one.verdict for one in answers(times(orders(), factor, "orders", "gross")).values()} == {Verdict.PASS}


def test_black_friday_is_let_through_and_the_same_peak_on_a_plain_day_is_not(answers, orders):
    peak = times(orders(), 2.3, "orders", "gross")
    assert answers(peak)["orders-usual"].verdict is Verdict.STOP
    assert answers(peak, holidays=[YESTERDAY])["orders-usual"].verdict is Verdict.PASS


def test_refunds_joined_twice_stop_the_night_and_goodwill_does_not(answers, orders):
    assert answers(orders().assign(refunded_beyond_gross=20))["refunds-within-orders"].verdict is Verdict.STOP
    few = orders()
    few.loc[few.day == YESTERDAY, "refunded_beyond_gross"] = 3
    assert answers(few)["refunds-within-orders"].verdict is Verdict.PASS


def test_a_new_shop_has_no_band_and_says_so(answers, orders):
    results = answers(orders(days=10))
    assert results["history-known"].verdict is Verdict.DEFAULT
    assert "orders-usual" not in results

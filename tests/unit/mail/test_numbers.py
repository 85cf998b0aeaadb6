"""Amounts, shares and returns as they are written."""

from decimal import Decimal

import pytest

from plugins.mail import numbers
from plugins.mail.view import Estimate


@pytest.mark.parametrize(
    ("micros", "said"),
    [(0, "0.00"), (1, "0.00"), (1_234_567_890, "1,234.57"), (10_125_000, "10.12"), (-80_000_000, "-80.00")],
)
def test_money_is_said_to_the_cent_with_halves_to_even(micros, said):
    assert numbers.money(micros) == said


@pytest.mark.parametrize(
    ("micros", "said"), [(5_000_000, "+5.00"), (-5_000_000, "-5.00"), (0, "0.00"), (-4_000, "0.00")]
)
def test_a_change_has_a_sign_unless_it_is_nothing(micros, said):
    assert numbers.change(micros) == said


def test_a_share_of_nothing_is_new_and_never_a_division_by_zero():
    assert numbers.percent(5, 0) == "new"
    assert numbers.percent(0, 0) == "0.0 %"
    assert numbers.percent(-1, 8) == "-12.5 %"


def test_a_return_that_could_not_be_computed_is_not_a_zero():
    assert numbers.ratio(None) == "n/a"
    assert (
        numbers.ratio(Estimate(mean=Decimal("2.1"), low=Decimal("1.6"), high=Decimal("2.7"))) == "2.10 (1.60 to 2.70)"
    )

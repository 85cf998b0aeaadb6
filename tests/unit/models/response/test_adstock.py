"""Carry-over: doubling equals the plain recursion, and its words mean what they say."""

import numpy as np
import pytensor.tensor as pt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.response.adstock import decay, geometric


def plain(spend: np.ndarray, before: np.ndarray, left: np.ndarray) -> np.ndarray:
    """Day by day, as the docstring's formula says."""
    exposure, today = np.empty_like(spend), before[:, 0, :]
    for day in range(spend.shape[1]):
        today = (1 - left) * spend[:, day, :] + left * today
        exposure[:, day, :] = today
    return exposure


@settings(deadline=None, max_examples=60)
@given(days=st.integers(1, 70), seed=st.integers(0, 10_000), half_life=st.floats(0.05, 60))
def test_doubling_equals_the_day_by_day_recursion(days: int, seed: int, half_life: float) -> None:
    rng = np.random.default_rng(seed)
    spend, before = rng.exponential(size=(2, days, 3)), rng.exponential(size=(2, 1, 3))
    left = decay(half_life * np.array([0.5, 1.0, 2.0]))
    np.testing.assert_allclose(geometric(spend, before, left, days), plain(spend, before, left), rtol=1e-11, atol=1e-14)


def test_pytensor_computes_the_same_exposure() -> None:
    rng = np.random.default_rng(3)
    spend, before, left = rng.exponential(size=(2, 20, 3)), np.ones((2, 1, 3)), decay(np.array([0.5, 3.0, 14.0]))
    symbolic = geometric(spend, before, pt.as_tensor(left), 20, pt.concatenate).eval(mode="FAST_COMPILE")
    np.testing.assert_allclose(symbolic, plain(spend, before, left), rtol=1e-12)


def test_a_constant_spend_is_its_own_exposure() -> None:
    steady = np.full((1, 90, 1), 7.0)
    np.testing.assert_allclose(geometric(steady, steady[:, :1], decay(np.array([9.0])), 90), steady, rtol=1e-12)


def test_half_of_a_burst_is_felt_within_its_half_life() -> None:
    burst = np.zeros((1, 400, 1))
    burst[0, 0, 0] = 1.0
    felt = geometric(burst, np.zeros((1, 1, 1)), decay(np.array([5.0])), 400)[0, :, 0]
    assert felt[:5].sum() == pytest.approx(0.5, rel=1e-9)
    assert felt.sum() == pytest.approx(1.0, rel=1e-9)

"""The solver's vectors: a proven bound, curves of any shape, and an answer only where there is one."""

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from models.allocation import InfeasibleError, PlanError
from models.allocation.limits import Limit, Of, at_most
from models.allocation.packing import Packing
from models.allocation.settle import settle
from models.allocation.solver import Problem, Rows, Status, solve
from tests.unit.models.allocation.builders import budgets


def rows(members: list[list[float]], upper: list[float], lower: list[float] | None = None) -> Rows:
    lower = lower or [-np.inf] * len(upper)
    return Rows(
        names=tuple("row" for _ in upper),
        members=sparse.csr_array(np.array(members, float)),
        lower=np.array(lower, float),
        upper=np.array(upper, float),
    )


def a_problem(values, total: float, turnover: float = np.inf) -> Problem:
    values = np.array(values, float)
    lines, levels = values.shape
    points = np.tile(np.arange(levels, dtype=float), (lines, 1))
    everything = [[1.0] * lines]
    return Problem(
        points=points, values=values, budgets=rows(everything, [total]), moves=rows(everything, [turnover]),
        centre=np.ones(lines),
    )  # fmt: skip


def test_money_goes_where_the_next_unit_earns_most():
    found = solve(a_problem([[0, 5, 6, 6.5], [0, 3, 5, 6]], total=3))
    assert found.amounts == pytest.approx([1, 2])
    assert found.value == pytest.approx(10)
    assert found.bound == pytest.approx(10)
    assert found.prices == pytest.approx([1], abs=1e-9)  # a fourth unit adds 1, on either line


def test_a_threshold_is_passed_by_one_line_not_climbed_half_way_by_two():
    threshold = [0, 0, 0, 9, 9.5]
    found = solve(a_problem([threshold, threshold], total=4))
    assert sorted(found.amounts) == pytest.approx([0, 4]) or sorted(found.amounts) == pytest.approx([1, 3])
    assert found.value >= 9
    assert found.bound == pytest.approx(found.value, rel=1e-4)


@settings(max_examples=40, deadline=None)
@given(
    slopes=st.lists(st.lists(st.integers(-2, 9), min_size=4, max_size=4), min_size=2, max_size=3),
    total=st.integers(0, 9),
)
def test_no_whole_split_of_any_curves_earns_more_than_the_bound_or_the_answer(slopes, total):
    values = np.concatenate([np.zeros((len(slopes), 1)), np.cumsum(slopes, axis=1)], axis=1)
    found = solve(a_problem(values, total=total))
    splits = np.stack(np.meshgrid(*[np.arange(5)] * len(slopes), indexing="ij"), axis=-1).reshape(-1, len(slopes))
    splits = splits[splits.sum(axis=1) <= total]
    best = values[np.arange(len(slopes)), splits].sum(axis=1).max()
    assert found.value >= best - 1e-6
    assert found.bound >= found.value - 1e-6
    assert found.bound <= found.value + 1e-4 * max(1.0, abs(found.value))
    assert found.amounts.sum() <= total + 1e-6
    # The value is what the amounts earn on the curves: pieces were filled in their order.
    earned = sum(np.interp(amount, np.arange(5), line) for amount, line in zip(found.amounts, values, strict=True))
    assert earned == pytest.approx(found.value, abs=1e-5)


def test_turnover_bounds_what_is_added_and_what_is_taken():
    rich, poor = [0, 1, 20, 40], [0, 1, 1.5, 1.6]
    free = solve(a_problem([rich, poor], total=2))
    bound = solve(a_problem([rich, poor], total=2, turnover=0.25))
    assert free.amounts == pytest.approx([2, 0])
    assert bound.amounts == pytest.approx([1.25, 0.75])


def test_limits_that_conflict_have_no_answer():
    problem = a_problem([[0, 1], [0, 1]], total=1)
    impossible = Problem(**{**vars(problem), "budgets": rows([[1, 1]], [1.0], [1.5])})
    with pytest.raises(InfeasibleError):
        solve(impossible)


def test_a_time_limit_is_not_an_answer():
    rng = np.random.default_rng(0)
    values = np.cumsum(rng.exponential(1.0, (60, 40)) * rng.integers(0, 2, (60, 40)), axis=1)
    hard = a_problem(values, total=700.5)
    with pytest.raises(PlanError, match=r"the solver stopped at time limit.*the last plan stands"):
        solve(hard, seconds=1e-6)
    assert Status(1) is Status.TIME_LIMIT


AMOUNTS = st.lists(st.integers(0, 10**14), min_size=12, max_size=12)


@settings(max_examples=50, deadline=None)
@given(amounts=AMOUNTS, unit=st.floats(1, 1e9))
def test_packing_and_unpacking_undo_each_other(amounts, unit):
    labelled = budgets().copy(data=np.array(amounts, np.int64).reshape(4, 3))
    packing = Packing(like=budgets(), unit=unit)
    xr.testing.assert_identical(packing.unpack(packing.pack(labelled)), labelled)
    turned = labelled.transpose("channel", "geo")
    assert (packing.pack(turned) == packing.pack(labelled)).all()


def test_rows_count_the_lines_of_their_labels():
    like = budgets()
    tv = like.sum("geo").sel(channel=["tv"])
    texas = like.sum("channel").sel(geo=["US-TX"])
    limits = [
        at_most(name, upper, called=name, mend="") for name, upper in (("a", tv), ("b", texas), ("c", like.sum()))
    ]
    packed = Packing(like=like, unit=1.0).rows(limits, Of.BUDGET)
    sums = packed.members @ like.values.ravel().astype(float)
    assert packed.names == ("a", "b", "c")
    assert sums == pytest.approx([float(limit.upper.sum()) for limit in limits])
    assert packed.upper == pytest.approx(sums)


@settings(max_examples=50, deadline=None)
@given(noise=st.lists(st.integers(-900, 900), min_size=12, max_size=12))
def test_settling_reaches_the_budget_to_the_micro_within_every_channel(noise):
    like = budgets()
    near = like + np.array(noise).reshape(4, 3)
    channels, total = like.sum("geo"), like.sum()
    limits = [
        Limit(rule="channel", called="", lower=channels - 50, upper=channels + 50, mend=""),
        at_most("total", total, called="", mend=""),
    ]
    settled = settle(near, like - 1000, like + 1000, limits)
    assert int(settled.sum()) == int(total)
    assert (abs(settled.sum("geo") - channels) <= 50).all()
    assert (abs(settled - like) <= 1000).all()


def test_settling_without_room_says_which_numbers_disagree():
    like = budgets()
    limit = at_most("total", like.sum() - 1, called="", mend="")
    with pytest.raises(PlanError, match=r"lines sum to [\d,]+ micros, allowed are 0 to [\d,]+"):
        settle(like, like, like, [limit])

"""How to split money over curves made of straight pieces, with a proven bound; vectors only, labels stay outside."""

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from models.allocation.errors import InfeasibleError, PlanError

Vector = NDArray[np.float64]

CONVEX = 1e-6
"""A piece that rises more steeply than the one before it by this share of the curve's steepest needs a binary."""


class Status(Enum):
    """What HiGHS says, by SciPy's number; only `SOLVED` is an answer."""

    SOLVED = 0
    TIME_LIMIT = 1
    INFEASIBLE = 2
    UNBOUNDED = 3
    NUMERICAL_TROUBLE = 4


@dataclass(frozen=True, kw_only=True)
class Rows:
    """Sums of amounts between two numbers: `lower <= members @ amounts <= upper`; `names` says which rule's."""

    names: tuple[str, ...]
    members: sparse.csr_array
    lower: Vector
    upper: Vector


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Raise the sum of `values` of the amounts.

    Parameters
    ----------
    points, values : (lines, levels)
        What each amount is worth: straight pieces between rising points; the first and last point bound the amount.
    budgets : Rows
        Limits of sums of amounts.
    moves : Rows
        Limits of sums of what is added to `centre`, and alike of what is taken from it; only `upper` is read.
    centre : (lines,)
        Amounts of now.
    """

    points: Vector
    values: Vector
    budgets: Rows
    moves: Rows
    centre: Vector


@dataclass(frozen=True, kw_only=True)
class Solution:
    """Best amounts, what they are worth, and what no amounts can be worth more than.

    `prices` say what one more unit of each of the budgets' upper bounds is worth, in the order of their rows.
    """

    amounts: Vector
    value: float
    bound: float
    prices: Vector


@dataclass(frozen=True, kw_only=True)
class _Linear:
    """`maximise gain @ x` with `matrix @ x <= most`, `equal @ x = to`, `0 <= x <= room`."""

    gain: Vector
    matrix: sparse.csr_array
    most: Vector
    equal: sparse.csr_array
    to: Vector
    room: Vector


def solve(problem: Problem, *, seconds: float = 20.0) -> Solution:
    """The best amounts; curves that rise ever more steeply somewhere are solved globally, by branch and bound.

    Raises
    ------
    InfeasibleError
        No amounts keep all limits.
    PlanError
        The solver gave up: a time limit is not an answer.
    """
    linear = _linear(problem)
    steep = _steepening(problem)
    if not steep.any():
        return _solved(problem, linear, *_linprog(linear, np.zeros_like(linear.room)), bound=None)
    filled, bound = _branch_and_bound(problem, linear, steep, seconds)
    # With every piece's side of its kinks decided, the rest is linear: that gives exact amounts and prices.
    room, least = linear.room.copy(), np.zeros_like(linear.room)
    opened, closed = _decided(problem, steep, filled)
    room[: closed.size][closed], least[: opened.size][opened] = 0.0, linear.room[: opened.size][opened]
    fixed = _Linear(**{**vars(linear), "room": room})
    return _solved(problem, linear, *_linprog(fixed, least), bound=bound)


def _pieces(problem: Problem) -> tuple[Vector, Vector]:
    """Width and slope of each piece (lines, levels - 1); a piece without width has no slope."""
    width, rise = np.diff(problem.points, axis=1), np.diff(problem.values, axis=1)
    return width, np.divide(rise, width, out=np.zeros_like(rise), where=width > 0)


def _linear(problem: Problem) -> _Linear:
    """Unknowns: how far each piece is filled, then what is added to and taken from each line."""
    width, slope = _pieces(problem)
    lines, pieces = width.shape
    start = problem.points[:, 0]
    amounts = sparse.kron(sparse.identity(lines), np.ones((1, pieces)), format="csr")  # pieces -> amounts
    nothing = sparse.csr_array((problem.budgets.members.shape[0], 2 * lines))
    budgets = sparse.hstack([problem.budgets.members @ amounts, nothing])
    base = problem.budgets.members @ start
    unmoved = sparse.csr_array((problem.moves.members.shape[0], lines * pieces))
    none = sparse.csr_array(problem.moves.members.shape)
    added = sparse.hstack([unmoved, problem.moves.members, none])
    taken = sparse.hstack([unmoved, none, problem.moves.members])
    matrix = sparse.vstack([budgets, -budgets, added, taken], format="csr")
    most = np.concatenate(
        [problem.budgets.upper - base, base - problem.budgets.lower, problem.moves.upper, problem.moves.upper]
    )
    equal = sparse.hstack([amounts, -sparse.identity(lines), sparse.identity(lines)], format="csr")
    return _Linear(
        gain=np.concatenate([slope.ravel(), np.zeros(2 * lines)]),
        matrix=matrix,
        most=most,
        equal=equal,
        to=problem.centre - start,
        room=np.concatenate([width.ravel(), np.full(2 * lines, np.inf)]),
    )


def _steepening(problem: Problem) -> NDArray[np.bool_]:
    """Whether a piece is steeper than the one before it (lines, levels - 2): such a curve fills in the wrong order."""
    _, slope = _pieces(problem)
    tolerance = CONVEX * np.abs(slope).max(axis=1, keepdims=True)
    return np.diff(slope, axis=1) > tolerance


def _linprog(linear: _Linear, least: Vector) -> tuple[Vector, Vector, float]:
    """Unknowns, prices of the rows, and the value that duality proves."""
    bound = np.isfinite(linear.most)
    answer = linprog(
        -linear.gain, A_ub=linear.matrix[bound], b_ub=linear.most[bound], A_eq=linear.equal, b_eq=linear.to,
        bounds=np.column_stack([least, linear.room]), method="highs",
    )  # fmt: skip
    _insist(answer)
    prices = np.zeros_like(linear.most)
    prices[bound] = -answer.ineqlin.marginals
    finite = np.isfinite(linear.room)
    dual = prices[bound] @ linear.most[bound] - answer.eqlin.marginals @ linear.to
    dual -= answer.upper.marginals[finite] @ linear.room[finite] + answer.lower.marginals @ least
    return answer.x, prices, float(dual)


def _branch_and_bound(
    problem: Problem, linear: _Linear, steep: NDArray[np.bool_], seconds: float
) -> tuple[Vector, float]:
    """Unknowns and proven bound. One binary a kink: beyond it only what lies before it is full."""
    lines, pieces = steep.shape[0], steep.shape[1] + 1
    line, before = np.nonzero(steep)  # kink k of a line lies between pieces `before` and `before + 1`
    kinks, unknowns = line.size, linear.gain.size
    width = linear.room[: lines * pieces].reshape(lines, pieces)
    run = np.concatenate([np.zeros((lines, 1), int), np.cumsum(steep, axis=1)], axis=1)  # which run a piece is of
    nth = run[line, before]  # the kink closes run `nth` and opens run `nth + 1`
    rows, columns, entries = [], [], []
    count = 0
    for kink in range(kinks):
        for piece in np.nonzero(run[line[kink]] == nth[kink])[0]:  # width * y - fill <= 0
            rows += [count, count]
            columns += [unknowns + kink, line[kink] * pieces + piece]
            entries += [width[line[kink], piece], -1.0]
            count += 1
        for piece in np.nonzero(run[line[kink]] == nth[kink] + 1)[0]:  # fill - width * y <= 0
            rows += [count, count]
            columns += [unknowns + kink, line[kink] * pieces + piece]
            entries += [-width[line[kink], piece], 1.0]
            count += 1
    order = sparse.csr_array((entries, (rows, columns)), shape=(count, unknowns + kinks))

    def wide(matrix: sparse.csr_array) -> sparse.csr_array:
        return sparse.hstack([matrix, sparse.csr_array((matrix.shape[0], kinks))], format="csr")

    answer = milp(
        np.concatenate([-linear.gain, np.zeros(kinks)]),
        integrality=np.concatenate([np.zeros(unknowns), np.ones(kinks)]),
        bounds=Bounds(0, np.concatenate([linear.room, np.ones(kinks)])),
        constraints=[
            LinearConstraint(wide(linear.matrix), -np.inf, linear.most),
            LinearConstraint(wide(linear.equal), linear.to, linear.to),
            LinearConstraint(order, -np.inf, 0),
        ],
        options={"time_limit": seconds, "mip_rel_gap": 1e-5},
    )
    _insist(answer)
    return answer.x, float(-answer.mip_dual_bound)


def _decided(
    problem: Problem, steep: NDArray[np.bool_], unknowns: Vector
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Pieces that must be full, and pieces that must be empty, on the side of each kink that was chosen."""
    lines = steep.shape[0]
    run = np.concatenate([np.zeros((lines, 1), int), np.cumsum(steep, axis=1)], axis=1)
    reached = np.zeros(lines, int)
    line, _ = np.nonzero(steep)
    chosen = unknowns[unknowns.size - line.size :] > 0.5
    np.add.at(reached, line, chosen)
    return (run < reached[:, None]).ravel(), (run > reached[:, None]).ravel()


def _solved(
    problem: Problem, linear: _Linear, unknowns: Vector, prices: Vector, dual: float, *, bound: float | None
) -> Solution:
    lines, levels = problem.points.shape
    fill = unknowns[: lines * (levels - 1)].reshape(lines, levels - 1)
    start = float(problem.values[:, 0].sum())
    return Solution(
        amounts=problem.points[:, 0] + fill.sum(axis=1),
        value=start + float(linear.gain @ unknowns),
        bound=start + (dual if bound is None else bound),
        prices=prices[: problem.budgets.upper.size],
    )


def _insist(answer: object) -> None:
    """Go on only with a solved problem."""
    status = Status(answer.status)  # type: ignore[attr-defined]
    match status:
        case Status.SOLVED:
            return
        case Status.INFEASIBLE:
            raise InfeasibleError("no amounts keep all limits")
        case Status.TIME_LIMIT | Status.UNBOUNDED | Status.NUMERICAL_TROUBLE:
            words = status.name.lower().replace("_", " ")
            message = answer.message  # type: ignore[attr-defined]
            raise PlanError(f"the solver stopped at {words} ({message}); the last plan stands")

"""No script stores a bad plan: every rule of the plan tables against raw SQL, as the role that the loop has."""

import json
from datetime import date

import psycopg2
import pytest

from plugins import planning

NIGHT = date(2026, 3, 2)
RULES = {
    "total_budget": "5000", "floors": {"tv": "2000"}, "caps": {"meta": "1100"}, "frozen": [],
    "step": {"channel": "0.15", "cell": "0.25"}, "turnover": "0.10", "exploration": {"share": "0.08"},
    "risk": {"auto": "0.05", "one_approver": "0.08"},
}  # fmt: skip
LINES = {("meta", "US-CA"): 600, ("meta", "US-TX"): 400, ("tv", "US-CA"): 1500, ("tv", "US-TX"): 1000}
MICROS = 1_000_000


class Hand:
    """Somebody who writes plans by hand."""

    def __init__(self, warehouse, role: str = "loop"):
        self.connection = psycopg2.connect(warehouse.urls[f"MIXLOOP_WAREHOUSE_{role.upper()}"])

    def head(self, **changes: object) -> dict[str, object]:
        """An honest plan's head, unless changed."""
        return {
            "plan_id": "2026-03-02.1", "decision_date": NIGHT, "version": 1, "input_hash": "h", "fit_id": "f",
            "objective_id": "o", "guardrails_id": "g", "seed": 1, "basis": "status_quo", "kind": "move",
            "status": "proposed", "risk_tier": "auto", "cause": None, "currency": "USD", "optimality_gap": 0,
            "expected_effect_micros": 0, "effect_low_micros": 0, "effect_high_micros": 0,
        } | changes  # fmt: skip

    def line(self, channel: str, geo: str, **changes: object) -> dict[str, object]:
        """A line that stays, unless changed; what follows from changed amounts follows."""
        current = changes.pop("current_micros", LINES.get((channel, geo), 100) * MICROS)
        optimum = changes.pop("optimum_micros", current)
        exploration = changes.pop("exploration_micros", 0)
        proposed = optimum + exploration
        return {
            "plan_id": "2026-03-02.1", "channel": channel, "geo": geo, "first_day": NIGHT,
            "last_day": date(2026, 3, 8), "current_micros": current, "proposed_micros": proposed,
            "change_micros": proposed - current, "optimum_micros": optimum, "exploration_micros": exploration,
            "propensity": 1, "expected_effect_micros": 0, "effect_low_micros": 0, "effect_high_micros": 0,
            "mroas": None, "mroas_low": None, "mroas_high": None, "binding": None, "verdict": "pass", "reason": "r",
        } | changes  # fmt: skip

    def lines(self, moves: dict[tuple[str, str], dict[str, object]] | None = None) -> list[dict[str, object]]:
        """All lines; `moves` changes some."""
        return [self.line(*cell, **(moves or {}).get(cell, {})) for cell in LINES]

    def write(self, head: dict[str, object], lines: list[dict[str, object]], rules: dict | None = None) -> None:
        """Write a whole plan in one transaction."""
        sums = {
            "current_micros": sum(line["current_micros"] for line in lines),
            "proposed_micros": sum(line["proposed_micros"] for line in lines),
            "moved_micros": max(
                sum(max(line["change_micros"], 0) for line in lines),
                sum(max(-line["change_micros"], 0) for line in lines),
            ),
        }
        with self.connection, self.connection.cursor() as cursor:
            cursor.execute(
                "insert into plan.objectives values ('o', 'profit', '{}', '2026-01-01') on conflict do nothing"
            )
            cursor.execute(
                "insert into plan.guardrails values ('g', %s) on conflict do nothing", (json.dumps(rules or RULES),)
            )
            for table, row in [("plans", sums | head), *(("plan_lines", line) for line in lines)]:
                marks = ", ".join(["%s"] * len(row))
                statement = f"insert into plan.{table} ({', '.join(row)}) values ({marks})"  # noqa: S608  # our own names
                cursor.execute(statement, tuple(row.values()))

    def effect(self, plan_id: str, scope: str, name: str, micros: int) -> None:
        """One row of the effects by channel or geo."""
        self.run(
            "insert into plan.plan_effects values (%s, %s, %s, %s, %s, %s)",
            plan_id,
            scope,
            name,
            micros,
            micros,
            micros,
        )

    def run(self, statement: str, *values: object) -> None:
        """One statement in a transaction of its own."""
        with self.connection, self.connection.cursor() as cursor:
            cursor.execute(statement, values or None)


@pytest.fixture
def hand(warehouse):
    writer = Hand(warehouse)
    yield writer
    writer.connection.close()


@pytest.fixture
def refused(shared_warehouse):
    """Somebody whose every plan is refused: nothing is left of it, so one database serves all these tests."""
    writer = Hand(shared_warehouse)
    yield writer
    writer.connection.close()
    assert shared_warehouse.rows("select * from plan.plans") == []


def test_an_honest_plan_is_taken(hand, warehouse):
    moves = {
        ("meta", "US-CA"): {"optimum_micros": 610 * MICROS, "exploration_micros": 5 * MICROS},
        ("meta", "US-TX"): {"exploration_micros": -5 * MICROS},
        ("tv", "US-CA"): {"optimum_micros": 1490 * MICROS},
    }
    hand.write(hand.head(), hand.lines(moves))
    hand.run("update plan.plans set status = 'approved'")
    assert warehouse.rows("select sum(proposed_micros) from plan.active") == [(3500 * MICROS,)]


BAD_HEADS = {
    "approved at birth": ({"status": "approved"}, "status approved at birth"),
    "unknown status": ({"status": "running"}, "status running at birth"),
    "another plan id": ({"plan_id": "2026-03-02.7"}, "plan_id_is_date_and_version"),
    "hold without cause": ({"kind": "hold"}, "a_hold_names_its_cause"),
    "move without objective": ({"objective_id": None}, "a_move_names_what_it_rests_on"),
    "unknown objective": ({"objective_id": "x"}, "objective_id_fkey"),
    "negative total": ({"proposed_micros": -1}, "proposed_micros_check"),
    "another total": ({"proposed_micros": 3501 * MICROS}, "its lines sum to current"),
    "another sum moved": ({"moved_micros": 1}, "its lines sum to current"),
    "another effect": (
        {"expected_effect_micros": 0, "effect_low_micros": 1, "effect_high_micros": 0},
        "effect_lies_in",
    ),
    "no currency": ({"currency": "dollars"}, "currency_check"),
    "gap of all": ({"optimality_gap": 1}, "optimality_gap_check"),
    "gap that is no number": ({"optimality_gap": "NaN"}, "optimality_gap_check"),
    "another tier": ({"risk_tier": "two_approvers"}, "risk: tier two_approvers given, auto moves 0"),
}


@pytest.mark.parametrize(("change", "message"), BAD_HEADS.values(), ids=BAD_HEADS)
def test_a_head_that_lies_is_refused(refused, change, message):
    head = refused.head(**change)
    lines = [line | {"plan_id": head["plan_id"]} for line in refused.lines()]
    with pytest.raises(psycopg2.Error, match=message):
        refused.write(head, lines)


def test_effects_that_do_not_sum_to_the_plans_are_refused(hand):
    hand.write(hand.head(), hand.lines())
    with pytest.raises(psycopg2.Error, match="the effects by channel do not sum to its own"):
        hand.effect("2026-03-02.1", "channel", "meta", 1)
    hand.effect("2026-03-02.1", "channel", "meta", 0)
    hand.run("update plan.plans set status = 'approved'")
    with pytest.raises(psycopg2.Error, match="its lines can not be changed, it is approved"):
        hand.effect("2026-03-02.1", "geo", "US-CA", 0)


CELL = ("meta", "US-CA")
BAD_LINES = {
    "negative budget": ({"optimum_micros": -1}, "micros_check"),
    "change that is none": ({"change_micros": 1}, "change_is_proposed_less_current"),
    "exploration beside the budget": (
        {"proposed_micros": 601 * MICROS, "change_micros": MICROS},
        "proposed_is_optimum",
    ),
    "impossible propensity": ({"propensity": 1.01}, "propensity_check"),
    "propensity that is no number": ({"propensity": "NaN"}, "propensity_check"),
    "return that is no number": ({"mroas": "NaN"}, "mroas_check"),
    "endless return": ({"mroas": "Infinity"}, "mroas_check"),
    "no reason": ({"reason": ""}, "reason_check"),
    "unknown verdict": ({"verdict": "maybe"}, "verdict_check"),
    "frozen and moving": ({"verdict": "freeze", "optimum_micros": 601 * MICROS}, "a_frozen_line_stays"),
    "two weeks": ({"last_day": date(2026, 3, 15)}, "a_plan_lasts_a_week"),
    "another week": (
        {"first_day": date(2026, 3, 9), "last_day": date(2026, 3, 15)},
        "do not start on its decision date",
    ),
    "lopsided exploration": ({"exploration_micros": MICROS}, "does not sum to zero"),
}


@pytest.mark.parametrize(("change", "message"), BAD_LINES.values(), ids=BAD_LINES)
def test_a_line_that_lies_is_refused(refused, change, message):
    with pytest.raises(psycopg2.Error, match=message):
        refused.write(refused.head(), refused.lines({CELL: dict(change)}))


def moved(**micros: int) -> dict[tuple[str, str], dict[str, object]]:
    """Lines with another optimum: `meta_CA=5` adds five micros."""
    cells = {f"{channel}_{geo[-2:]}": (channel, geo) for channel, geo in LINES}
    return {cells[name]: {"optimum_micros": LINES[cells[name]] * MICROS + by} for name, by in micros.items()}


@pytest.mark.parametrize(
    ("rules", "moves", "beyond", "message"),
    [
        (
            {"caps": {}, "turnover": "1", "step": {"channel": "1", "cell": "0.25"}},
            moved(meta_CA=150 * MICROS),
            moved(meta_CA=150 * MICROS + 1),
            "cell_step, exploration or frozen: meta in US-CA",
        ),
        (
            {"caps": {}, "turnover": "1", "step": {"channel": "0.1", "cell": "1"}},
            moved(meta_CA=100 * MICROS),
            moved(meta_CA=100 * MICROS + 1),
            "channel_step, floors or caps: meta",
        ),
        (
            {"caps": {"meta": "1100"}, "turnover": "1"},
            moved(meta_CA=100 * MICROS),
            moved(meta_CA=100 * MICROS + 1),
            "channel_step, floors or caps: meta",
        ),
        (
            {"floors": {"tv": "2400"}, "turnover": "1"},
            moved(tv_CA=-100 * MICROS),
            moved(tv_CA=-100 * MICROS - 1),
            "channel_step, floors or caps: tv",
        ),
        (
            {"turnover": "0.02"},
            moved(tv_CA=-70 * MICROS),
            moved(tv_CA=-70 * MICROS - 1),
            "turnover: 70000001 micros change place, 70000000 allowed",
        ),
        (
            {"total_budget": "3550", "caps": {}},
            moved(meta_CA=50 * MICROS),
            moved(meta_CA=50 * MICROS + 1),
            "total_budget: 3550000001 micros proposed, 3550000000",
        ),
        (
            {"total_budget": "as_status_quo"},
            {},
            moved(meta_CA=1),
            "total_budget: 3500000001 micros proposed, 3500000000",
        ),
        ({"frozen": ["meta"]}, {}, moved(meta_CA=-1), "cell_step, exploration or frozen: meta in US-CA"),
    ],
)
def test_a_plan_at_the_edge_of_a_guardrail_is_taken_and_a_micro_beyond_is_refused(
    hand, warehouse, rules, moves, beyond, message
):
    rules = RULES | {"floors": {}, "caps": {}, "risk": {"auto": "1", "one_approver": "1"}} | rules
    with pytest.raises(psycopg2.Error, match=message):
        hand.write(hand.head(), hand.lines(beyond), rules)
    assert warehouse.rows("select * from plan.plans") == []
    hand.write(hand.head(), hand.lines(moves), rules)
    hand.run("update plan.plans set status = 'approved'")
    assert warehouse.rows("select status from plan.plans") == [("approved",)]


def test_exploration_beyond_its_share_is_refused(hand):
    moves = {
        ("meta", "US-CA"): {"exploration_micros": 33 * MICROS}, ("meta", "US-TX"): {"exploration_micros": -33 * MICROS},
    }  # fmt: skip
    with pytest.raises(psycopg2.Error, match="cell_step, exploration or frozen: meta in US-TX"):
        hand.write(hand.head(), hand.lines(moves))


@pytest.mark.parametrize(
    "change",
    [
        "update plan.plan_lines set optimum_micros = optimum_micros + 1, proposed_micros = proposed_micros + 1",
        "delete from plan.plan_lines where channel = 'tv'",
        "insert into plan.plan_lines select plan_id, channel, 'US-NY', first_day, last_day, 0, 0, 0, 0, 0, 1, 0, 0, 0, null, null,"
        " null, null, 'pass', 'r' from plan.plan_lines limit 1",
        "update plan.plans set proposed_micros = 1",
        "update plan.plans set status = 'proposed'",
        "update plan.plans set decision_date = '2026-03-09'",
        "delete from plan.plans",
        "truncate plan.plans cascade",
    ],
)
def test_an_approved_plan_is_never_changed_by_any_role(hand, warehouse, change):
    hand.write(hand.head(), hand.lines())
    hand.run("update plan.plans set status = 'approved'")
    before = warehouse.rows("select * from plan.plan_lines order by 1, 2, 3")
    for role in ("loop", "analyst", "dbt", "loader"):
        other = Hand(warehouse, role)
        with pytest.raises(psycopg2.Error):
            other.run(change)
        other.connection.close()
    assert warehouse.rows("select * from plan.plan_lines order by 1, 2, 3") == before
    assert warehouse.rows("select status from plan.plans") == [("approved",)]


@pytest.mark.parametrize(
    "change", ["update plan.plan_lines set reason = 'x'", "delete from plan.plan_lines", "delete from plan.plans"]
)
def test_not_even_the_owner_changes_an_approved_plan_by_a_slip(hand, warehouse, change):
    hand.write(hand.head(), hand.lines())
    hand.run("update plan.plans set status = 'approved'")
    with pytest.raises(psycopg2.Error, match=r"can not be changed|never deleted"):
        warehouse.rows(change)


def test_two_approved_plans_of_one_night_are_refused(hand):
    hand.write(hand.head(), hand.lines())
    hand.run("update plan.plans set status = 'approved'")
    second = {"plan_id": "2026-03-02.2", "version": 2}
    hand.write(hand.head(**second), [line | {"plan_id": "2026-03-02.2"} for line in hand.lines()])
    with pytest.raises(psycopg2.Error, match="one_approved_plan_a_night"):
        hand.run("update plan.plans set status = 'approved' where version = 2")


def test_a_plan_that_needs_people_is_not_approved_without_them(hand):
    lines = hand.lines(moved(tv_CA=-300 * MICROS))
    hand.write(hand.head(risk_tier="two_approvers"), lines, RULES | {"floors": {}})
    with pytest.raises(psycopg2.Error, match=r"needs 2 approval\(s\) by different people, it has 0"):
        hand.run("update plan.plans set status = 'approved'")
    hand.run("insert into plan.approvals values ('2026-03-02.1', 'ana', 'approve')")
    with pytest.raises(psycopg2.Error, match=r"needs 2 approval.*it has 1"):
        hand.run("update plan.plans set status = 'approved'")
    with pytest.raises(psycopg2.errors.UniqueViolation):
        hand.run("insert into plan.approvals values ('2026-03-02.1', 'ana', 'approve')")
    hand.run("insert into plan.approvals values ('2026-03-02.1', 'ben', 'approve')")
    hand.run("update plan.plans set status = 'approved'")
    with pytest.raises(psycopg2.Error, match="nothing to answer, it is approved"):
        hand.run("insert into plan.approvals values ('2026-03-02.1', 'eve', 'reject', 'no')")
    with pytest.raises(psycopg2.Error):
        hand.run("update plan.approvals set actor = 'eve'")


def test_a_hold_moves_nothing(hand):
    head = hand.head(kind="hold", cause="c", fit_id=None, objective_id=None, guardrails_id=None, optimality_gap=None)
    with pytest.raises(psycopg2.Error, match="a_hold_moves_nothing"):
        hand.write(head, hand.lines(moved(meta_CA=1)))
    with pytest.raises(psycopg2.Error, match=r"its lines sum to|a hold moves nothing"):
        hand.write(head | {"moved_micros": 0}, hand.lines(moved(meta_CA=1)))
    hand.write(head, hand.lines())


def test_a_plan_of_the_loop_passes_the_same_guards_by_hand(company):
    """The guards above judge the optimiser's own plans too: every night of a week is taken."""
    for day in range(7):
        night = date(2026, 3, 2 + day)
        company.night(night)
        assert planning.allocate_and_store(night)["kind"] == "move"
    assert company.rows("select count(*) from plan.plans where status = 'approved'") == [(7,)]

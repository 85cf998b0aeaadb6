"""A night's plan is stored once; it holds where it must, and what is frozen stays to the micro."""

import csv
import threading
from datetime import date, timedelta

import pytest

from config import guardrails as guardrail_settings
from config.objective import ObjectiveError
from plugins import planning

NIGHT = date(2026, 3, 2)
NEXT = NIGHT + timedelta(days=1)
ALL = "select * from plan.plans order by decision_date, version"
ACTIVE = "select channel, geo, proposed_micros from plan.active order by channel, geo"


def test_a_clean_night_stores_one_approved_plan_that_says_what_it_rests_on(company):
    told = planning.allocate_and_store(NIGHT)
    assert (told["plan_id"], told["kind"], told["status"], told["risk_tier"]) == (
        "2026-03-02.1",
        "move",
        "approved",
        "auto",
    )
    (head,) = company.rows(
        "select basis, fit_id, north_star, p.optimality_gap <= 0.001, gain > 0, gain_unit, seed > 0 from plan.plans as p"
        " inner join plan.objectives using (objective_id) inner join plan.guardrails using (guardrails_id)"
    )
    assert head == ("status_quo", "fit", "profit", True, True, "USD of profit in 28 days", True)
    assert company.rows("select count(*), count(distinct reason), min(first_day), max(last_day) from plan.active") == [
        (12, 12, NIGHT, NIGHT + timedelta(days=6))
    ]
    explored = company.rows(
        "select channel, sum(exploration_micros), min(propensity) from plan.active group by channel"
    )
    assert [(total, float(chance)) for _, total, chance in explored] == [(0, 0.5)] * 3


def test_effects_by_channel_and_by_geo_are_stored_and_sum_to_the_plans(company):
    planning.allocate_and_store(NIGHT)
    (head,) = company.rows("select expected_effect_micros, effect_high_micros - effect_low_micros from plan.plans")
    for scope in ("channel", "geo"):
        effects = company.rows(
            "select name, sum(e.expected_effect_micros), min(effects.expected_effect_micros),"
            " min(effects.effect_high_micros - effects.effect_low_micros) from plan.plan_lines as e"
            " inner join plan.plan_effects as effects"
            " on e.plan_id = effects.plan_id and effects.scope = %s and effects.name in (e.channel, e.geo) group by name",
            scope,
        )
        assert len(effects) == (3 if scope == "channel" else 4)
        assert all(of_lines == told for _, of_lines, told, _ in effects)
        assert sum(told for _, _, told, _ in effects) == head[0]
        assert sum(width for *_, width in effects) > head[1] > 0  # joint draws: widths don't add up


def test_a_hold_expects_nothing_of_any_channel_or_geo(company):
    planning.hold(NIGHT, "the market closed")
    effects = company.rows(
        "select distinct expected_effect_micros, effect_low_micros, effect_high_micros from plan.plan_effects"
    )
    assert effects == [(0, 0, 0)]
    assert company.rows("select scope, count(*) from plan.plan_effects group by scope order by scope") == [
        ("channel", 3),
        ("geo", 4),
    ]


@pytest.mark.proof("R57")
def test_the_same_night_planned_again_is_the_same_one_plan(company):
    first = planning.allocate_and_store(NIGHT)
    before = company.rows(ALL) + company.rows("select * from plan.plan_lines order by 1, 2, 3")
    errors: list[BaseException] = []

    def again() -> None:
        try:
            assert planning.allocate_and_store(NIGHT) == first
        except BaseException as error:
            errors.append(error)

    runs = [threading.Thread(target=again) for _ in range(4)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert errors == []
    assert company.rows(ALL) + company.rows("select * from plan.plan_lines order by 1, 2, 3") == before
    (plans,) = company.rows("select count(*), count(*) filter (where status = 'approved') from plan.plans")
    print(f"R57: the night planned 5 times, 4 of them at once: {plans[0]} plan, {plans[1]} approved")
    assert plans == (1, 1)


def test_four_first_runs_at_once_store_one_plan(company):
    told: list[dict] = []
    runs = [threading.Thread(target=lambda: told.append(planning.allocate_and_store(NIGHT))) for _ in range(4)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert len(told) == 4
    assert all(each == told[0] for each in told)
    assert company.rows("select count(*) from plan.plans") == [(1,)]


def test_new_inputs_of_a_night_supersede_its_plan(company):
    planning.allocate_and_store(NIGHT)
    company.night(NIGHT, fit="better fit")
    told = planning.allocate_and_store(NIGHT)
    assert (told["plan_id"], told["status"]) == ("2026-03-02.2", "approved")
    assert company.rows("select plan_id, status from plan.plans order by version") == [
        ("2026-03-02.1", "superseded"), ("2026-03-02.2", "approved"),
    ]  # fmt: skip


def test_the_next_night_starts_from_the_last_plan_and_keeps_its_directions_of_exploration(company):
    planning.allocate_and_store(NIGHT)
    company.night(NEXT)
    told = planning.allocate_and_store(NEXT)
    assert told["plan_id"] == "2026-03-03.1"
    assert company.rows(
        "select bool_and(b.current_micros = a.proposed_micros), bool_and(sign(b.exploration_micros) = sign(a.exploration_micros))"
        " from plan.plan_lines as a inner join plan.plan_lines as b using (channel, geo)"
        " where a.plan_id = '2026-03-02.1' and b.plan_id = '2026-03-03.1'"
    ) == [(True, True)]
    assert company.rows("select basis from plan.plans where plan_id = '2026-03-03.1'") == [("last_plan",)]


@pytest.mark.parametrize("verdict", ["freeze", "stop"])
def test_a_frozen_channel_keeps_its_last_approved_line_and_the_others_move(company, verdict):
    planning.allocate_and_store(NIGHT)
    company.night(NEXT, verdicts={"tv": (verdict, "no schedule arrived")})
    planning.allocate_and_store(NEXT)
    lines = company.rows(
        "select channel, bool_and(change_micros = 0), bool_or(change_micros <> 0), min(verdict), min(reason)"
        " from plan.active group by channel order by channel"
    )
    frozen = {channel: (kept, told, reason) for channel, kept, _, told, reason in lines}
    assert frozen["tv"][:2] == (True, verdict)
    assert frozen["tv"][2].endswith("USD a day: no schedule arrived.")
    moves = {channel: moved for channel, _, moved, _, _ in lines}
    assert (moves["google_ads"], moves["tv"]) == (True, False)
    kept = "select channel, geo, proposed_micros, optimum_micros, exploration_micros, propensity from plan.plan_lines"
    assert company.rows(f"{kept} where plan_id = '2026-03-02.1' and channel = 'tv' order by 2") == company.rows(
        f"{kept} where plan_id = '2026-03-03.1' and channel = 'tv' order by 2"
    )


def test_a_stopped_night_holds_the_last_approved_plan_and_says_why(company):
    planning.allocate_and_store(NIGHT)
    before = company.rows(ACTIVE)
    company.night(NEXT, fit=None, verdicts={"night": ("stop", "orders sum to 0")})
    told = planning.allocate_and_store(NEXT)
    assert (told["kind"], told["status"], told["cause"], told["moved_micros"]) == (
        "hold",
        "approved",
        "orders sum to 0",
        0,
    )
    assert company.rows(ACTIVE) == before
    assert company.rows("select distinct plan_id, verdict, mroas from plan.active") == [("2026-03-03.1", "stop", None)]


@pytest.mark.parametrize(
    ("missing", "cause"),
    [
        ("fit", "there is no fit for 2026-03-03"),
        ("gate", "the gate gave no verdict for 2026-03-03"),
    ],
)
def test_what_could_not_be_answered_holds_too(company, missing, cause):
    planning.allocate_and_store(NIGHT)
    company.night(NEXT, fit=None if missing == "fit" else "fit")
    if missing == "gate":
        company.rows("delete from gate.verdicts where decision_date = %s", NEXT, role="owner")
    assert planning.allocate_and_store(NEXT)["cause"] == cause


def test_a_stopped_first_night_holds_what_is_spent(company):
    company.night(NIGHT, verdicts={"night": ("stop", "orders sum to 0")})
    told = planning.allocate_and_store(NIGHT)
    assert (told["kind"], told["current_micros"]) == ("hold", told["proposed_micros"])
    assert company.rows("select basis from plan.plans") == [("status_quo",)]
    (spent,) = company.rows(
        "select sum(mean)::bigint from (select round(avg(spend_micros)) as mean from marts.panel_media"
        " where day between %s::date - 28 and %s::date - 1 group by channel, geo) as lines", NIGHT, NIGHT, role="dbt",
    )  # fmt: skip
    assert told["current_micros"] == spent[0]


def test_a_night_that_failed_holds_once_and_leaves_a_plan_it_already_made(company):
    planning.allocate_and_store(NIGHT)
    company.night(NEXT)
    told = [planning.hold(NEXT, "build_marts failed") for _ in range(2)]
    assert told[0] == told[1]
    assert (told[0]["plan_id"], told[0]["kind"]) == ("2026-03-03.1", "hold")
    made = planning.allocate_and_store(NEXT)
    assert (made["plan_id"], made["status"]) == ("2026-03-03.2", "approved")
    late = planning.hold(NEXT, "send_mail failed")
    assert (late["plan_id"], late["kind"], late["cause"]) == ("2026-03-03.2", "move", "send_mail failed")
    assert company.rows("select count(*) from plan.plans where decision_date = %s", NEXT) == [(2,)]


def test_a_failed_night_without_anything_to_hold_stores_nothing(company):
    company.rows("drop table marts.panel_media", role="dbt")
    told = planning.hold(NIGHT, "load failed")
    assert told == {"plan_id": None, "kind": "hold", "cause": "load failed"}
    assert company.rows(ALL) == []


def test_guardrails_that_conflict_hold_and_are_named(company, settings):
    planning.allocate_and_store(NIGHT)
    company.night(NEXT)
    settings("guardrails", floors={"tv": 9000})
    told = planning.allocate_and_store(NEXT)
    assert told["kind"] == "hold"
    assert "floors: tv at least 9,000.00" in told["cause"]


def test_without_an_objective_no_plan_is_made(company, settings, tmp_path):
    (tmp_path / "config" / "objective.yml").unlink()
    with pytest.raises(ObjectiveError, match="no objective"):
        planning.allocate_and_store(NIGHT)
    assert company.rows(ALL) == []


def test_an_objective_of_later_is_no_objective_of_tonight(company, settings):
    settings("objective", effective_from=NEXT)
    with pytest.raises(ObjectiveError, match="takes effect on 2026-03-03, after the night of 2026-03-02"):
        planning.allocate_and_store(NIGHT)
    company.night(NEXT)
    assert planning.allocate_and_store(NEXT)["kind"] == "move"


def test_the_budget_of_when_the_loop_began_stays_the_budget(company, settings):
    settings("objective", north_star="revenue")
    first = planning.allocate_and_store(NIGHT)
    settings("objective", north_star="profit")
    budgets = []
    for day in range(1, 5):
        night = NIGHT + timedelta(days=day)
        company.night(night)
        budgets.append(planning.allocate_and_store(night)["proposed_micros"])
    assert budgets[-1] < first["current_micros"]  # profit leaves money unspent ...
    settings("objective", north_star="revenue")
    for day in range(5, 10):
        night = NIGHT + timedelta(days=day)
        company.night(night)
        last = planning.allocate_and_store(night)
    assert last["proposed_micros"] == first["current_micros"]  # ... and may take it again later


def test_a_line_that_left_the_panel_keeps_its_budget(company):
    planning.allocate_and_store(NIGHT)
    before = dict(company.rows("select geo, proposed_micros from plan.active where channel = 'tv'"))
    company.rows("delete from marts.panel_media where channel = 'tv'", role="dbt")
    company.night(NEXT, fit="without tv", channels=("google_ads", "meta"))
    planning.allocate_and_store(NEXT)
    lines = company.rows("select geo, proposed_micros, reason from plan.active where channel = 'tv'")
    assert {geo: micros for geo, micros, _ in lines} == before
    assert all("the panel no longer has this line" in reason for *_, reason in lines)


def test_a_dry_run_stores_nothing(company):
    told = planning.show_only(NIGHT)
    assert (told["kind"], told["lines"]) == ("move", 12)
    assert company.rows(ALL) == []


def test_the_activation_file_equals_the_plan_that_stands(company):
    planning.allocate_and_store(NIGHT)
    path = planning.write_activation(NIGHT)
    with path.open() as file:
        rows = list(csv.DictReader(file))
    assert path.name == "plan_2026-03-02.csv"
    assert len(rows) == 7 * 12
    assert {row["date"] for row in rows} == {str(NIGHT + timedelta(days=day)) for day in range(7)}
    told = {(row["channel"], row["geo"]): round(float(row["daily_budget"]) * 1e6) for row in rows}
    assert told == {(channel, geo): micros for channel, geo, micros in company.rows(ACTIVE)}
    assert {row["currency"] for row in rows} == {"USD"}
    first = path.read_bytes()
    assert planning.write_activation(NIGHT).read_bytes() == first
    assert [part.name for part in path.parent.iterdir()] == ["plan_2026-03-02.csv"]


def test_before_the_first_approved_plan_platforms_keep_what_they_do(company, settings):
    settings("guardrails", turnover=0.3, risk={"auto": 0.01, "one_approver": 0.02})
    assert planning.allocate_and_store(NIGHT)["status"] == "proposed"
    assert planning.write_activation(NIGHT).read_text() == "date,channel,geo,daily_budget,currency\n"


def test_nights_planned_again_later_are_the_same_plans(company):
    """The plan of a night depends on what was known before it, whatever happened since."""
    nights = [NIGHT + timedelta(days=day) for day in range(4)]
    for night in nights:
        company.night(night)
        planning.allocate_and_store(night)
    before = company.rows("select plan_id, channel, geo, proposed_micros, reason from plan.plan_lines order by 1, 2, 3")
    for night in nights:
        company.night(night)  # a new version of each gate's answer, the same words
        planning.allocate_and_store(night)
    assert (
        company.rows("select plan_id, channel, geo, proposed_micros, reason from plan.plan_lines order by 1, 2, 3")
        == before
    )
    assert guardrail_settings.load().turnover > 0

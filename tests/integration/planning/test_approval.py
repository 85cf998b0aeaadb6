"""A plan that needs people waits for them; what they said is a row, and a plan that isn't agreed to never executes."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from models.allocation import PlanError
from plugins import planning
from plugins.planning.__main__ import main

NIGHT = date(2026, 3, 2)
PLAN = "2026-03-02.1"


@pytest.fixture
def waiting(company, settings):
    """A company whose plan of the first night needs as many people as asked."""

    def make(people: int):
        settings("guardrails", risk={"auto": 0.01, "one_approver": 0.5 if people == 1 else 0.02})
        told = planning.allocate_and_store(NIGHT)
        assert told["status"] == "proposed"
        return company

    return make


def test_one_person_is_enough_in_the_middle_tier(waiting):
    company = waiting(1)
    assert company.rows("select * from plan.active") == []
    told = planning.approve(PLAN, "ana")
    assert (told["status"], told["agreed"], told["needed"]) == ("approved", 1, 1)
    assert company.rows("select distinct plan_id from plan.active") == [(PLAN,)]
    assert len(Path(told["activation"]).read_text().splitlines()) == 1 + 7 * 12
    assert company.rows("select plan_id, actor, answer from plan.approvals") == [(PLAN, "ana", "approve")]


def test_two_different_people_must_agree_in_the_top_tier(waiting):
    company = waiting(2)
    assert planning.approve(PLAN, "ana").keys() >= {"agreed", "needed"}
    assert planning.write_activation(NIGHT).read_text().count("\n") == 1
    with pytest.raises(PlanError, match=r"ana has answered already; another person must agree"):
        planning.approve(PLAN, " ana ")
    assert company.rows("select * from plan.active") == []
    assert planning.approve(PLAN, "ben")["status"] == "approved"


def test_a_rejected_plan_never_executes(waiting):
    company = waiting(1)
    assert planning.reject(PLAN, "ana", "tv is on air")["status"] == "rejected"
    with pytest.raises(PlanError, match=r"nothing to answer, it is rejected"):
        planning.approve(PLAN, "ben")
    assert company.rows("select actor, answer, reason from plan.approvals") == [("ana", "reject", "tv is on air")]
    assert company.rows("select * from plan.active") == []


def test_a_rejection_without_a_reason_is_refused(waiting):
    waiting(1)
    with pytest.raises(PlanError):
        planning.reject(PLAN, "ana", "")


def test_the_next_night_makes_a_waiting_plan_a_thing_of_the_past(waiting):
    company = waiting(1)
    night = NIGHT + timedelta(days=1)
    company.night(night)
    planning.allocate_and_store(night)
    assert company.rows("select plan_id, status from plan.plans order by 1") == [
        (PLAN, "superseded"), ("2026-03-03.1", "proposed"),
    ]  # fmt: skip
    with pytest.raises(PlanError, match="nothing to answer, it is superseded"):
        planning.approve(PLAN, "ana")


def test_the_command_line_shows_approves_and_refuses_with_one_message(waiting, capsys):
    waiting(1)
    assert main(["show"]) == 0
    assert "no plan is approved yet" in capsys.readouterr().out
    assert main(["approve", "2026-03-02.9", "--actor", "ana"]) == 1
    assert "there is no plan 2026-03-02.9" in capsys.readouterr().err
    assert main(["approve", PLAN, "--actor", "ana"]) == 0
    assert '"status": "approved"' in capsys.readouterr().out
    assert main(["show"]) == 0
    shown = capsys.readouterr().out
    assert shown.count(PLAN) == 12
    assert main(["activate", "2026-03-02"]) == 0
    assert capsys.readouterr().out.strip().endswith("plan_2026-03-02.csv")

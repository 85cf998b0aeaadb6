"""A night's plan is stored once, and holds where it must."""

from datetime import date, timedelta

import pytest

from plugins import planning

NIGHT = date(2026, 3, 2)
LINES = "select channel, geo, proposed_micros, optimum_micros, exploration_micros from plan.plan_lines where plan_id = %s"


def test_a_clean_night_stores_one_approved_plan(company):
    told = planning.allocate_and_store(NIGHT)
    print(told)
    for r in company.rows("select reason, binding, propensity from plan.active"): print(r)
    assert (told["plan_id"], told["kind"], told["status"]) == ("2026-03-02.1", "move", "approved")
    print(planning.write_activation(NIGHT).read_text())
    company.night(NIGHT + timedelta(days=1))
    print(planning.allocate_and_store(NIGHT + timedelta(days=1)))
    for r in company.rows("select reason, binding, propensity from plan.active"): print(r)

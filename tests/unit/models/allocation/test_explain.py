"""Each line says why: the rule that stops it is the one that stops it, and every number is the plan's own."""

import re
from dataclasses import replace

import numpy as np
import pytest

from models.allocation import allocate, explore
from models.allocation.explain import explain
from tests.unit.models.allocation.builders import a_posterior, a_request, an_objective, budgets, guardrails, wide_open

NUMBER = re.compile(r"-?\d[\d,]*\.\d\d")


@pytest.fixture(scope="module")
def explored():
    request = a_request(frozen=frozenset({"tv"}))
    return explore(allocate(a_posterior(request.current), request), request, np.random.default_rng(2))


def test_every_number_in_a_reason_is_a_cell_of_its_line(explored):
    told = explain(explored, currency="USD", causes={"tv": "no schedule arrived"})
    money = (explored.request.current, explored.proposed, abs(explored.exploration))
    seen = 0
    for (geo, channel), line in told.iterrows():
        place = {"geo": geo, "channel": channel}
        allowed = {f"{int(amounts.sel(place)) / 1e6:,.2f}" for amounts in money}
        allowed |= {f"{float(explored.mroas[name].sel(place)):.2f}" for name in ("mean", "low", "high")}
        allowed.add(f"{float(explored.threshold.sel(channel=channel)):.2f}")
        numbers = set(NUMBER.findall(line["reason"]))
        assert numbers <= allowed, (line["reason"], numbers - allowed)
        seen += len(numbers)
    assert seen > 30


def test_a_frozen_line_names_its_cause(explored):
    told = explain(explored, currency="USD", causes={"tv": "no schedule arrived"})
    lines = told.xs("tv", level="channel")
    assert set(lines["binding"]) == {"frozen"}
    assert all(reason.endswith("USD a day: no schedule arrived.") for reason in lines["reason"])


def test_every_reason_is_one_sentence(explored):
    told = explain(explored, currency="USD", causes={})
    for reason in told["reason"]:
        assert reason.endswith(".")
        assert ". " not in reason
        assert reason[0].isupper()


def binding_of(rules, posterior_roi: float = 30.0, total: float = 1.5, **aim):
    current = budgets()
    request = a_request(
        current, guardrails=rules, objective=an_objective(**aim or {"north_star": "revenue"}), total=total
    )
    return explain(allocate(a_posterior(current, roi=posterior_roi), request), currency="USD", causes={})


FAR = {
    "channel_step": "1",
    "cell_step": "1",
    "turnover": "1",
    "minimum_move": "0",
    "extrapolation": "10",
    "exploration": "0",
}


@pytest.mark.parametrize(
    ("rule", "near"),
    [
        ("cell_step", {"cell_step": "0.05"}),
        ("channel_step", {"channel_step": "0.05"}),
        ("extrapolation", {"extrapolation": "1"}),
        ("turnover", {"turnover": "0.03"}),
        ("caps", {"caps": dict.fromkeys(("google_ads", "meta", "tv"), "1500")}),
    ],
)
def test_the_rule_that_stops_a_line_is_the_one_that_is_named(rule, near):
    current = budgets()
    if rule == "caps":
        near = {
            "caps": {
                str(name): f"{1.02 * int(current.sel(channel=name).sum()) / 1e6:.2f}" for name in current.channel.values
            }
        }
    told = binding_of(guardrails(**FAR | near), total=3)
    assert (told["binding"] == rule).mean() > 0.5
    assert set(told["binding"]) <= {rule, ""}
    assert told["reason"][told["binding"] == rule].str.contains("keeps it from going higher").all()


def test_where_money_is_short_the_budget_stops_a_line():
    told = binding_of(wide_open(), total=1.0)
    assert (told["binding"] == "total_budget").any()


def test_a_floor_keeps_a_poor_channel_up():
    current = budgets()
    floors = {str(name): f"{0.9 * int(current.sel(channel=name).sum()) / 1e6:.2f}" for name in current.channel.values}
    told = binding_of(guardrails(**FAR | {"floors": floors}), posterior_roi=0.1, north_star="profit")
    assert (told["binding"] == "floors").any()
    assert told["reason"].str.contains("the floor of its channel keeps it from going lower").any()


def test_a_line_that_holds_for_a_small_move_says_so():
    request = a_request(guardrails=guardrails(minimum_move="0.2", exploration="0"))
    told = explain(allocate(a_posterior(request.current), request), currency="USD", causes={})
    small = told[told["binding"] == "minimum_move"]
    assert len(small) > 0
    assert small["reason"].str.contains("below 20 % of the line").all()


def test_what_pays_is_break_even_or_what_other_lines_bring():
    current = budgets()
    posterior = a_posterior(current)
    rich, poor = (
        allocate(posterior, a_request(current, guardrails=wide_open(), objective=an_objective("profit"), total=total))
        for total in (5, 0.3)
    )
    assert float(rich.threshold.sel(channel="tv")) == pytest.approx(1 / 0.45)
    assert float(poor.threshold.sel(channel="tv")) > 1.2 / 0.45
    assert replace(rich, gap=0.0).threshold is rich.threshold

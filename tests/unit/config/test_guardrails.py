"""Guardrails that contradict each other are refused before anything is planned, with both numbers and the mend."""

from pathlib import Path

import pytest
import yaml

from config import guardrails
from config.guardrails import Risk, RiskTier
from config.reading import ConfigError

FILE = Path(guardrails.__file__).with_name("guardrails.yml")


def loaded(tmp_path: Path, **changes: object) -> guardrails.Guardrails:
    """The shipped guardrails with some keys changed; a dict changes keys inside."""
    content = yaml.safe_load(FILE.read_text())
    for key, value in changes.items():
        content[key] = content[key] | value if isinstance(value, dict) else value
    path = tmp_path / "guardrails.yml"
    path.write_text(yaml.safe_dump(content))
    return guardrails.load(path)


def test_the_shipped_guardrails_let_a_usual_night_pass_without_people():
    shipped = guardrails.load()
    assert shipped.turnover <= shipped.risk.auto
    assert shipped.step.channel < shipped.step.cell


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"floors": {"tv": 3000}, "caps": {"tv": 2500}},
            r"floors.tv 3,000 is above caps.tv 2,500; lower the floor or raise the cap",
        ),
        (
            {"floors": {"tv": 3000, "meta": 2500.5}, "total_budget": 5000},
            r"floors sum to 5,500.5, above total_budget 5,000; lower a floor or raise the budget",
        ),
        ({"exploration": {"share": 0.13}}, r"exploration.share 0.13 .*takes 0.26, all of step.cell 0.25"),
        ({"turnover": 0.04}, r"exploration.share 0.08 alone moves up to 0.04 of the budget, turnover is 0.04"),
        ({"risk": {"auto": 0.3}}, r"auto 0.3 is above one_approver 0.2"),
        ({"step": {"cell": 1.5}}, r"'step.cell' is 1.5"),
        ({"step": {"cell": 0.12345}}, r"'step.cell' is 0.12345"),
        ({"step": {"chanel": 0.1}}, r"unknown key 'step.chanel' \(value 0.1\); did you mean 'channel'\?"),
        ({"floors": {"tv": -1}}, r"'floors.tv' is -1"),
        ({"caps": {"tv": float("nan")}}, r"'caps.tv' is nan"),
        ({"extrapolation": 0.9}, r"'extrapolation' is 0.9"),
        ({"total_budget": "plenty"}, r"'total_budget"),
    ],
)
def test_a_contradiction_or_a_value_out_of_bounds_is_named(tmp_path, change, message):
    with pytest.raises(ConfigError, match=message):
        loaded(tmp_path, **change)


@pytest.mark.parametrize(
    ("moved", "tier"),
    [
        (0, RiskTier.AUTO),
        (100_000, RiskTier.AUTO),
        (100_001, RiskTier.ONE_APPROVER),
        (200_000, RiskTier.ONE_APPROVER),
        (200_001, RiskTier.TWO_APPROVERS),
        (1_000_000, RiskTier.TWO_APPROVERS),
    ],
)
def test_the_edge_of_a_tier_belongs_to_it_to_the_micro(moved, tier):
    risk = Risk(auto="0.10", one_approver="0.20")
    assert risk.tier(moved_micros=moved, budget_micros=1_000_000) is tier

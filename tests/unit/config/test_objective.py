"""What the loop is for: four north stars, and no plan without one."""

from pathlib import Path

import pytest

from config import objective
from config.objective import ObjectiveError
from config.reading import ConfigError

SHIPPED = objective.load()


def written(tmp_path: Path, **changes: str) -> Path:
    """The shipped file with some lines replaced, by key; None takes the line out."""
    lines = Path(objective.__file__).with_name("objective.yml").read_text().splitlines()
    for key, value in changes.items():
        lines = [f"{key}: {value}" if line.startswith(f"{key}:") else line for line in lines]
    path = tmp_path / "objective.yml"
    path.write_text("\n".join(lines))
    return path


def test_the_shipped_objective_is_profit_at_a_margin_over_four_weeks():
    assert (SHIPPED.north_star, SHIPPED.gross_margin, SHIPPED.horizon_days) == ("profit", 0.45, 28)


@pytest.mark.parametrize(
    ("north_star", "worth", "cost", "unit"),
    [
        ("profit", 0.45, 1.0, "USD of profit"),
        ("revenue", 1.0, 0.0, "USD of revenue"),
        ("cac", 0.009, 0.0, "new customers"),
        ("ltv", 0.45 * 1.3, 1.0, "USD of lifetime profit"),
    ],
)
def test_each_north_star_says_what_revenue_is_worth_and_what_spend_costs(tmp_path, north_star, worth, cost, unit):
    aim = objective.load(written(tmp_path, north_star=north_star))
    assert aim.worth("tiktok") == pytest.approx(worth)
    assert (aim.cost, aim.unit("USD")) == (cost, unit)


@pytest.mark.parametrize("content", [None, "", "   \n"], ids=["missing", "empty", "blank"])
def test_without_an_objective_nothing_is_planned(tmp_path, content):
    path = tmp_path / "objective.yml"
    if content is not None:
        path.write_text(content)
    with pytest.raises(ObjectiveError, match=r"no objective: .*write config/objective.yml.*profit, revenue, cac, ltv"):
        objective.load(path)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"north_star": "clicks"}, "'north_star' is 'clicks'"),
        ({"gross_margin": "45"}, "'gross_margin' is 45"),
        ({"gross_margin": "0"}, "'gross_margin' is 0"),
        ({"horizon_days": "0"}, "'horizon_days' is 0"),
        ({"horizon_days": ".nan"}, "'horizon_days' is nan"),
    ],
)
def test_a_value_that_can_not_be_meant_is_named(tmp_path, change, message):
    with pytest.raises(ConfigError, match=message):
        objective.load(written(tmp_path, **change))

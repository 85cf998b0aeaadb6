"""Beliefs: what a marketer writes is what the model uses, and what makes no sense is refused by name."""

import json
from pathlib import Path

import numpy as np
import pytest
import yaml
from pydantic import TypeAdapter
from scipy import stats

from config import response
from config.reading import ConfigError, place
from models.response.spec import LogNormal, ResponseSpec

SHIPPED = yaml.safe_load(place("response.yml").read_text())


def test_a_belief_s_range_holds_eighty_per_cent_of_its_prior() -> None:
    prior = LogNormal.between(response.Belief(low=0.5, high=5.0))
    law = stats.lognorm(s=prior.spread, scale=prior.middle)
    assert law.cdf(0.5) == pytest.approx(0.1, abs=1e-9)
    assert law.sf(5.0) == pytest.approx(0.1, abs=1e-9)


def test_a_channel_s_own_belief_replaces_the_usual_one() -> None:
    spec = ResponseSpec.from_settings(response.load())
    search, tv = np.exp(spec.half_life_days.log_middle(["search", "tv"]))
    assert tv > 2 * search


def test_the_record_of_a_spec_becomes_the_same_spec_again() -> None:
    spec = ResponseSpec.from_settings(response.load())
    assert TypeAdapter(ResponseSpec).validate_python(json.loads(json.dumps(spec.record()))) == spec


@pytest.mark.parametrize(
    ("change", "message"),
    {
        "range_upside_down": ({"roi": {"usual": {"low": 5, "high": 1}, "by_channel": {}}}, "low 5 is not below high 1"),
        "not_positive": ({"noise_share": 0}, "'noise_share' is 0"),
        "unknown_key": ({"noise_shares": 0.1}, "unknown key 'noise_shares'"),
        "one_chain": ({"sampling": SHIPPED["sampling"] | {"chains": 1}}, "'sampling.chains' is 1"),
        "keeps_more_than_drawn": ({"sampling": SHIPPED["sampling"] | {"kept": 4000}}, "kept 4000 is more than"),
        "lenient_rhat": ({"refuse": SHIPPED["refuse"] | {"rhat_above": 2}}, "'refuse.rhat_above' is 2"),
    }.values(),
)
def test_settings_that_make_no_sense_are_refused_by_name(change: dict, message: str, tmp_path: Path) -> None:
    path = tmp_path / "response.yml"
    path.write_text(yaml.safe_dump(SHIPPED | change))
    with pytest.raises(ConfigError) as refusal:
        response.load(path)
    assert message in str(refusal.value)

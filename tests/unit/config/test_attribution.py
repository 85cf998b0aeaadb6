"""How credit is split: what a company may write, and what is refused by name."""

from pathlib import Path

import pytest
import yaml

from config import attribution
from config.attribution import Model
from config.reading import ConfigError

SHIPPED = attribution.load()


def written(tmp_path: Path, **changes: object) -> Path:
    """The shipped file with some keys changed."""
    path = tmp_path / "attribution.yml"
    content = yaml.safe_load(Path(attribution.__file__).with_name("attribution.yml").read_text())
    path.write_text(yaml.safe_dump(content | changes))
    return path


def test_the_shipped_model_is_the_last_touch_that_was_not_direct():
    assert SHIPPED.model is Model.LAST_NON_DIRECT_TOUCH
    assert (SHIPPED.lookback_days.default, SHIPPED.lookback_days.channels) == (30, {"klaviyo": 5})


def test_a_touch_a_half_life_older_weighs_half_and_weights_reach_the_longest_window(tmp_path):
    credit = attribution.load(written(tmp_path, half_life_days=2, lookback_days={"default": 3, "channels": {"tv": 10}}))
    assert len(credit.decay_weights) == 10
    assert credit.decay_weights[:5:2] == [10**18, 10**18 // 2, 10**18 // 4]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"model": "last_click"}, "'model' is 'last_click'"),
        ({"model": "platform_claims"}, "'model' is 'platform_claims'"),
        ({"markov_order": 4}, "'markov_order' is 4"),
        ({"lookback_days": {"default": 0}}, "'lookback_days.default' is 0"),
        (
            {"lookback_days": {"default": 30, "channels": {"klavyo": 5}}},
            r"lookback_days.channels.klavyo.* write one of",
        ),
        ({"half_life_days": 0.5}, "a touch 30 days old would weigh nothing; make it at least 0.75"),
        ({"half_life": 3}, "unknown key 'half_life' .* did you mean 'half_life_days'"),
    ],
    ids=["no model", "claims are no model of ours", "order", "no window", "no channel", "half-life", "misspelt"],
)
def test_a_wrong_setting_is_refused_by_name_with_its_mend(tmp_path, changes, words):
    with pytest.raises(ConfigError, match=words):
        attribution.load(written(tmp_path, **changes))


def test_direct_visits_may_have_a_window_of_their_own(tmp_path):
    credit = attribution.load(written(tmp_path, lookback_days={"default": 30, "channels": {"direct": 1}}))
    assert credit.lookback_days.channels == {"direct": 1}

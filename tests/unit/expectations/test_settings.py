"""What a company may write into config/gate.yml."""

import pytest
import yaml

from config import channels, gate
from config.reading import ConfigError


@pytest.fixture
def written(tmp_path):
    """Writes the shipped settings with one change; returns the file."""

    def write(change):
        content = yaml.safe_load(gate.place("gate.yml").read_text())
        change(content)
        path = tmp_path / "gate.yml"
        path.write_text(yaml.safe_dump(content))
        return path

    return write


def test_the_shipped_thresholds_are_valid_and_know_every_paid_dialect():
    known = gate.load().spend
    channels_shipped = channels.load().channels
    assert {channels_shipped[name].dialect for name in channels.load().of_kind("paid")} <= set(known)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda content: content["band"].update(weaks=8), "did you mean 'weeks'"),
        (lambda content: content["band"].update(least_days=9), "least_days 9 exceeds weeks 8"),
        (lambda content: content["arrival"].update(rows_share=1.5), "'arrival.rows_share' is 1.5"),
        (lambda content: content["agreement"].update(claims_factor=1), "'agreement.claims_factor' is 1"),
        (
            lambda content: content["spend"]["meta"].update(spend="spend; drop table x"),
            "'spend.meta.spend' is 'spend; drop",
        ),
    ],
    ids=["misspelt", "more days than weeks", "share above one", "factor that lets nothing through", "no column's name"],
)
def test_a_bad_threshold_is_refused_by_name_and_value(written, change, words):
    with pytest.raises(ConfigError) as refused:
        gate.load(written(change))
    assert words in str(refused.value)

"""What a company may write into config/gate.yml."""

import pytest
import yaml

from config import gate
from config.reading import ConfigError
from plugins.channels import reports_of
from plugins.gate import feeds_of
from tests.unit.channels.conftest import all_channels


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
    assert {channel.dialect for channel in all_channels().channels.values() if channel.kind == "paid"} == set(known)


def test_the_columns_that_the_gate_reads_are_those_of_the_dialects():
    settings = all_channels()
    for feed in feeds_of(settings, gate.load()):
        if feed.spend and feed.channel != "tv":
            report = next(one for one in reports_of(feed.channel, settings) if one.name == feed.spend.report)
            columns = {column.name: column for column in report.columns}
            assert columns[feed.spend.cell].key, feed.channel
            assert columns[feed.spend.spend].money, feed.channel
            assert {feed.spend.impressions, feed.spend.clicks} <= set(columns), feed.channel


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

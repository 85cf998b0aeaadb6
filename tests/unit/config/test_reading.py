"""A settings file that can't be used is refused in one sentence: file, key, value, mend."""

import pytest

from config import loop
from config.reading import ConfigError

GOOD = """
timezone: Europe/Berlin
currency: EUR
rates_carried_days: 5
schedule: "0 3 * * *"
scheduled_until: null
seed: 1
workers: 2
ports: {postgres: 54329, airflow: 8080, smtp: 10025}
"""


def _load(tmp_path, text):
    file = tmp_path / "loop.yml"
    file.write_text(text)
    return loop.load(file)


def test_a_good_file_is_read(tmp_path):
    assert _load(tmp_path, GOOD).ports.airflow == 8080


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param(
            GOOD.replace("currency", "curency"), r"loop\.yml: unknown key 'curency'.*'currency'", id="misspelt_key"
        ),
        pytest.param(GOOD.replace("seed: 1\n", ""), r"key 'seed' is missing", id="missing_key"),
        pytest.param(GOOD.replace("Europe/Berlin", "Mars"), r"'timezone' is 'Mars': not a time zone", id="bad_zone"),
        pytest.param(
            GOOD.replace("workers: 2", "workers: 0"), r"'workers' is 0.*greater than or equal to 1", id="bound"
        ),
        pytest.param("a: [", r"not valid YAML", id="broken_yaml"),
        pytest.param("just words", r"holds 'just words'", id="no_keys"),
    ],
)
def test_a_bad_file_names_what_to_mend(tmp_path, text, says):
    with pytest.raises(ConfigError, match=says):
        _load(tmp_path, text)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ConfigError, match=r"nowhere\.yml: no such settings file"):
        loop.load(tmp_path / "nowhere.yml")

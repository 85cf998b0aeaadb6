"""config/channels.yml: refused with the file, the key and the mend."""

from pathlib import Path

import pytest
import yaml

from config import channels as channel_settings
from config.reading import ConfigError, place

SHIPPED = yaml.safe_load(place("channels.yml").read_text())


def refused(tmp_path: Path, content: object) -> str:
    file = tmp_path / "channels.yml"
    file.write_text(yaml.safe_dump(content))
    with pytest.raises(ConfigError) as error:
        channel_settings.load(file)
    return str(error.value)


def test_the_shipped_channels_are_those_that_the_loop_plans() -> None:
    settings = channel_settings.load()
    assert settings.of_kind("paid") == ["google_ads", "meta", "tiktok", "linkedin", "microsoft_ads", "pinterest", "tv"]
    assert settings.of_kind("owned", "events", "orders") == ["klaviyo", "ga4", "shopify"]
    assert settings.channels["tiktok"].account_id


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"curency": "USD"}, ["unknown key 'channels.meta.curency'", "did you mean 'currency'?"]),
        ({"time_zone": "New York"}, ["'channels.meta.time_zone' is 'New York'", "not a time zone's name"]),
        ({"currency": "dollars"}, ["'channels.meta.currency' is 'dollars'"]),
        ({"kind": "free"}, ["'channels.meta.kind' is 'free'"]),
        ({"decimal_mark": ","}, ["'channels.meta'", "dialect 'meta' has no choice of a 'decimal_mark': remove it"]),
        ({"dialect": "offline"}, ["'channels.meta'", "a 'table' maps the columns of dialect 'offline'"]),
    ],
    ids=["unknown_key", "time_zone", "currency", "kind", "mark_nobody_reads", "offline_without_table"],
)
def test_a_setting_that_cannot_be_used_is_named_with_its_mend(tmp_path: Path, change: dict, says: list[str]) -> None:
    meta = SHIPPED["channels"]["meta"] | change
    message = refused(tmp_path, {"channels": SHIPPED["channels"] | {"meta": meta}})
    assert str(tmp_path / "channels.yml") in message
    assert [part for part in says if part not in message] == [], message


def test_one_mark_cannot_be_both_decimal_and_thousands(tmp_path: Path) -> None:
    table = SHIPPED["channels"]["tv"]["table"] | {"decimal_mark": ","}
    tv = SHIPPED["channels"]["tv"] | {"table": table}
    assert "must differ" in refused(tmp_path, {"channels": SHIPPED["channels"] | {"tv": tv}})

"""Golden exports of every platform, and a way to read them."""

import io
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from config import channels as channel_settings
from config.channels import ChannelsSettings
from plugins import channels
from plugins.channels.reading.batch import Bad
from plugins.channels.reading.report import Report
from plugins.channels.reading.typed import records_of, typed
from plugins.channels.reading.unpack import text_lines

GOLDEN = Path(__file__).parent / "golden"

Row = dict[str, Any]


MORE = Path(channel_settings.__file__).with_name("more_channels.yml")


def all_channels() -> ChannelsSettings:
    """The shipped channels, and those that a company may add to them."""
    shipped, more = channel_settings.load().channels, channel_settings.load(MORE).channels
    return ChannelsSettings(channels=shipped | more)


def settings_with_all_channels(folder: Path) -> Path:
    """Write the shipped settings into `folder`, with every channel that a company may have; returns the folder."""
    for file in Path(channel_settings.__file__).parent.glob("*.yml"):
        shutil.copy(file, folder)
    entries = {name: channel.model_dump(exclude_none=True) for name, channel in all_channels().channels.items()}
    (folder / "channels.yml").write_text(yaml.safe_dump({"channels": entries}, sort_keys=False))
    return folder


def report_of(channel: str, name: str | None = None, **settings: str) -> Report:
    """A report of a channel: the first, or the one called `name`; with `settings` of the channel changed."""
    known = all_channels().channels
    changed = known[channel].model_copy(update=settings)
    reports = channels.reports_of(channel, ChannelsSettings(channels=known | {channel: changed}))
    return next(report for report in reports if name in (None, report.name))


def read(
    report: Report, content: bytes, delivered_on: date = date(2026, 3, 2), name: str = ""
) -> tuple[list[Row], list[Bad]]:
    """Rows (with their `line`) and bad rows of a file's bytes; `name` is the file's, by default the plain one."""
    rows: list[Row] = []
    bad: list[Bad] = []
    with text_lines(io.BytesIO(content), name or f"{report.name}.{report.form}") as lines:
        for batch in records_of(lines, report):
            good = typed(batch, report, delivered_on)
            names = [column.name for column in report.columns]
            for line, *values in zip(good.lines, *good.values, strict=True):
                rows.append({"line": line} | dict(zip(names, values, strict=True)))
            bad += good.bad
    return rows, bad


@pytest.fixture
def golden() -> Callable[..., list[Row]]:
    """Rows of a channel's golden export, all of which are good."""

    def golden(channel: str, name: str | None = None) -> list[Row]:
        report = report_of(channel, name)
        rows, bad = read(report, (GOLDEN / channel / f"{report.name}.{report.form}").read_bytes())
        assert bad == []
        return rows

    return golden

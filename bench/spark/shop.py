"""A shop for the proof: all platforms, three currencies, nights that restate, a silent channel, a person who takes consent back."""

import os
import subprocess
import sys
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import yaml

from config import channels as settings
from plugins.loader import load_channel
from plugins.privacy.withdrawal import withdraw
from plugins.warehouse import connect
from tests import more_platforms
from tests.unit.channels.conftest import settings_with_all_channels

FIRST = date(2026, 3, 6)  # the nights pass the one on which New York's clocks go forward
SILENT = "meta"  # on the last night
TOLD_IN = {"linkedin": "EUR", "tiktok": "GBP"}
WITHDRAWN = 20


def fill(folder: Path, *, seed: int, history_days: int, nights: int) -> date:
    """Deliver and load the nights into the warehouse that the environment names; returns the last one."""
    landing, last = Path(os.environ["MIXLOOP_LANDING"]), FIRST + timedelta(days=nights - 1)
    os.environ["MIXLOOP_CONFIG"] = str(_settings(folder / "config"))
    for arguments in (
        ("create", "--world", "small", "--seed", f"{seed}", "--history-days", f"{history_days}", "--first-night", f"{FIRST}"),
        ("deliver", "--night", f"{FIRST}", "--through", f"{last}", "--landing", f"{landing}"),
    ):  # fmt: skip
        command = [sys.executable, "-m", "market", *arguments, "--home", str(folder / "market")]
        subprocess.run(command, check=True, capture_output=True)
    for night in (FIRST + timedelta(days=n) for n in range(nights)):
        more_platforms.deliver(landing, night)
        for channel in settings.load().channels:
            if (channel, night) != (SILENT, last):
                load_channel(channel, night)
    _somebody_withdraws(last)
    return last


def _settings(folder: Path) -> Path:
    """All platforms' channels, two of which tell their amounts in other currencies."""
    folder.mkdir()
    page = settings_with_all_channels(folder) / "channels.yml"
    known = yaml.safe_load(page.read_text())
    for channel, currency in TOLD_IN.items():
        known["channels"][channel]["currency"] = currency
    page.write_text(yaml.safe_dump(known, sort_keys=False))
    return folder


def _somebody_withdraws(night: date) -> None:
    """The visitors with the most visits take consent back for the last night."""
    with closing(connect("owner")) as connection, connection.cursor() as cursor:
        cursor.execute(
            "select user_pseudo_id from raw.ga4__events where user_pseudo_id is not null"
            " group by user_pseudo_id order by count(*) desc, user_pseudo_id limit %s",
            (WITHDRAWN,),
        )
        visitors = [visitor for (visitor,) in cursor.fetchall()]
    for visitor in visitors:
        withdraw([visitor], night)

"""A small market's nights as its platforms delivered them, each night but the first with another fault."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from config import channels
from plugins.house.places import ROOT
from plugins.loader import LoadError, load_channel, unknown_files
from plugins.marts import build_marts

FIRST_NIGHT = date(2026, 3, 2)


def night(number: int) -> date:
    """The decision date of a night; the first is 1."""
    return FIRST_NIGHT + timedelta(days=number - 1)


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one channel's files in one night, and what the gate must say."""

    number: int
    channel: str
    kind: str
    verdict: str
    words: str


FAULTS = (
    Fault(2, "meta", "missing", "freeze", "no file ad_region_days came for 2026-03-03, the last one on 2026-03-02"),
    Fault(3, "google_ads", "truncated", "freeze", "google_ads/2026-03-04/ad_geo_days.csv.gz was refused"),
    Fault(4, "tiktok", "garbled", "freeze", "tiktok/2026-03-05/ad_province_days.jsonl was refused"),
    Fault(5, "pinterest", "stale", "freeze", "pinterest/2026-03-06/ad_region_days.csv is old"),
    Fault(6, "shopify", "missing", "stop", "no file orders came for 2026-03-07"),
    Fault(7, "ga4", "missing", "default", "no file events came for 2026-03-08"),
    Fault(8, "klaviyo", "empty", "default", "klaviyo/2026-03-09/events.jsonl.gz was refused"),
    Fault(9, "linkedin", "wrong-platform", "freeze", "was refused"),
)
LAST_NUMBER = max(fault.number for fault in FAULTS) + 1
LAST = night(LAST_NUMBER)
SILENT = "microsoft_ads"  # delivers nothing in the last night, for which the marts stand


@pytest.fixture(scope="session")
def zone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The landing zone after all nights, faults and a stray file included."""
    folder = tmp_path_factory.mktemp("gate")
    home, zone = str(folder / "market"), folder / "landing"
    run_market("create", "--world", "small", "--seed", "11", "--history-days", "75", "--home", home)
    run_market("deliver", "--night", str(FIRST_NIGHT), "--through", str(LAST), "--landing", str(zone), "--home", home)
    for fault in (*FAULTS, Fault(LAST_NUMBER, SILENT, "missing", "freeze", "")):
        when = str(night(fault.number))
        run_market("fault", "--night", when, "--channel", fault.channel, "--kind", fault.kind, "--landing", str(zone))
    (zone / "meta" / str(LAST) / "budgets.xlsx").write_text("who put this here?")
    return zone


@pytest.fixture(scope="module")
def loaded(shared_warehouse: Any, zone: Path) -> Iterator[Any]:
    """All nights loaded, as far as they could be."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MIXLOOP_LANDING", str(zone))
        load_all(LAST)
        yield shared_warehouse


@pytest.fixture(scope="module")
def nights(loaded: Any) -> Any:
    """All nights loaded, and the marts as known on the last one."""
    build_marts(LAST)
    return loaded


def run_market(*arguments: str) -> None:
    """Let the world outside do something."""
    quiet = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run(
        [sys.executable, "-m", "market", *arguments], cwd=ROOT, env=quiet, check=True, stdout=subprocess.DEVNULL
    )


def load_all(through: date) -> None:
    """Load what all channels delivered; a channel that lacks a file says so and the others go on, as in the DAG."""
    for channel in channels.load().channels:
        try:
            load_channel(channel, through)
        except LoadError:
            continue
    unknown_files(through)


@pytest.fixture
def changed_marts(nights: Any) -> Iterator[Callable[..., None]]:
    """Change the marts by hand; they are what they were after the test."""
    undo: list[str] = []

    def change(table: str, statement: str) -> None:
        nights.rows(f"create table marts.kept_{table} as table marts.{table}", role="dbt")
        undo.append(table)
        nights.rows(statement, role="dbt")

    yield change
    for table in undo:
        nights.rows(f"truncate marts.{table}", role="dbt")
        nights.rows(f"insert into marts.{table} table marts.kept_{table}", role="dbt")
        nights.rows(f"drop table marts.kept_{table}", role="dbt")

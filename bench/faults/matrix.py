"""Nights in a warehouse that is cloned for each fault: all nights before lie in it, and tonight's files arrive broken."""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from os import environ
from pathlib import Path

import psycopg2

from bench.faults import asking
from bench.faults.kinds import Fault
from config import channels as channel_settings
from expectations.gate import Gate
from plugins.channels import reports_of
from plugins.loader import LoadError, load_channel, unknown_files
from plugins.warehouse import url

Said = dict[str, tuple[str, str]]  # verdict and reason by scope


@dataclass
class World:
    """A warehouse as it was before a night, and the files of that night.

    Parameters
    ----------
    urls : dict
        The settings that name the warehouse, by role; the database in them is the one to be cloned.
    landing : Path
        Where the market delivered, the night included.
    """

    urls: dict[str, str]
    landing: Path
    night: date
    scratch: Path

    def learn(self) -> None:
        """Load all nights before."""
        with self._standing(self.urls, self.landing):
            load_night(self.night - timedelta(days=1))

    @contextmanager
    def night_with(self, faults: list[tuple[Fault, str]]) -> Iterator[str]:
        """A clone into which tonight's files of the channels with a fault were loaded, or of all; gives the owner's URL."""
        landing = self.scratch / "landing"
        shutil.rmtree(landing, ignore_errors=True)
        known = list(channel_settings.load().channels)
        channels = [channel for _, channel in faults] or known
        for channel in known:
            for back in (1, 0) if channel in channels else (0,):
                folder = f"{channel}/{self.night - timedelta(days=back)}"
                shutil.copytree(self.landing / folder, landing / folder)
        for fault, channel in faults:
            fault.do(channel, landing / channel / str(self.night), self.night)
        name = self.urls["MIXLOOP_WAREHOUSE_OWNER"].rpartition("/")[2]
        self._as_admin(f"drop database if exists {name}_clone with (force)")
        self._as_admin(f"create database {name}_clone template {name}")
        clone = {key: f"{one}_clone" for key, one in self.urls.items()}
        with self._standing(clone, landing):
            load_night(self.night, channels)
            yield clone["MIXLOOP_WAREHOUSE_OWNER"]

    def _as_admin(self, statement: str) -> None:
        with closing(psycopg2.connect(environ["FAULTS_ADMIN_URL"])) as connection:
            connection.autocommit = True
            connection.cursor().execute(statement)

    @contextmanager
    def _standing(self, urls: dict[str, str], landing: Path) -> Iterator[None]:
        before = {name: environ.get(name) for name in (*urls, "MIXLOOP_LANDING")}
        environ.update(urls | {"MIXLOOP_LANDING": str(landing)})
        try:
            yield
        finally:
            environ.update({name: value for name, value in before.items() if value is not None})


def load_night(night: date, channels: Iterable[str] | None = None) -> None:
    """Load what these channels delivered, or all; one that lacks a file says so and the others go on, as in the DAG."""
    for channel in channels or channel_settings.load().channels:
        try:
            load_channel(channel, night)
        except LoadError:
            continue
    unknown_files(night)


def verdicts(gate: Gate, night: date, channels: Iterable[str] | None = None) -> Said:
    """What a gate says of a night that is loaded, of all channels or of these; only what isn't a pass."""
    said = asking.verdicts(gate, url("loop", driver="psycopg2"), night, channels)
    return {one.scope: (one.verdict.word, one.failing or "") for one in said if one.verdict}


def known_rows(owner: str, channel: str, night: date, but: str = "") -> list[tuple[object, ...]]:
    """What raw says of a channel's days before the night, as known on it; without the column `but`, and campaigns that faults make."""
    found: list[tuple[object, ...]] = []
    with closing(psycopg2.connect(owner)) as connection, connection.cursor() as cursor:
        for report in reports_of(channel, channel_settings.load()):
            names = [column.name for column in report.columns if column.name != but]
            shared = "channel = %(channel)s" if report.channel_column else "true"
            cursor.execute(
                f"select {', '.join(names)} from raw.{report.table} where known_from <= %(night)s and known_until > %(night)s"  # noqa: S608
                f" and day < %(night)s and {shared}",
                {"night": night, "channel": channel},
            )
            found += [(report.name, *row) for row in cursor.fetchall() if "990000000000000001" not in row]
    return sorted(found, key=str)

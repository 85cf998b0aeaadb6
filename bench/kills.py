"""Kills at chosen moments: of a process that loads or builds, and of the database under it (`kill -9`, no farewell)."""

import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import psutil
import psycopg2

from plugins.house.postgres import Cluster

PATIENCE = 900  # seconds until a moment that doesn't come is an error


@dataclass(frozen=True)
class Kill:
    """What is killed, and when: asked again and again until it says yes."""

    what: str
    is_time: Callable[[], bool]
    takes_database: bool = False


@dataclass
class Killer:
    """Runs commands against a warehouse and kills them by plan; counts what it killed."""

    cluster: Cluster
    killed: Counter[str] = field(default_factory=Counter)
    _session: Any = None

    def run(self, command: list[str], kill: Kill) -> None:
        """Run the command and kill when it is time; the database is started again, and the dead one's session has ended."""
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + PATIENCE
        while not kill.is_time():
            if process.poll() is not None:
                raise RuntimeError(f"the command ended before it could be killed ({kill.what}): {' '.join(command)}")
            if time.monotonic() > deadline:
                process.kill()
                raise RuntimeError(f"waited {PATIENCE} s for the moment to kill: {kill.what}")
            time.sleep(0.002)
        if kill.takes_database:
            self._kill_database()
            process.wait()
            self.cluster.start()
        else:
            process.send_signal(signal.SIGKILL)
            process.wait()
        self.killed[kill.what] += 1
        self._wait_until_gone()

    def loader_copying(self, rows: int) -> Kill:
        """The loader, once it has copied so many rows of a part."""
        return Kill("loader, while it copies a part", lambda: self._copied() >= rows)

    def loader_settling(self, rows: int) -> Kill:
        """The loader, after it copied a part and before that part is booked."""
        most = 0

        def is_time() -> bool:
            nonlocal most
            now = self._copied()
            most = max(most, now)
            return now == 0 and most >= rows * 0.9

        return Kill("loader, while it makes versions of a part", is_time)

    def loader_after_booking(self, parts: int) -> Kill:
        """The loader, as soon as so many more parts are booked."""
        before = None

        def is_time() -> bool:
            nonlocal before
            now = self._booked()
            before = now if before is None else before
            return now >= before + parts

        return Kill("loader, just after a part was booked", is_time)

    def database_copying(self, rows: int) -> Kill:
        """All processes of the database, once so many rows of a part are copied."""
        return Kill("database, while a part is copied", lambda: self._copied() >= rows, takes_database=True)

    def build_under_way(self) -> Kill:
        """The build, once it works on the mart of ad days."""
        working = (
            "select count(*) from pg_stat_activity where datname = current_database() and state = 'active'"
            " and query like '%fct_ad_days%' and pid <> pg_backend_pid()"
        )
        return Kill("build of the marts", lambda: self._value(working) > 0)

    def _copied(self) -> int:
        copying = (
            "select coalesce(max(tuples_processed), 0) from pg_stat_progress_copy where datname = current_database()"
        )
        return int(self._value(copying))

    def _booked(self) -> int:
        return int(self._value("select count(*) from ops.deliveries"))

    def _value(self, query: str) -> Any:
        """A query's one value, on a session that is kept: the moments to kill are short."""
        if self._session is None:
            # As the server's administrator: others don't see what a session is at.
            database = urlsplit(os.environ["MIXLOOP_WAREHOUSE_OWNER"]).path
            self._session = psycopg2.connect(urlsplit(self.cluster.url)._replace(path=database).geturl())
            self._session.autocommit = True
        with self._session.cursor() as cursor:
            cursor.execute(query)
            return (cursor.fetchone() or (None,))[0]

    def _kill_database(self) -> None:
        pid = int((self.cluster.folder.resolve() / "postmaster.pid").read_text().split()[0])
        self._session.close()
        self._session = None
        postmaster = psutil.Process(pid)
        everyone = [*postmaster.children(recursive=True), postmaster]
        for process in everyone:
            with suppress(psutil.NoSuchProcess):  # its own end came first
                process.send_signal(signal.SIGKILL)
        psutil.wait_procs(everyone, timeout=30)

    def _wait_until_gone(self) -> None:
        """Wait until no session but our own is there: the dead loader's goes when the server next speaks to it."""
        others = (
            "select count(*) from pg_stat_activity where datname = current_database()"
            " and usename in ('mixloop_loader', 'mixloop_loop', 'mixloop_dbt')"
        )
        deadline = time.monotonic() + 120
        while self._value(others) > 0:
            if time.monotonic() > deadline:
                raise RuntimeError("a killed process's session is still there after 120 s")
            time.sleep(0.05)

"""What do both gates ask in a night of all channels that there are, and how long does it take? (`python -m bench.warehouse_gates`)

Ten channels from the simulated market and five more from the same facts in other dialects; four nights, of which the last is asked.
Seconds on the clock and of this process, Data Docs included; importing Great Expectations, once a process, is told apart.
"""

import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import psycopg2

from bench import results
from bench.servers import a_server
from plugins.warehouse.install import install, new_passwords
from tests import more_platforms
from tests.unit.channels.conftest import settings_with_all_channels

FIRST, NIGHTS = date(2026, 3, 2), 4
LAST = FIRST + timedelta(days=NIGHTS - 1)


def main() -> int:
    """Measure, and write the page."""
    with a_server(55990) as (folder, cluster):
        (folder / "config").mkdir()
        os.environ["MIXLOOP_CONFIG"] = str(settings_with_all_channels(folder / "config"))
        urls = install(cluster.url.replace("/postgres", "/gates"), "gates", new_passwords())
        os.environ.update(urls | {"MIXLOOP_DATA": str(folder / "data"), "MIXLOOP_LANDING": str(folder / "landing")})
        page = _measure(folder, urls["MIXLOOP_WAREHOUSE_OWNER"])
    print(page)
    results.write("warehouse_gates", "What both gates ask in a night, and how long it takes", page)
    return 0


def _measure(folder: Path, owner: str) -> str:
    from config import channels
    from plugins import gate
    from plugins.loader import load_channel
    from plugins.marts import build_marts

    logging.disable(logging.WARNING)
    _deliver(folder)
    names = list(channels.load().channels)
    for channel in names:
        load_channel(channel, LAST)
    began = time.monotonic()
    import expectations.gate  # noqa: F401 -- its import is what is measured

    lines = [
        f"{len(names)} channels, {NIGHTS} nights after 75 days of history; the last one is asked.",
        "",
        "| gate | expectations | seconds | of these in this process |",
        "|---|---:|---:|---:|",
        f"| import of Great Expectations, once | – | {time.monotonic() - began:.1f} | |",
    ]
    total = [0, 0.0, 0.0]
    for name, ask in (("raw", gate.doubt_deliveries), ("mart", gate.doubt_marts)):
        if name == "mart":
            build_marts(LAST)
        seconds, own = _timed(ask)
        with closing(psycopg2.connect(owner)) as connection, connection.cursor() as cursor:
            cursor.execute("select count(*) from gate.results where gate = %s and decision_date = %s", (name, LAST))
            (asked,) = cursor.fetchone() or (0,)
        lines.append(f"| {name} | {asked:,} | {seconds:.1f} | {own:.1f} |")
        total = [total[0] + asked, total[1] + seconds, total[2] + own]
    lines.append(f"| **both** | **{total[0]:,}** | **{total[1]:.1f}** | **{total[2]:.1f}** |")
    load = os.getloadavg()[1]
    return "\n".join(
        [*lines, "", f"{load:.1f} processes waited for the {os.cpu_count()} cores meanwhile (mean of five minutes)."]
    )


def _timed(ask: Callable[[date], object]) -> tuple[float, float]:
    began, own = time.monotonic(), time.process_time()
    ask(LAST)
    return time.monotonic() - began, time.process_time() - own


def _deliver(folder: Path) -> None:
    home, landing = str(folder / "market"), folder / "landing"
    for arguments in (
        ("create", "--world", "small", "--seed", "11", "--history-days", "75"),
        ("deliver", "--night", str(FIRST), "--through", str(LAST), "--landing", str(landing)),
    ):
        subprocess.run([sys.executable, "-m", "market", *arguments, "--home", home], check=True, capture_output=True)
    for back in range(NIGHTS):
        more_platforms.deliver(landing, FIRST + timedelta(days=back))


if __name__ == "__main__":
    sys.exit(main())

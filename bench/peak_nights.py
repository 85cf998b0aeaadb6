"""What does a whole night cost, and one whose day brought twenty times as much? (`make prove-peaks`)

After a year of history: `NIGHTS` ordinary nights on which the platforms tell 30 days anew, 5 % of them changed; then one whose last day
has 20 times the ads, orders, visits and e-mails. Each night runs Airflow's tasks up to what people read, one after the other. Fit and
plan read the panel, which has a row a place, channel and day however much a day brings. They are timed once, on a market of the
demonstration (these files' numbers follow no market, so that nothing could be learned from them), and added to each night. Scale as in
bench/grown_history.py.
"""

import logging
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from bench import coverage, results
from bench.grown_history import BASE, SCALE, SHAPE, count, grow, load, tidy
from bench.night_files import deliver
from bench.servers import a_server
from plugins.warehouse.install import install, new_passwords

NIGHTS = int(os.environ.get("NIGHTS", "20"))
PUBLISHING = "second gate and publishing"
YEARS, TIMES = 1, 20
MOST_MINUTES, MOST_TIMES = 15, 2

type Steps = dict[str, float]


def main() -> int:
    """Measure all nights, print them, write the page; 0 if both goals are met."""
    logging.disable(logging.WARNING)
    with a_server(55980) as (folder, cluster):
        urls = install(cluster.url.replace("/postgres", "/nights"), "nights", new_passwords())
        places = {"MIXLOOP_DATA": str(folder / "data"), "MIXLOOP_LANDING": str(folder / "landing")}
        os.environ |= urls | places
        ordinary, peak, why_unread = _measure(folder / "landing", cluster.url.replace("/postgres", "/nights"))
        sizes = {table: count(table) for table in ("marts.fct_ad_days", "marts.fct_orders", "marts.fct_touchpoints")}
    learning = _learn()
    page, reached = _page(ordinary, peak, why_unread, learning, sizes)
    print(page)
    results.write("peak_nights", "Nights, and one of twenty times the day", page)
    return 0 if reached else 1


def _measure(landing: Path, admin: str) -> tuple[list[Steps], Steps, str]:
    """Seconds by step of the ordinary nights, and of the peak; and why people don't read the peak, if so."""
    from plugins import tasks

    deliver(landing, BASE, SHAPE, reach=30, restated=0)
    load(BASE)
    grow(YEARS)
    for stage in (tasks.doubt_deliveries, tasks.build_marts, tasks.doubt_marts):
        stage(str(BASE))
    tidy(admin)
    ordinary = []
    for number in range(1, NIGHTS + 1):
        night = BASE + timedelta(days=number)
        deliver(landing, night, SHAPE, reach=1, restated=number)
        took, why_unread = _night(str(night))
        if why_unread:
            raise RuntimeError(
                f"the ordinary night {night} is not published: {why_unread}; mend its files in bench/night_files.py"
            )
        ordinary.append(took)
        print(night, took, flush=True)
    night = BASE + timedelta(days=NIGHTS + 1)
    deliver(landing, night, replace(SHAPE, peak=TIMES), reach=1, restated=NIGHTS + 1)
    peak, why_unread = _night(str(night))
    print("peak", night, peak, why_unread, flush=True)
    return ordinary, peak, why_unread


def _night(day: str) -> tuple[Steps, str]:
    """Seconds by step, and why people don't read the night, if so."""
    from plugins import tasks

    readers: dict[str, Any] = {}
    took = _timed(
        day,
        {
            "load": lambda day: load(BASE.fromisoformat(day)), "first gate": tasks.doubt_deliveries, "marts": tasks.build_marts,
            PUBLISHING: lambda day: readers.update(tasks.doubt_marts(day)["readers"]),
        },
    )  # fmt: skip
    return took, "" if readers["published"] else readers["why"]


def _learn() -> Steps:
    """Seconds of fit and plan on a first night of the demonstration's market."""
    from plugins import tasks

    with tempfile.TemporaryDirectory(prefix="mixloop-learning-") as folder:
        Path(folder).chmod(0o755)  # as root, the server runs as another user
        coverage.prepare(Path(folder), "default", 1)
        try:
            tasks.doubt_deliveries(str(coverage.NIGHT))
            tasks.doubt_marts(str(coverage.NIGHT))
            took = _timed(str(coverage.NIGHT), {"fit": tasks.update_posterior, "plan": tasks.allocate})
        finally:
            coverage.stop(Path(folder))
    print("learning", took, flush=True)
    return took


def _timed(day: str, steps: dict[str, Callable[[str], object]]) -> Steps:
    took: Steps = {}
    for name, work in steps.items():
        began = time.monotonic()
        work(day)
        took[name] = round(time.monotonic() - began, 1)
    return took


def _page(
    ordinary: list[Steps], peak: Steps, why_unread: str, learning: Steps, sizes: dict[str, int]
) -> tuple[str, bool]:
    added = sum(learning.values())
    whole = [sum(night.values()) + added for night in ordinary]
    p95, usual = float(np.quantile(whole, 0.95)), median(whole)
    usually = {name: median(night[name] for night in ordinary) for name in peak}
    # A peak that the gates stop isn't published; it counts as if it were, in the usual time.
    of_peak = sum(peak.values()) + (max(0, usually[PUBLISHING] - peak[PUBLISHING]) if why_unread else 0)
    times, bare_times = (of_peak + added) / usual, of_peak / (usual - added)
    rows = [f"| {name} | {usually[name]:.1f} | {seconds:.1f} |" for name, seconds in peak.items()]
    told = ", ".join(f"{rows:,} rows in {table}" for table, rows in sizes.items())
    reached = p95 <= MOST_MINUTES * 60 and bare_times <= MOST_TIMES
    lines = [
        f"Scale {SCALE} of 10 million ad-days in 3 years, {YEARS} year of history; after the last night {told}.", "",
        f"| seconds | {len(ordinary)} ordinary nights, median | {TIMES} times the day |", "|---|---:|---:|", *rows,
        *(f"| {name}, on a market of the demonstration | {seconds:.1f} | {seconds:.1f} |" for name, seconds in learning.items()), "",
        f"Ordinary nights: p95 {p95:.0f} s (goal: {MOST_MINUTES} minutes). {TIMES} times the day: {times:.2f} times the median, "
        f"{bare_times:.2f} without fit and plan, which are the same (goal: {MOST_TIMES}). {'Reached' if reached else 'Not reached'}.",
        *(("", f"The peak was not published: {why_unread}. It counts as if it had been, in the usual time.") if why_unread else ()),
    ]  # fmt: skip
    return "\n".join(lines), reached


if __name__ == "__main__":
    sys.exit(main())

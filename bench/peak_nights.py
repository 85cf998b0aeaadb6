"""What does a whole night cost, and one whose day brought twenty times as much? (`make prove-peaks`)

After a year of history: `NIGHTS` ordinary nights on which the platforms tell 30 days anew, 5 % of them changed; then one whose last day
has 20 times the ads, orders, visits and e-mails. Each night runs the tasks that Airflow runs, one after the other; the fit and the plan
run on the last ordinary night and on the peak, unless the gates stop it. Scale as in bench/grown_history.py.
"""

import logging
import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np

from bench import results
from bench.grown_history import BASE, SCALE, SHAPE, count, grow, load
from bench.night_files import deliver
from bench.servers import a_server
from plugins.warehouse.install import install, new_passwords

NIGHTS = int(os.environ.get("NIGHTS", "20"))
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
        ordinary, peak = _measure(folder / "landing")
        sizes = {table: count(table) for table in ("marts.fct_ad_days", "marts.fct_orders", "marts.fct_touchpoints")}
    page, reached = _page(ordinary, peak, sizes)
    print(page)
    results.write("peak_nights", "Nights, and one of twenty times the day", page)
    return 0 if reached else 1


def _measure(landing: Path) -> tuple[list[Steps], Steps]:
    """Seconds by step of the ordinary nights, and of the peak."""
    from plugins import tasks

    deliver(landing, BASE, SHAPE, reach=30, restated=0)
    load(BASE)
    grow(YEARS)
    for stage in (tasks.doubt_deliveries, tasks.build_marts, tasks.doubt_marts):
        stage(str(BASE))
    ordinary = []
    for number in range(1, NIGHTS + 1):
        night = BASE + timedelta(days=number)
        deliver(landing, night, SHAPE, reach=1, restated=number)
        ordinary.append(_night(str(night), learns=number == NIGHTS))
        print(night, ordinary[-1], flush=True)
    night = BASE + timedelta(days=NIGHTS + 1)
    deliver(landing, night, replace(SHAPE, peak=TIMES), reach=1, restated=NIGHTS + 1)
    peak = _night(str(night), learns=True)
    print("peak", night, peak, flush=True)
    return ordinary, peak


def _night(day: str, *, learns: bool) -> Steps:
    from airflow.sdk.exceptions import AirflowSkipException

    from plugins import tasks

    steps: dict[str, Callable[[str], object]] = {
        "load": lambda day: load(BASE.fromisoformat(day)), "first gate": tasks.doubt_deliveries, "marts": tasks.build_marts,
        "second gate, published": tasks.doubt_marts,
    }  # fmt: skip
    if learns:
        steps |= {"fit": tasks.update_posterior, "plan": tasks.allocate}
    took: Steps = {}
    for name, work in steps.items():
        began = time.monotonic()
        try:
            work(day)
        except AirflowSkipException:
            name = f"{name} (skipped: the gates stopped the night)"
        took[name] = round(time.monotonic() - began, 1)
    return took


def _page(ordinary: list[Steps], peak: Steps, sizes: dict[str, int]) -> tuple[str, bool]:
    last = ordinary[-1]
    learning = sum(last.get(name, 0) for name in ("fit", "plan"))
    warehouse = [sum(seconds for name, seconds in night.items() if name not in ("fit", "plan")) for night in ordinary]
    whole = [seconds + learning for seconds in warehouse]
    p95 = float(np.quantile(whole, 0.95))
    is_stopped = any(name.startswith("fit (skipped") for name in peak)
    of_peak = sum(peak.values()) + (learning if is_stopped else 0)
    times = of_peak / float(np.median(whole))
    without_fit = sum(seconds for name, seconds in peak.items() if not name.startswith(("fit", "plan")))
    rows = [
        f"| {name} | {np.median([night.get(name, last[name]) for night in ordinary]):.1f} | {last[name]:.1f} "
        f"| {_of(peak, name)} |"
        for name in last
    ]  # fmt: skip
    told = ", ".join(f"{rows:,} rows in {table}" for table, rows in sizes.items())
    reached = p95 <= MOST_MINUTES * 60 and times <= MOST_TIMES
    lines = [
        f"Scale {SCALE} of 10 million ad-days in 3 years, {YEARS} year of history; after the last night {told}.", "",
        "| seconds | ordinary, median | the last ordinary | the peak |", "|---|---:|---:|---:|", *rows, "",
        f"{len(ordinary)} ordinary nights: p95 {p95:.0f} s, with the fit and plan of the last one added to each "
        f"(goal: {MOST_MINUTES} minutes).",
        ("The gates stopped the peak: fit and plan of the last ordinary night are added to it, too. " if is_stopped else "")
        + f"The night of {TIMES} times the day: {of_peak:.0f} s, {times:.2f} times the median (goal: {MOST_TIMES}); without these "
        f"two {without_fit / float(np.median(warehouse)):.2f} times. {'Reached' if reached else 'Not reached'}.",
    ]  # fmt: skip
    return "\n".join(lines), reached


def _of(peak: Steps, name: str) -> str:
    return next(
        (f"{seconds:.1f}{told.removeprefix(name)}" for told, seconds in peak.items() if told.startswith(name)), "–"
    )


if __name__ == "__main__":
    sys.exit(main())

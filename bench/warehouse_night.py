"""What does one night cost, and does it follow the night's changes or the length of the history? (`python -m bench.warehouse_night`)

Ten channels; the ad platforms tell 30 days anew of which 5 % changed. Three such nights after a short and after a long history, each
history in a process and a database of its own: the median seconds of each step, and the ratio. SCALE=1 is 10 million ad-days in 3
years; a tenth by default. The last 30 days of the history come as files through the loader; the older ones are copies of them, 30 days
back each, written into raw with their books (bench/grown_history.py). Before the first night the server tidies up after the tables
that were made from nothing, as it does in the day between two nights; dbt parses its project once for all of them.
"""

import json
import logging
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from statistics import median

from bench import results
from bench.grown_history import BASE, SCALE, SHAPE, count, grow, load, tidy
from bench.night_files import deliver
from bench.servers import a_server
from plugins.warehouse.install import install, new_passwords

YEARS = tuple(int(years) for years in os.environ.get("YEARS", "1,3").split(","))
NIGHTS = 3
NOTICEABLE = 0.5  # seconds of a model or test


def main() -> int:
    """Measure each length of history, and write the page."""
    if len(sys.argv) > 1:
        print(json.dumps(_measure(int(sys.argv[1]), sys.argv[2])))
        return 0
    found = {}
    with a_server(55980) as (folder, cluster):
        for years in YEARS:
            name = f"y{years}"
            urls = install(cluster.url.replace("/postgres", f"/{name}"), name, new_passwords())
            places = {"MIXLOOP_DATA": str(folder / name / "data"), "MIXLOOP_LANDING": str(folder / name / "landing")}
            admin = cluster.url.replace("/postgres", f"/{name}")
            ran = subprocess.run(
                [sys.executable, "-m", "bench.warehouse_night", str(years), admin],
                env=os.environ | urls | places, stdout=subprocess.PIPE, text=True, check=True,
            )  # fmt: skip
            found[years] = json.loads(ran.stdout.splitlines()[-1])
            print(years, found[years], flush=True)
    page = _page(found)
    print(page)
    results.write("warehouse_night", "What one night costs the warehouse", page)
    return 0


def _measure(years: int, admin: str) -> dict[str, float]:
    """One history, and its nights; seconds by step. `admin` is the URL of the database's superuser."""
    from plugins import gate
    from plugins.marts import build_marts

    logging.disable(logging.WARNING)
    landing = Path(os.environ["MIXLOOP_LANDING"])
    took: dict[str, list[float]] = {}
    nodes: list[dict[str, float]] = []

    def step(name: str, work: Callable[[date], object], night: date) -> None:
        began = time.monotonic()
        work(night)
        took.setdefault(name, []).append(time.monotonic() - began)

    deliver(landing, BASE, SHAPE, reach=30, restated=0)
    step("load 30 days of everything, all new", load, BASE)
    grow(years)
    step("marts from nothing", build_marts, BASE)
    for table in ("fct_ad_days", "fct_orders", "fct_touchpoints"):
        took[f"rows of {table}"] = [count(f"marts.{table}")]
    tidy(admin)
    for number in range(1, NIGHTS + 1):
        night = BASE + timedelta(days=number)
        deliver(landing, night, SHAPE, reach=1, restated=number)
        step("night: load", load, night)
        step("night: first gate", gate.doubt_deliveries, night)
        step("night: marts", build_marts, night)
        nodes.append(_nodes())
        step("night: second gate", gate.doubt_marts, night)
    usual = {name: [night[name] for night in nodes] for name in nodes[0]}
    took |= {name: each for name, each in usual.items() if median(each) > NOTICEABLE}
    night = BASE + timedelta(days=NIGHTS + 1)
    deliver(landing, night, SHAPE, reach=1, restated=NIGHTS, reverse=True)
    step("a night of no changed line but the new day's: load", load, night)
    step("a night of no changed line but the new day's: marts", build_marts, night)
    took["peak memory of the process, MB"] = [resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024]
    return {name: round(median(each), 1) for name, each in took.items()}


def _nodes() -> dict[str, float]:
    """Seconds of dbt's models and tests in the build just run."""
    ran = json.loads((Path(os.environ["MIXLOOP_DATA"]) / "dbt" / "target" / "run_results.json").read_text())["results"]
    return {f"dbt {one['unique_id'].split('.')[2]}": one["execution_time"] for one in ran}


def _page(found: dict[int, dict[str, float]]) -> str:
    short, long = min(found), max(found)
    names = list(found[long])
    night = {
        years: sum(seconds for name, seconds in steps.items() if name.startswith("night: "))
        for years, steps in found.items()
    }
    rows = [f"| {name} | " + " | ".join(f"{found[years].get(name, 0):,}" for years in found) + " |" for name in names]
    return "\n".join([
        f"Scale {SCALE} of 10 million ad-days in 3 years; seconds, unless the row says otherwise; the median of {NIGHTS} nights.",
        "dbt parses its project once, in the marts of the first of them.", "",
        "| | " + " | ".join(f"{years} years" for years in found) + " |", "|---|" + "---:|" * len(found), *rows,
        "| **the night, all steps** | " + " | ".join(f"{night[years]:.1f}" for years in found) + " |", "",
        f"A night after {long} years costs {night[long] / night[short]:.2f} times one after {short}.",
    ])  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())

"""What does one night cost, and does it follow the night's changes or the length of the history? (`python -m bench.warehouse_night`)

Ten channels; the ad platforms tell 30 days anew of which 5 % changed. The same night after a short and after a long history, each in a
process and a database of its own: seconds of each step, and the ratio. SCALE=1 is 10 million ad-days in 3 years; a tenth by default.
The last 30 days of the history come as files through the loader; the older ones are copies of them, 30 days back each, written into
raw with their books (bench/grown_history.py).
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

from bench import results
from bench.grown_history import BASE, SCALE, SHAPE, count, grow, load
from bench.night_files import deliver
from bench.servers import a_server
from plugins.warehouse.install import install, new_passwords

YEARS = tuple(int(years) for years in os.environ.get("YEARS", "1,3").split(","))
NIGHT, NEXT = BASE + timedelta(days=1), BASE + timedelta(days=2)


def main() -> int:
    """Measure each length of history, and write the page."""
    if len(sys.argv) > 1:
        print(json.dumps(_measure(int(sys.argv[1]))))
        return 0
    found = {}
    with a_server(55980) as (folder, cluster):
        for years in YEARS:
            name = f"y{years}"
            urls = install(cluster.url.replace("/postgres", f"/{name}"), name, new_passwords())
            places = {"MIXLOOP_DATA": str(folder / name / "data"), "MIXLOOP_LANDING": str(folder / name / "landing")}
            ran = subprocess.run(
                [sys.executable, "-m", "bench.warehouse_night", str(years)],
                env=os.environ | urls | places, stdout=subprocess.PIPE, text=True, check=True,
            )  # fmt: skip
            found[years] = json.loads(ran.stdout.splitlines()[-1])
            print(years, found[years], flush=True)
    page = _page(found)
    print(page)
    results.write("warehouse_night", "What one night costs the warehouse", page)
    return 0


def _measure(years: int) -> dict[str, float]:
    """One history, and its nights; seconds by step."""
    from plugins import gate
    from plugins.marts import build_marts

    logging.disable(logging.WARNING)
    landing = Path(os.environ["MIXLOOP_LANDING"])
    took: dict[str, float] = {}

    def step(name: str, work: Callable[[date], object], night: date) -> None:
        began = time.monotonic()
        work(night)
        took[name] = round(time.monotonic() - began, 1)

    deliver(landing, BASE, SHAPE, reach=30, share_changed=0)
    step("load 30 days of everything, all new", load, BASE)
    grow(years)
    step("marts from nothing", build_marts, BASE)
    took["ad-days"] = count("marts.fct_ad_days")
    took["orders"] = count("marts.fct_orders")
    took["touchpoints"] = count("marts.fct_touchpoints")
    deliver(landing, NIGHT, SHAPE, reach=1, share_changed=0.05)
    step("night: load", load, NIGHT)
    step("night: first gate", gate.doubt_deliveries, NIGHT)
    step("night: marts", build_marts, NIGHT)
    took |= _nodes()
    step("night: second gate", gate.doubt_marts, NIGHT)
    deliver(landing, NEXT, SHAPE, reach=1, share_changed=0.05, reverse=True)
    step("next night, no line changed but the new day's: load", load, NEXT)
    step("next night, no line changed but the new day's: marts", build_marts, NEXT)
    took["peak memory of the process, MB"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return took


def _nodes() -> dict[str, float]:
    """Seconds of dbt's models and tests in the build just run, those that took a noticeable time."""
    ran = json.loads((Path(os.environ["MIXLOOP_DATA"]) / "dbt" / "target" / "run_results.json").read_text())["results"]
    return {
        f"dbt {one['unique_id'].split('.')[2]}": round(one["execution_time"], 2)
        for one in ran
        if one["execution_time"] > 0.5
    }


def _page(found: dict[int, dict[str, float]]) -> str:
    short, long = min(found), max(found)
    names = list(found[long])
    night = {
        years: sum(seconds for name, seconds in steps.items() if name.startswith("night: "))
        for years, steps in found.items()
    }
    rows = [f"| {name} | " + " | ".join(f"{found[years].get(name, 0):,}" for years in found) + " |" for name in names]
    return "\n".join([
        f"Scale {SCALE} of 10 million ad-days in 3 years; seconds, unless the row says otherwise.", "",
        "| | " + " | ".join(f"{years} years" for years in found) + " |", "|---|" + "---:|" * len(found), *rows,
        "| **the night, all steps** | " + " | ".join(f"{night[years]:.1f}" for years in found) + " |", "",
        f"A night after {long} years costs {night[long] / night[short]:.2f} times one after {short}.",
    ])  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())

"""The same nights on Postgres and on Spark: 0 rows of any mart differ (`make prove-spark`; SEED, HISTORY, NIGHTS)"""

import json
import logging
import os
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

import yaml

from bench import results
from bench.servers import a_server
from bench.spark import shop
from bench.spark.comparison import Compared, compare
from bench.spark.processes import run_and_watch
from plugins.marts import build_marts
from plugins.marts.build import TABLES
from plugins.marts.spark.lake import mart_files
from plugins.warehouse import connect
from plugins.warehouse.install import install, new_passwords

SEED = int(os.environ.get("SEED", "7"))
HISTORY = int(os.environ.get("HISTORY", "60"))
NIGHTS = int(os.environ.get("NIGHTS", "5"))
SPARK = Path(".venv-spark/bin/python")


@dataclass(frozen=True)
class Night:
    """A night that was built by both: seconds, what Spark said of itself, and each mart compared."""

    night: date
    markov_order: int
    postgres: float
    spark: dict[str, Any]
    peak: int  # MiB
    marts: list[Compared]


def main() -> int:
    """Build, compare, write the page; 0 if nothing differs."""
    logging.disable(logging.WARNING)
    with a_server(55970) as (folder, cluster):
        os.environ |= install(cluster.url.replace("/postgres", "/spark"), "spark", new_passwords())
        os.environ |= {"MIXLOOP_DATA": str(folder / "data"), "MIXLOOP_LANDING": str(folder / "landing")}
        last = shop.fill(folder, seed=SEED, history_days=HISTORY, nights=NIGHTS)
        # The last night lacks a channel and a person; the one before knows both, and its chain remembers three touches.
        found = [_night(last, 1), _night(last - timedelta(days=1), 3)]
    page = _page(found)
    print(page)
    results.write("spark", "The same marts on Postgres and on Spark", page)
    return int(any(mart.differences for night in found for mart in night.marts))


def _night(night: date, markov_order: int) -> Night:
    page = Path(os.environ["MIXLOOP_CONFIG"]) / "attribution.yml"
    page.write_text(yaml.safe_dump(yaml.safe_load(page.read_text()) | {"markov_order": markov_order}))
    began = time.monotonic()
    build_marts(night)
    postgres = time.monotonic() - began
    said, peak = run_and_watch([str(SPARK), "-m", "plugins.marts.spark", str(night)])
    with closing(connect("loop")) as connection:
        marts = [compare(connection, table, mart_files(table)) for table in TABLES]
    print(f"{night}: {sum(mart.differences for mart in marts)} differences", flush=True)
    return Night(night, markov_order, postgres, json.loads(said.splitlines()[-1]), peak, marts)


def _page(nights: list[Night]) -> str:
    heads = " | ".join(f"{one.night}, Markov's memory {one.markov_order}: rows | that differ" for one in nights)
    rows = [
        f"| `{table}` | " + " | ".join(f"{mart.rows:,} | {mart.differences:,}" for mart in marts) + " |"
        for table, *marts in zip(TABLES, *(one.marts for one in nights), strict=True)
    ]
    compared = sum(mart.rows for one in nights for mart in one.marts)
    differ = sum(mart.differences for one in nights for mart in one.marts)
    java = subprocess.run(["java", "-version"], capture_output=True, text=True).stderr.splitlines()[0]
    return "\n".join([
        f"A simulated market, seed {SEED}: {HISTORY} days of history and {NIGHTS} nights of {len(shop.TOLD_IN) + 1} currencies and all"
        f" platforms, with restatements, refunds, test orders, a channel that is silent on the last night and {shop.WITHDRAWN} visitors"
        " who withdraw by then. Every mart, every row, every column: numbers by their exact value, text and days as they stand,"
        " instants to the microsecond. No tolerance, also for the removal effects: they are decimals on both sides.",
        "",
        f"dbt {version('dbt-core')}, dbt-spark {_locked('dbt-spark')}, Spark {_locked('pyspark')} with two local cores, {java}.",
        "",
        f"| mart | {heads} |",
        "|---" + "|---:" * 2 * len(nights) + "|",
        *rows,
        "",
        f"Rows compared: {compared:,}. Differences: {differ:,}.",
        "",
        "| seconds | " + " | ".join(f"{one.night}" for one in nights) + " |",
        "|---" + "|---:" * len(nights) + "|",
        "| Postgres: the night, with its tests | " + " | ".join(f"{one.postgres:.0f}" for one in nights) + " |",
        "| what the night knows leaves Postgres | " + " | ".join(f"{one.spark['seconds to leave']:.1f}" for one in nights) + " |",
        "| Spark: the same, from nothing | " + " | ".join(f"{one.spark['seconds to build']:.0f}" for one in nights) + " |",
        "| Spark's memory at most, MiB | " + " | ".join(f"{one.peak:,}" for one in nights) + " |",
        "",
        f"The machine had other work: {os.getloadavg()[2]:.1f} processes waited for the cores (mean of 15 minutes).",
    ])  # fmt: skip


def _locked(package: str) -> str:
    """The version in constraints.txt: Spark has an environment of its own."""
    lines = Path("constraints.txt").read_text().splitlines()
    return next(line.removeprefix(f"{package}==") for line in lines if line.startswith(f"{package}=="))


if __name__ == "__main__":
    sys.exit(main())

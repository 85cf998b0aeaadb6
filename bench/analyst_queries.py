"""How long do analysts wait? (`python -m bench.analyst_queries`)

The warehouse of bench/grown_history.py with three years of history and as many decided nights, published, and the next night published
after it. Every example question (docs/queries), asked as the role `mixloop_analyst`: in cold rounds the server has just been started,
so that its buffers are empty, in warm ones it has not; each round has a new connection. Seconds of publishing are told beside.
"""

import json
import logging
import os
import random
import sys
import time
from contextlib import closing
from datetime import timedelta
from math import ceil
from pathlib import Path

import psycopg2

from bench import results
from bench.grown_history import BASE, SCALE, SHAPE, count, grow, load
from bench.night_files import deliver
from bench.servers import a_server
from plugins.house.places import landing
from plugins.house.postgres import Cluster
from plugins.warehouse.install import install, new_passwords
from plugins.warehouse.questions import Question, questions
from tests.decided_nights import decide

YEARS = int(os.environ.get("YEARS", "3"))
COLD, WARM = 5, 20
SEED = 7  # of the order in which questions are asked
GOAL = 300  # ms
NIGHT = BASE + timedelta(days=1)

Waited = dict[str, dict[str, list[float]]]


def main() -> int:
    """Measure, and write the page and its figures."""
    logging.disable(logging.WARNING)
    with a_server(55980) as (folder, cluster):
        urls = install(cluster.url.replace("/postgres", "/analysts"), "analysts", new_passwords())
        places = {"MIXLOOP_DATA": str(folder / "data"), "MIXLOOP_LANDING": str(folder / "landing")}
        os.environ.update(urls | places)
        published = _publish(cluster)
        rows = {table: count(f"published.{table}") for table in ("fct_ad_days", "fct_channel_geo_days", "fct_orders")}
        waited = _ask(cluster, urls["MIXLOOP_WAREHOUSE_ANALYST"])
    figures = _figures(waited)
    page = _page(figures, rows, published)
    print(page)
    path = results.write("analyst_queries", "How long analysts wait", page)
    told = {"measured": results.measured(), "scale": SCALE, "seed": SEED, "rows": rows, "seconds": published}
    path.with_suffix(".json").write_text(json.dumps(told | {"ms": figures}, indent=1) + "\n")
    return 0


def _publish(cluster: Cluster) -> dict[str, float]:
    """Fill the warehouse, publish it, and the next night; seconds of each publishing."""
    from plugins.marts import build_marts, publish_marts

    admin, zone = cluster.url.replace("/postgres", "/analysts"), Path(landing())
    took = {}
    deliver(zone, BASE, SHAPE, reach=30, restated=0)
    load(BASE)
    grow(YEARS)
    build_marts(BASE)
    decide(admin, BASE - timedelta(days=365 * YEARS), NIGHT)
    for night, what in ((BASE, "all of it"), (NIGHT, "the next night")):
        if night == NIGHT:
            deliver(zone, NIGHT, SHAPE, reach=1, restated=1)
            load(NIGHT)
            build_marts(NIGHT)
        began = time.monotonic()
        assert publish_marts(night)["published"]
        took[what] = round(time.monotonic() - began, 1)
    return took


def _ask(cluster: Cluster, url: str) -> Waited:
    """Milliseconds from asking to having all rows, by question and state of the server."""
    asked = questions()
    order = random.Random(SEED)
    waited: Waited = {question.name: {"cold": [], "warm": []} for question in asked}
    for state, rounds in (("cold", COLD), ("warm", WARM)):
        for _ in range(rounds):
            if state == "cold":
                cluster.stop()
                cluster.start()
            order.shuffle(asked)
            with closing(psycopg2.connect(url)) as connection:
                for question in asked:
                    waited[question.name][state].append(_wait(connection, question))
    return waited


def _wait(connection: psycopg2.extensions.connection, question: Question) -> float:
    with connection, connection.cursor() as cursor:
        began = time.perf_counter()
        cursor.execute(question.query)
        rows = cursor.fetchall()
        took = (time.perf_counter() - began) * 1000
    if not rows:
        raise RuntimeError(f"{question.name}.sql found no rows, so its time says nothing; fill what it reads")
    return took


def _figures(waited: Waited) -> dict[str, dict[str, float]]:
    """p50, p95 and the longest of each question, cold and warm together, and of all."""
    every = {name: [*states["cold"], *states["warm"]] for name, states in waited.items()}
    every["all"] = [one for each in every.values() for one in each]
    return {
        name: {"p50": _quantile(each, 0.5), "p95": _quantile(each, 0.95), "max": _quantile(each, 1)}
        for name, each in every.items()
    }


def _verdict(p95: float) -> str:
    if SCALE < 1:
        return f"not asked at scale {SCALE}"
    return "met" if p95 <= GOAL else "missed"


def _quantile(waits: list[float], share: float) -> float:
    """The shortest wait that is not exceeded by `share` of all."""
    return round(sorted(waits)[ceil(share * len(waits)) - 1], 1)


def _page(figures: dict[str, dict[str, float]], rows: dict[str, int], published: dict[str, float]) -> str:
    slow = [name for name, one in figures.items() if name != "all" and one["p95"] > GOAL]
    asked = {question.name: question.asked for question in questions()} | {"all": "**all of them**"}
    lines = [
        f"Scale {SCALE} of 10 million ad-days in 3 years; {YEARS} years: "
        + ", ".join(f"{number:,} rows of {table}" for table, number in rows.items())
        + f". Every question {COLD} times on a server just started and {WARM} times on a warm one, in random order (seed {SEED}).",
        "",
        "| question | p50, ms | p95, ms | longest, ms |",
        "|---|---:|---:|---:|",
        *(f"| {asked[name]} | {one['p50']} | {one['p95']} | {one['max']} |" for name, one in figures.items()),
        "",
        f"Goal, at scale 1: p95 of all ≤ {GOAL} ms: {_verdict(figures['all']['p95'])}. "
        + (
            f"Questions whose own p95 is above it: {', '.join(slow)}." if slow else "No question's own p95 is above it."
        ),
        "",
        "Publishing: " + ", ".join(f"{what} {seconds} s" for what, seconds in published.items()) + ".",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())

"""Do 14 nights that Airflow backfills equal 14 nights run one by one? (`make prove-backfill`)

Two houses read the same deliveries of one small simulated market. In the first, Airflow's REST interface is asked for a backfill of
all nights, and three times the scheduler and everything it started is killed in the middle of a task (`kill -9`) and started again;
in the second, each night's stages are called one after the other, undisturbed and without Airflow. Every table must hold the same
rows.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import psutil

from bench import results
from plugins.house.night import DAG
from tests.hashes import table_hashes

FIRST = date(2026, 3, 2)
NIGHTS = int(os.environ.get("NIGHTS", "14"))
SEED = 7
# The scheduler dies while this task of that night's run is at work: a loader, dbt, the sampler.
KILLS = {night: task for night, task in ((2, "load"), (5, "build_marts"), (8, "update_posterior")) if night < NIGHTS}


def main() -> int:
    """Run both houses, compare, write the page; 0 if nothing differs."""
    folder = Path(tempfile.mkdtemp(prefix="mixloop-backfill-"))
    folder.chmod(0o755)
    last = FIRST + timedelta(days=NIGHTS - 1)
    landing, market = folder / "landing", folder / "market"
    os.environ |= {"MARKET_KEY": str(folder / "key"), "MARKET_HOME": str(market), "MIXLOOP_LANDING": str(landing)}
    os.environ["MIXLOOP_CUSTOMER_SALT"] = "one salt for both houses, so that customers' keys can be compared"
    for command in (
        ["create", "--home", str(market), "--world", "small", "--seed", str(SEED)],
        ["deliver", "--home", str(market), "--night", str(FIRST), "--through", str(last), "--landing", str(landing)],
    ):
        subprocess.run([sys.executable, "-m", "market", *command], check=True)
    houses = {}
    for name, work in (("backfilled", _backfill), ("one_by_one", _one_by_one)):
        started = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-c", f"from bench import backfill; backfill.{work.__name__}()"],
            env=os.environ | {"MIXLOOP_DATA": str(folder / name)},
        )
        if done.returncode != 0:
            print(f"{name} failed; its logs are in {folder / name}")
            return 1
        houses[name] = _hashes(folder / name), time.monotonic() - started
        _stop(folder / name)
    return _compare(houses)


def _backfill() -> None:
    from plugins.house import airflow, house
    from plugins.house.night import _wait_for_dag

    house.up()
    client = airflow.Client()
    _wait_for_dag(client)
    last = FIRST + timedelta(days=NIGHTS - 1)
    body = {
        "dag_id": DAG, "from_date": f"{FIRST}T00:00:00-05:00", "to_date": f"{last}T23:00:00-05:00", "max_active_runs": 1,
        "reprocess_behavior": "none", "run_backwards": False, "dag_run_conf": {},
    }  # fmt: skip
    backfill = client.call("POST", "/api/v2/backfills", body)
    kills = [(str(FIRST + timedelta(days=night)), task) for night, task in KILLS.items()]
    while client.call("GET", f"/api/v2/backfills/{backfill['id']}")["completed_at"] is None:
        if kills and _is_running(client, *kills[0]):
            print("killed in {}'s {}".format(*kills.pop(0)), flush=True)
            _kill_scheduler()
            house.up()
        time.sleep(0.1)  # a load lasts less than a second
    runs = _runs(client)
    assert not kills, kills
    assert [run["state"] for run in runs] == ["success"] * NIGHTS, runs


def _runs(client) -> list[dict]:
    return client.call("GET", f"/api/v2/dags/{DAG}/dagRuns?limit=100&order_by=logical_date")["dag_runs"]


def _is_running(client, night: str, task: str) -> bool:
    """Is the task of the night's run at work?"""
    for run in _runs(client):
        if run["state"] == "running" and run["logical_date"][:10] == night:
            path = f"/api/v2/dags/{DAG}/dagRuns/{run['dag_run_id']}/taskInstances?limit=100&state=running"
            return any(each["task_id"] == task for each in client.call("GET", path)["task_instances"])
    return False


def _kill_scheduler() -> None:
    """End the scheduler and all that descends from it as a crash would, in the middle of whatever they do."""
    from plugins.house.places import data

    scheduler = psutil.Process(json.loads((data() / "run" / "scheduler.json").read_text())["pid"])
    for process in [*scheduler.children(recursive=True), scheduler]:
        process.send_signal(signal.SIGKILL)


def _one_by_one() -> None:
    from plugins import tasks
    from plugins.house import airflow, house

    house.ensure_warehouse()
    airflow.prepare()
    house.start_services()
    os.environ.update({name: value for name, value in airflow.environment().items() if name.startswith("MIXLOOP_")})
    for step in range(NIGHTS):
        run_night((FIRST + timedelta(days=step)).isoformat(), tasks)


def run_night(day: str, tasks) -> None:
    """All stages of one night in this process, as the DAG orders them."""
    started = time.monotonic()
    for channel in tasks.channels_of_the_night(None):
        tasks.load(channel, day)
    for stage in (tasks.doubt_deliveries, tasks.build_marts, tasks.doubt_marts, tasks.update_posterior, tasks.allocate):
        stage(day)
    tasks.publish(day)
    tasks.mail(day)
    print(f"{day}: {time.monotonic() - started:.0f} s", flush=True)


def _hashes(data: Path) -> dict[str, str]:
    from plugins.house.places import read_env

    return table_hashes(read_env(data / "secrets" / "house.env")["MIXLOOP_WAREHOUSE_OWNER"])


def _stop(data: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "plugins.house", "down"], env=os.environ | {"MIXLOOP_DATA": str(data)}, check=True
    )


def _compare(houses: dict[str, tuple[dict[str, str], float]]) -> int:
    (first, seconds), (second, other_seconds) = houses["backfilled"], houses["one_by_one"]
    tables = sorted(first.keys() | second.keys())
    differing = [table for table in tables if first.get(table) != second.get(table)]
    lines = [
        f"{NIGHTS} nights from {FIRST}, small world, seed {SEED}.",
        f"Backfilled by Airflow in {seconds:.0f} s, its scheduler killed {len(KILLS)} times (while at {', '.join(KILLS.values())}); "
        f"one by one without Airflow in {other_seconds:.0f} s (both with set-up).",
        "", f"Tables compared: {len(tables)}; differing: {len(differing)}.", "", "| table | backfilled | one by one |", "|---|---|---|",
        *(f"| {table} | {first.get(table, '–')} | {second.get(table, '–')} |" for table in tables),
    ]  # fmt: skip
    print("\n".join(lines))
    results.write("backfill", "A backfill equals nights run one by one", "\n".join(lines))
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())

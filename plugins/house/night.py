"""`make run`: one night from whatever is there to a plan on screen, in tables and in an e-mail."""

import concurrent.futures
import subprocess
import textwrap
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import config
from plugins import stages
from plugins.house import airflow, house
from plugins.house.places import ROOT, data, landing, ui

DAG = "nightly_loop"
# The simulated market that a fresh clone gets: always the same one, so that what people see can be compared.
MARKET_SEED = "7"
FIRST_NIGHT = date(2026, 3, 2)
PATIENCE = 3600  # seconds
WORD_EVERY = 5.0  # seconds between two lines about what takes long
WORD_WIDTH = 90


def run() -> int:
    """Set up what is missing, let the market deliver, run the night through Airflow, print it; 0 if the night is whole."""
    print("mixloop: one night", flush=True)
    config.check()
    started = time.monotonic()
    house.ensure_warehouse()
    with concurrent.futures.ThreadPoolExecutor() as pool:
        preparing = pool.submit(_prepare_airflow)
        day = _deliver()
        preparing.result()
    with house.telling("Airflow and the mail capture"):
        house.start_services()
    client = airflow.Client()
    _wait_for_dag(client)
    outcome, seconds = follow(client, trigger(client, day))
    from plugins.report import print_night

    print_night(day, task_seconds=seconds)
    print(f"\nThe night of {day} took {time.monotonic() - started:.0f} s, set-up included. "
          f"{'Again: make run. ' if _simulated() else ''}Stop everything: make down.")  # fmt: skip
    if outcome != "success":
        print(
            f"mixloop: the run ended as {outcome!r}: the last approved plan stands; see {ui()}/dags/{DAG}", flush=True
        )
    return 0 if outcome == "success" else 1


def trigger(client: airflow.Client, day: date, **form: Any) -> str:
    """Start a run of the night `day`; returns its id."""
    run_id = f"night_{day}__{datetime.now(UTC):%Y%m%dT%H%M%S}"
    body = {"dag_run_id": run_id, "logical_date": None, "conf": {"decision_date": day.isoformat(), **form}}
    client.call("POST", f"/api/v2/dags/{DAG}/dagRuns", body)
    return run_id


def follow(client: airflow.Client, run_id: str, patience: float = PATIENCE) -> tuple[str, dict[str, float]]:
    """Print each task as it ends, and what those are at that take long.

    Returns
    -------
    tuple
        The run's final state, and the seconds of each task.
    """
    path = f"/api/v2/dags/{DAG}/dagRuns/{run_id}"
    told: set[tuple[str, int]] = set()
    deadline = time.monotonic() + patience
    next_word = time.monotonic() + WORD_EVERY
    while True:
        state = client.call("GET", path)["state"]
        instances = client.call("GET", f"{path}/taskInstances?limit=200")["task_instances"]
        for instance in sorted(instances, key=lambda each: each["end_date"] or ""):
            key = (instance["task_id"], instance["map_index"])
            ended = instance["state"] in ("success", "failed", "skipped", "upstream_failed")
            if ended and key not in told and instance["state"] != "upstream_failed":
                told.add(key)
                print(
                    f"    {_name(instance):<38} {instance['state']:<8} {instance['duration'] or 0:6.1f} s", flush=True
                )
        if state in ("success", "failed"):
            return state, {_name(each): each["duration"] or 0.0 for each in instances}
        if time.monotonic() > next_word:
            next_word += WORD_EVERY
            for instance in instances:
                if instance["state"] == "running":
                    print(f"      {_name(instance)} ... {_last_word(client, path, instance)}", flush=True)
        if time.monotonic() > deadline:
            raise airflow.AirflowError(f"run {run_id} is still {state} after {patience:.0f} s; see the UI")
        time.sleep(1.5)


def _last_word(client: airflow.Client, path: str, instance: dict[str, Any]) -> str:
    """The newest line of a running task's log that our own code wrote; nothing if there is none yet, or no log to read."""
    log = f"{path}/taskInstances/{instance['task_id']}/logs/{instance['try_number']}?map_index={instance['map_index']}"
    try:
        lines = client.call("GET", log)["content"]
    except (airflow.AirflowError, OSError):  # a word about progress is no reason to leave the night
        return ""
    ours = [line["event"] for line in lines if str(line.get("logger", "")).startswith(("plugins.", "models."))]
    return textwrap.shorten(ours[-1], WORD_WIDTH, placeholder=" ...") if ours else ""


def _name(instance: dict[str, Any]) -> str:
    label = instance.get("rendered_map_index")
    return f"{instance['task_id']} {label}" if label else instance["task_id"]


def _prepare_airflow() -> None:
    with house.telling("Airflow's metadata"):
        airflow.prepare()


def _deliver() -> date:
    """The night to run: the newest delivered one that has no plan yet, else the next one, which the market delivers first."""
    nights = _delivered_nights()
    if not nights:
        with house.telling("the simulated market opens and delivers its first night"):
            if not _simulated():
                _market("create", "--seed", MARKET_SEED)
            _market("deliver", "--landing", landing(), "--night", FIRST_NIGHT.isoformat())
        nights = _delivered_nights()
    night = nights[-1]
    if stages.latest("plan", night) is None or not _simulated():
        return night
    night += timedelta(days=1)
    with house.telling(f"the simulated market delivers {night}"):
        _market("deliver", "--landing", landing(), "--plans", str(data() / "activation"), "--night", night.isoformat())
    return night


def _delivered_nights() -> list[date]:
    """Days on which anything was delivered into a local landing zone, in order."""
    folders = Path(landing()).glob("*/????-??-??")
    return sorted({date.fromisoformat(folder.name) for folder in folders if any(folder.iterdir())})


def _simulated() -> bool:
    return house.market_home().exists()


def _market(verb: str, *arguments: str) -> None:
    ran = subprocess.run(house.market(verb, "--home", str(house.market_home()), *arguments), cwd=ROOT)
    if ran.returncode != 0:
        raise airflow.AirflowError(f"the simulated market refused {verb!r}; its own message stands above")


def _wait_for_dag(client: airflow.Client, patience: float = 120) -> None:
    """Wait until Airflow has parsed the DAG, then let it run."""
    deadline = time.monotonic() + patience
    while True:
        try:
            client.call("PATCH", f"/api/v2/dags/{DAG}", {"is_paused": False})
            return
        except airflow.AirflowError as error:
            if time.monotonic() > deadline:
                faults = client.call("GET", "/api/v2/importErrors")["import_errors"]
                why = faults[0]["stack_trace"] if faults else str(error)
                raise airflow.AirflowError(f"Airflow has no DAG {DAG!r}: {why}") from None
        time.sleep(1)

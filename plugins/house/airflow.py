"""Airflow on this machine: its settings, its four components, its users, and the doors that a script may use."""

import base64
import json
import os
import secrets
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from config import loop
from plugins.house import processes
from plugins.house.places import ROOT, data, landing, read_env, secrets_file, setting, ui

# Logs are read from disk on this one machine: a log server would listen beyond loopback.
COMPONENTS = {
    "scheduler": ["scheduler", "--skip-serve-logs"],
    "dag-processor": ["dag-processor"],
    "triggerer": ["triggerer", "--skip-serve-logs"],
    "api-server": ["api-server"],
}
# Who may log in, and as what in Airflow's own roles. The passwords are made at the first start.
USERS = {"admin": "Admin", "engineer": "Op", "analyst": "Viewer", "marketer": "User", "finance": "User"}


class AirflowError(RuntimeError):
    """Airflow didn't start or refused a request: says which component, and where its log is."""


def new_secrets() -> dict[str, str]:
    """Keys that Airflow signs and encrypts with, and a password for each user."""
    keys = {
        "AIRFLOW__CORE__FERNET_KEY": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "AIRFLOW__API__SECRET_KEY": secrets.token_urlsafe(32),
        "AIRFLOW__API_AUTH__JWT_SECRET": secrets.token_urlsafe(48),
    }
    return keys | {_password_name(user): secrets.token_urlsafe(12) for user in USERS}


def environment() -> dict[str, str]:
    """Environment of every Airflow process: the caller's, the house's secrets, and Airflow's settings on top.

    What the caller sets himself under Airflow's own names (another metadata server, say) wins.
    """
    settings = loop.load()
    house = read_env(secrets_file())
    port = house["MIXLOOP_AIRFLOW_PORT"]
    home = data() / "airflow"
    threads = str(settings.workers)
    ours = {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(home / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__PARALLELISM": str(settings.workers),
        "AIRFLOW__CORE__MAX_ACTIVE_TASKS_PER_DAG": str(settings.workers),
        "AIRFLOW__CORE__DEFAULT_TIMEZONE": settings.timezone,
        "AIRFLOW__CORE__AUTH_MANAGER": "airflow.providers.fab.auth_manager.fab_auth_manager.FabAuthManager",
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{port}/execution/",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_POOL_SIZE": "5",
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": port,
        "AIRFLOW__API__BASE_URL": ui(),
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__DAG_PROCESSOR__PARSING_PROCESSES": "1",
        "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": "60",
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(home / "logs"),
        "AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT": "3600",
        "AIRFLOW__SCHEDULER__ORPHANED_TASKS_CHECK_INTERVAL": "60",  # tasks of a killed scheduler: looked for each minute
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
        "PYTHONPATH": str(ROOT),
        "MIXLOOP_DATA": str(data()),
        "MIXLOOP_LANDING": landing(),
        "OMP_NUM_THREADS": threads,
        "OPENBLAS_NUM_THREADS": threads,
        "NUMBA_CACHE_DIR": str(data() / "numba"),
        "MPLCONFIGDIR": str(data() / "matplotlib"),
        "GX_ANALYTICS_ENABLED": "false",
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DO_NOT_TRACK": "1",
    }
    given = {name: value for name, value in os.environ.items() if name.startswith(("AIRFLOW__", "MIXLOOP_"))}
    kept_back = ("PASSWORD_", "MIXLOOP_USER_")  # no task needs the administrator's or a person's password
    house = {name: value for name, value in house.items() if not name.startswith(kept_back)}
    return os.environ | ours | house | given


def prepare() -> None:
    """Bring Airflow's metadata to this version, with its users and pools; safe to run again."""
    (data() / "airflow" / "plugins").mkdir(parents=True, exist_ok=True)
    ran = subprocess.run(
        [sys.executable, "-m", "plugins.house.metadata"], env=environment(), cwd=ROOT, capture_output=True, text=True
    )
    if ran.returncode != 0:
        log = processes.log_of("metadata")
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text(ran.stdout + ran.stderr)
        last = (ran.stderr.strip().splitlines() or ["no message"])[-1]
        raise AirflowError(f"Airflow's metadata could not be set up: {last}; the whole story is in {log}")


def start() -> None:
    """Start the four components that don't run yet."""
    settings = environment()
    for name, arguments in COMPONENTS.items():
        processes.start(name, [sys.executable, "-m", "airflow", *arguments], settings)


def wait_until_healthy(patience: float = 180) -> Iterator[str]:
    """Yield what is still awaited, about once a second, until every component reports healthy."""
    deadline = time.monotonic() + patience
    while waiting := _unhealthy():
        for name in COMPONENTS:
            if not processes.running(name):
                raise AirflowError(f"{name} ended at once: {processes.tail(name)}\n(log: {processes.log_of(name)})")
        if time.monotonic() > deadline:
            raise AirflowError(f"not healthy after {patience:.0f} s: {', '.join(waiting)}; see {data() / 'logs'}")
        yield ", ".join(waiting)
        time.sleep(1)


def user_password(user: str) -> str:
    """The generated password of one of the users."""
    return read_env(secrets_file())[_password_name(user)]


class Client:
    """Airflow's REST door, as one of the users."""

    def __init__(self, user: str = "admin") -> None:
        self._base = _door()
        login = {"username": user, "password": user_password(user)}
        self._token = self.call("POST", "/auth/token", login, signed=False)["access_token"]

    def call(self, method: str, path: str, body: dict[str, Any] | None = None, signed: bool = True) -> Any:
        """Send one request and return the decoded answer; a refusal raises AirflowError with Airflow's own words."""
        request = urllib.request.Request(
            self._base + path, method=method, data=json.dumps(body).encode() if body is not None else None
        )
        request.add_header("Content-Type", "application/json")
        if signed:
            request.add_header("Authorization", f"Bearer {self._token}")
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                text = answer.read()
        except urllib.error.HTTPError as error:
            detail = error.read().decode(errors="replace")[:500]
            raise AirflowError(f"{method} {path}: {error.code} {detail}") from None
        return json.loads(text) if text else None


def _unhealthy() -> list[str]:
    """Components that don't report healthy yet."""
    url = f"{_door()}/api/v2/monitor/health"
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            health = json.load(answer)
    except (OSError, ValueError):
        return ["api-server"]
    return [part for part, state in health.items() if (state or {}).get("status") != "healthy"]


def _door() -> str:
    """Address of the API server on this machine."""
    return f"http://127.0.0.1:{setting('MIXLOOP_AIRFLOW_PORT')}"


def _password_name(user: str) -> str:
    return f"MIXLOOP_USER_{user.upper()}"

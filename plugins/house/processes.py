"""Long-running processes of the house: each started once, found again by id and start time, ended with its children."""

import contextlib
import json
import os
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

import psutil

from plugins.house.places import data


def start(name: str, command: Sequence[str], environment: dict[str, str]) -> None:
    """Start `command` in the background unless it runs already; its output goes to `logs/<name>.log` in the data folder."""
    if running(name):
        return
    log = log_of(name)
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, env=environment, cwd=data(), stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            start_new_session=True,
        )  # fmt: skip
    card = _card(name)
    card.parent.mkdir(parents=True, exist_ok=True)
    card.write_text(json.dumps({"pid": process.pid, "started": psutil.Process(process.pid).create_time()}))


def running(name: str) -> psutil.Process | None:
    """The process that we started under this name, if it still runs; never another that got its number since."""
    with contextlib.suppress(FileNotFoundError, psutil.NoSuchProcess, json.JSONDecodeError):
        card = json.loads(_card(name).read_text())
        process = psutil.Process(card["pid"])
        if abs(process.create_time() - card["started"]) < 1 and process.status() != psutil.STATUS_ZOMBIE:
            return process
    return None


def stop(names: Sequence[str], patience: float = 20) -> None:
    """End the processes and all their descendants: asked first, forced after `patience` seconds."""
    parents = [process for name in names if (process := running(name))]
    family = {child for parent in parents for child in _family(parent)}
    for parent in parents:
        with contextlib.suppress(psutil.NoSuchProcess):
            parent.send_signal(signal.SIGTERM)
    _, left = psutil.wait_procs(list(family), timeout=patience)
    for process in left:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(left, timeout=5)
    for name in names:
        _card(name).unlink(missing_ok=True)


def log_of(name: str) -> Path:
    """The log file of a process."""
    return data() / "logs" / f"{name}.log"


def tail(name: str, lines: int = 5) -> str:
    """Last lines of a process's log, for an error message."""
    log = log_of(name)
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:]) if log.exists() else ""


def _card(name: str) -> Path:
    return data() / "run" / f"{name}.json"


def _family(parent: psutil.Process) -> list[psutil.Process]:
    """The process, its descendants, and what else lives in the session it opened (orphans included)."""
    with contextlib.suppress(psutil.NoSuchProcess):
        session = os.getsid(parent.pid)
        members = [process for process in psutil.process_iter() if _session(process) == session]
        return list({parent, *parent.children(recursive=True), *members})
    return []


def _session(process: psutil.Process) -> int | None:
    try:
        return os.getsid(process.pid)
    except (ProcessLookupError, PermissionError):
        return None

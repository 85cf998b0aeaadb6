"""Processes of the house: started once, found again, ended with all their children, and never a stranger's."""

import json
import os
import sys
import time

import psutil
import pytest

from plugins.house import processes
from plugins.house.places import read_env, write_env

SLEEPS = [
    sys.executable,
    "-c",
    "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(60)'])",
]


@pytest.fixture(autouse=True)
def _data(tmp_path, monkeypatch):
    monkeypatch.setenv("MIXLOOP_DATA", str(tmp_path))
    yield
    processes.stop(["sleeper"], patience=2)


def _until(condition, patience=10):
    deadline = time.monotonic() + patience
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    return condition()


def test_starting_twice_keeps_the_first():
    processes.start("sleeper", SLEEPS, dict(os.environ))
    first = processes.running("sleeper").pid
    processes.start("sleeper", SLEEPS, dict(os.environ))
    assert processes.running("sleeper").pid == first


def test_stopping_ends_the_children_too():
    processes.start("sleeper", SLEEPS, dict(os.environ))
    parent = processes.running("sleeper")
    assert _until(parent.children)
    family = [parent, *parent.children(recursive=True)]
    processes.stop(["sleeper"], patience=5)
    assert not any(member.is_running() and member.status() != psutil.STATUS_ZOMBIE for member in family)


def test_a_stranger_with_a_reused_number_is_not_taken_for_ours(tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "sleeper.json").write_text(json.dumps({"pid": os.getpid(), "started": 1.0}))
    assert processes.running("sleeper") is None


def test_secrets_are_readable_by_their_owner_only(tmp_path):
    file = tmp_path / "secrets" / "house.env"
    write_env(file, {"A": "1=2"})
    assert (file.stat().st_mode & 0o777, read_env(file)) == (0o600, {"A": "1=2"})

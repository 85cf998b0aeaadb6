"""Stopping leaves nothing behind."""

import json

import psutil


def _family(house) -> list[psutil.Process]:
    parents = [psutil.Process(json.loads(card.read_text())["pid"]) for card in (house.data / "run").glob("*.json")]
    return parents + [child for parent in parents for child in parent.children(recursive=True)]


def test_down_leaves_no_process(house, printed):
    family = _family(house)
    assert len(family) > 5
    ran = house.command("plugins.house", "down")
    assert ran.returncode == 0, ran.stderr
    left = [process for process in family if process.is_running() and process.status() != psutil.STATUS_ZOMBIE]
    assert left == []

"""A peak of many parts, its loader and its database killed on the way: nothing is lost, nothing doubled."""

import subprocess
import sys

import pytest

from bench import peaks
from bench.kills import Killer
from plugins.marts import build_marts

PARTS, ROWS_A_PART = 5, 60_000


@pytest.mark.proof("R6")
def test_parts_whose_loader_and_database_are_killed_lose_and_double_nothing(server, warehouse, tmp_path):
    peaks.deliver(tmp_path / "landing", rows=PARTS * ROWS_A_PART, parts=PARTS)
    killer = Killer(server)
    command = [sys.executable, "-m", "plugins.loader", "load", str(peaks.NIGHT), "google_ads"]
    for kill in (
        killer.loader_copying(ROWS_A_PART // 3),
        killer.database_copying(ROWS_A_PART // 3),
        killer.loader_after_booking(2),
    ):
        killer.run(command, kill)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    build_marts(peaks.NIGHT)
    found = peaks.compare(tmp_path / "landing")
    assert peaks.is_whole(found), found.differing()
    print(
        f"R6: {found.rows('files'):,} rows in {PARTS} parts, {killer.killed.total()} kills (loader, database): "
        f"{found.rows('files') - found.rows('raw')} lost or doubled; 10 million rows: docs/results/peaks.md"
    )

"""A command, and what it and all that it started used of memory at most."""

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path


def run_and_watch(command: list[str]) -> tuple[str, int]:
    """Run it to its end; what it printed, and the most MiB that one of its processes had. Looks twice a second."""
    with tempfile.TemporaryFile("w+") as printed, tempfile.TemporaryFile("w+") as told:
        with subprocess.Popen(command, stdout=printed, stderr=told, start_new_session=True) as child:
            peak = 0
            while child.poll() is None:
                peak = max(peak, *_high_water_marks(child.pid), 0)
                time.sleep(0.5)
        printed.seek(0), told.seek(0)
        if child.returncode:
            raise RuntimeError(f"{' '.join(command)}: {told.read()[-2000:]}")
        return printed.read(), peak // 1024


def _high_water_marks(session: int) -> Iterator[int]:
    """The most KiB that each process of the session has had."""
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            if os.getsid(int(status.parent.name)) == session:
                lines = status.read_text().splitlines()
                yield from (int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
        except OSError:  # it has ended
            continue

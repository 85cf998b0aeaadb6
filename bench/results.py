"""Where a long proof leaves its figures: a page with date, seeds and machine."""

import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def machine() -> str:
    """What the figures were measured on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.machine()}, Python {platform.python_version()}"


def measured() -> str:
    """When, at which commit and on what the figures of now are measured."""
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True
    ).stdout.strip()
    return f"Measured {datetime.now(UTC).date().isoformat()} at commit {commit}, on {machine()}."


def write(name: str, title: str, body: str) -> Path:
    """Write `docs/results/<name>.md` and return its path."""
    page = ROOT / "docs" / "results" / f"{name}.md"
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(f"# {title}\n\n{measured()}\n\n{body.rstrip()}\n")
    return page

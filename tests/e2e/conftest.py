"""A house of its own for the end-to-end tests: its data, its ports, its small market; taken down at the end."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg2
import pytest

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class House:
    """A house under test, driven as a person would: by its commands."""

    folder: Path
    environment: dict[str, str]

    def command(self, *arguments: str, timeout: float = 900) -> subprocess.CompletedProcess[str]:
        """Run `python -m ...` in the house's environment."""
        return subprocess.run(
            [sys.executable, "-m", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=timeout,
        )

    def run(self) -> str:
        """`make run`; returns what it printed."""
        ran = self.command("plugins.house", "run")
        assert ran.returncode == 0, f"{ran.stdout[-6000:]}\n{ran.stderr[-6000:]}"
        return ran.stdout

    def python(self, script: str) -> str:
        """Run a script in the house's environment; returns the last line it printed."""
        ran = subprocess.run(
            [sys.executable, "-c", script], cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=900
        )
        assert ran.returncode == 0, f"{ran.stdout[-3000:]}\n{ran.stderr[-3000:]}"
        return ran.stdout.strip().splitlines()[-1]

    def market(self, *arguments: str) -> None:
        """Ask the simulated market."""
        ran = self.command("market", *arguments)
        assert ran.returncode == 0, ran.stderr

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def settings(self) -> dict[str, str]:
        """The house's secrets and addresses."""
        lines = (self.data / "secrets" / "house.env").read_text().splitlines()
        return dict(line.split("=", 1) for line in lines)

    def rows(self, query: str, *values: object, role: str = "OWNER") -> list[tuple]:
        """Rows of a query in the house's warehouse."""
        connection = psycopg2.connect(self.settings()[f"MIXLOOP_WAREHOUSE_{role}"])
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(query, values or None)
                return cursor.fetchall()
        finally:
            connection.close()


@pytest.fixture(scope="session")
def house() -> Iterator[House]:
    """A house with a small market that has opened and delivered nothing yet; outside pytest's folder, like `server`."""
    folder = Path(tempfile.mkdtemp(prefix="mixloop-house-"))
    folder.chmod(0o755)
    own = {
        "MIXLOOP_DATA": str(folder / "data"),
        "MIXLOOP_LANDING": str(folder / "data" / "landing"),
        "MARKET_HOME": str(folder / "market"),
        "MARKET_KEY": str(folder / "key"),
        "PYTHONPATH": str(ROOT),
    }
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("MIXLOOP_", "AIRFLOW", "MARKET_"))
    }
    made = House(folder, kept | own)
    made.market("create", "--home", str(folder / "market"), "--world", "small", "--seed", "7")
    yield made
    made.command("plugins.house", "down")
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def printed(house: House) -> str:
    """What `make run` printed on its first night, from nothing."""
    return house.run()

"""What tests stand on: a real Postgres for the run, a fresh warehouse for each test that asks for one."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg2
import pytest

from plugins.house.postgres import Cluster, free_port, new_password
from plugins.warehouse.connection import Role
from plugins.warehouse.install import install, new_passwords

KINDS = ("unit", "integration", "e2e")

for _threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_threads, "1")
os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
os.environ.setdefault("DO_NOT_TRACK", "1")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test's kind is the folder it lies in."""
    root = Path(__file__).parent
    for item in items:
        kind = item.path.relative_to(root).parts[0]
        if kind in KINDS:
            item.add_marker(kind)


@pytest.fixture(scope="session")
def server() -> Iterator[Cluster]:
    """A Postgres server for this test run.

    Its folder lies outside pytest's own: pytest closes that to others, and as root the server runs as another user.
    """
    folder = Path(tempfile.mkdtemp(prefix="mixloop-postgres-"))
    folder.chmod(0o755)
    cluster = Cluster(folder=folder / "data", port=free_port(55400 + os.getpid() % 400), password=new_password())
    cluster.start()
    yield cluster
    cluster.stop()
    shutil.rmtree(folder)


@dataclass(frozen=True)
class Warehouse:
    """A fresh warehouse: its name, and each role's URL by the settings' names."""

    name: str
    urls: dict[str, str]

    def rows(self, query: str, *values: object, role: Role = "owner") -> list[tuple]:
        """Rows of a query, asked as `role`."""
        connection = psycopg2.connect(self.urls[f"MIXLOOP_WAREHOUSE_{role.upper()}"])
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(query, values or None)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()


@pytest.fixture(scope="session")
def _passwords() -> dict:
    return new_passwords()


def _fresh_warehouse(server: Cluster, passwords: dict, name: str) -> Warehouse:
    """A database of one of two names: dbt parses its project anew for each name, and that takes longer than most builds."""
    return Warehouse(name, install(server.url.replace("/postgres", f"/{name}"), name, passwords))


def _drop(server: Cluster, warehouse: Warehouse) -> None:
    connection = psycopg2.connect(server.url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"drop database {warehouse.name} with (force)")
    connection.close()


@pytest.fixture
def warehouse(
    server: Cluster, _passwords: dict, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Warehouse]:
    """A fresh database with the whole schema; the settings that the code reads point to it, and data to `tmp_path`."""
    fresh = _fresh_warehouse(server, _passwords, "of_a_test")
    for name, url in fresh.urls.items():
        monkeypatch.setenv(name, url)
    monkeypatch.setenv("MIXLOOP_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("MIXLOOP_LANDING", str(tmp_path / "landing"))
    yield fresh
    _drop(server, fresh)


@pytest.fixture(scope="module")
def shared_warehouse(
    server: Cluster, _passwords: dict, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Warehouse]:
    """Like `warehouse`, but one for a whole test module: for tests that only read what a costly build left."""
    fresh = _fresh_warehouse(server, _passwords, "of_a_module")
    folder = tmp_path_factory.mktemp("shared")
    patch = pytest.MonkeyPatch()
    for name, url in fresh.urls.items():
        patch.setenv(name, url)
    patch.setenv("MIXLOOP_DATA", str(folder / "data"))
    patch.setenv("MIXLOOP_LANDING", str(folder / "landing"))
    yield fresh
    patch.undo()
    _drop(server, fresh)

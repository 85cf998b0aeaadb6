"""What the project's own tests say of one mutant: does it run at all, do the unit tests notice, do the integration tests?"""

import importlib
import re
import shutil
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from bench.sql_mutants import equivalent
from bench.sql_mutants.killers import killers_of
from bench.sql_mutants.manifests import Manifests, readers_of
from bench.sql_mutants.mutants import WHOLE, Mutant
from plugins import marts
from plugins.house.places import ROOT
from plugins.house.postgres import Cluster
from plugins.marts import MartsError, build, dbt, standing
from plugins.warehouse import url
from tests.unit.channels.conftest import settings_with_all_channels

NIGHT = date(2026, 3, 4)
SINCE: dict[str, str | int] = {"low": "2026-03-03", "high": "2026-03-03", "load_no": 1}
# A table is made from nothing, or follows what changed: its SQL differs.
WAYS: dict[str, dict[str, Any]] = {"whole": {}, "followed": {"changed_since": SINCE, "only_what_changed": True}}
_PYTHON = (standing, build, marts)  # what may hold a mutant, in the order in which they import each other
_RAN_NOT = "mend the model"  # what plugins/marts says of a test that couldn't run
_FAILED = re.compile(r"marts of \S+ (model|test|unit_test|seed) (\w+)")
_KINDS = {"unit_test": "dbt unit test", "test": "dbt data test", "model": "model that refuses"}


class Asking:
    """Asks with a server, roles and manifests that stay; `scratch` is for what tests write."""

    def __init__(self, cluster: Cluster, passwords: dict[Any, str], manifests: Manifests, scratch: Path) -> None:
        self.cluster, self.passwords, self.manifests, self.scratch = cluster, passwords, manifests, scratch

    def make_standing(self) -> dict[str, Any]:
        """Make all relations, without rows, for the channels of all dialects: what unit tests and `explain` look up."""
        self._settle()
        dbt.run("seed", decision_date=NIGHT)
        dbt.run("run", decision_date=NIGHT)
        return {"end": "done"}

    def healthy(self, tests: list[str]) -> dict[str, Any]:
        """Whether tests pass without any mutant; without tests, dbt's unit tests."""
        if not tests:
            self._settle()
            dbt.run("test", "--select", "test_type:unit", decision_date=NIGHT)
            return {"end": "healthy", "by": ""}
        failed = self._pytest(tests)
        return {"end": "broken", "by": f"{failed[0]}: {failed[1]}"[:2000]} if failed else {"end": "healthy", "by": ""}

    def about(self, mutant: Mutant) -> dict[str, Any]:
        """What became of a mutant, and which kind of test by which name killed it."""
        self._settle()
        healthy = self.manifests.manifest(self._variables(), psycopg2.extensions.parse_dsn(url("dbt"))["dbname"])
        readers = readers_of(healthy, mutant, (self.manifests.healthy / mutant.file).read_text())
        files = [mutant.file]
        if not WHOLE.search(mutant.file):
            files += [node.original_file_path for node in healthy.nodes.values() if node.name in readers]
        self.manifests.mutant = mutant
        for module in _PYTHON if mutant.file.endswith(".py") else ():
            importlib.reload(module)
        try:
            self._unit_tests(readers)
        except MartsError as error:
            why = self._stillborn(mutant, readers) if _RAN_NOT in str(error) else ""
            return _born_dead(why) if why else _killed(str(error), "dbt")
        if why := self._stillborn(mutant, readers):
            return _born_dead(why)
        if argued := equivalent.why(mutant):
            return {"end": "survived", "kind": "", "by": argued}
        failed = self._pytest(killers_of(files))
        return _killed(failed[1], failed[0]) if failed else {"end": "survived", "kind": "", "by": ""}

    def _settle(self) -> None:
        """Settings with all dialects and with rates."""
        folder = self.scratch / "config"
        if not folder.exists():
            folder.mkdir(parents=True)
            settings_with_all_channels(folder)
        pytest.MonkeyPatch().setenv("MIXLOOP_CONFIG", str(folder))

    def _variables(self) -> dict[str, Any]:
        of_a_night = {"decision_date": NIGHT.isoformat(), "input_hash": "", "changed_since": None}
        return {**dbt.settings(), **of_a_night, "only_what_changed": False, "check_everything": True}

    def _stillborn(self, mutant: Mutant, models: list[str]) -> str:
        """What Postgres says of mutated SQL that it can't even plan; empty if it can."""
        options = dbt._connection()["PGOPTIONS"]
        with closing(psycopg2.connect(url("dbt"), options=options)) as connection, connection.cursor() as cursor:
            for way in WAYS if models else ():
                self.manifests.mutant = None
                healthy = self._compiled(models, way)
                self.manifests.mutant = mutant
                for name, code in self._compiled(models, way).items():
                    if code == healthy[name]:
                        continue
                    try:
                        cursor.execute(f"explain {code}")
                    except psycopg2.Error as error:
                        return f"{name}: {' '.join(str(error).split())}"[:300]
                    finally:
                        connection.rollback()
        return ""

    def _compiled(self, models: list[str], way: str) -> dict[str, str]:
        result = dbt.run("compile", "--select", *models, decision_date=NIGHT, **WAYS[way])
        return {one.node.name: one.node.compiled_code for one in result.results if one.node.resource_type == "model"}

    def _unit_tests(self, models: list[str]) -> None:
        if models:
            dbt.run("test", "--select", *(f"{name},test_type:unit" for name in models), decision_date=NIGHT)

    def _pytest(self, tests: list[str]) -> tuple[str, str] | None:
        """The first of these tests that fails, and what it says; None if all pass."""
        watch = _Watch(self.cluster, self.passwords)
        folder = self.scratch / "pytest"
        shutil.rmtree(folder, ignore_errors=True)
        with pytest.MonkeyPatch.context() as patch:
            patch.delenv("MIXLOOP_CONFIG", raising=False)
            patch.chdir(ROOT)
            arguments = ["-x", "-q", "-p", "no:cacheprovider", f"--basetemp={folder}", *tests]
            code = pytest.main(arguments, plugins=[watch])
        if watch.failed is None and code != 0:
            return "pytest", f"ended with {code}"
        return watch.failed


def _born_dead(why: str) -> dict[str, Any]:
    return {"end": "stillborn", "kind": "", "by": why}


def _killed(said: str, test: str) -> dict[str, Any]:
    """Killed by what a failure names: a test of dbt's, a model that refuses, or the test itself."""
    named = _FAILED.search(said)
    kind, by = (_KINDS.get(named[1], named[1]), named[2]) if named else ("integration test", test)
    return {"end": "killed", "kind": kind, "by": by, "test": test}


class _Watch:
    """Lends the worker's server to the tests, and notes the first that fails."""

    def __init__(self, cluster: Cluster, passwords: dict[Any, str]) -> None:
        self.lent: dict[str, Any] = {"server": cluster, "_passwords": passwords}
        self.failed: tuple[str, str] | None = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_fixture_setup(self, fixturedef: Any, request: Any) -> Any:
        """Give `server` and its passwords, instead of starting one for each mutant."""
        if fixturedef.argname not in self.lent:
            return None
        lent = self.lent[fixturedef.argname]
        fixturedef.cached_result = (lent, fixturedef.cache_key(request), None)
        return lent

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Note a failure, in whatever phase of the test."""
        if report.failed and self.failed is None:
            self.failed = (report.nodeid, report.longreprtext)

    def pytest_collectreport(self, report: Any) -> None:
        """A file that can't be collected kills nothing: it says so."""
        if report.failed and self.failed is None:
            self.failed = (report.nodeid, report.longreprtext)

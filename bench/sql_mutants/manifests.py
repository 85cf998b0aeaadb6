"""The project as dbt parsed it, with one mutant in it: parsed once and kept on disk, since parsing takes longer than most tests."""

import json
import pickle
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from bench.sql_mutants.edits import Edit
from bench.sql_mutants.mutants import Mutant
from plugins.marts import dbt


class Manifests:
    """Stands in for what `plugins.marts.dbt` parses: the healthy project's manifest, and the mutant put into each copy of it.

    Parameters
    ----------
    healthy : Path
        The project without any mutant. The worker's own files hold the mutant too, for processes that tests start.
    cache : Path
        Folder of the manifests that were parsed.
    """

    def __init__(self, healthy: Path, cache: Path) -> None:
        self.healthy, self.cache = healthy, cache
        self.mutant: Mutant | None = None
        self._parse: Callable[[dict[str, Any], str], Any] = dbt._manifest
        self._pickles: dict[str, bytes] = {}

    def install(self) -> None:
        """Let dbt's commands in this process have their manifests from here."""
        dbt._manifest = self.manifest

    def manifest(self, variables: dict[str, Any], database: str) -> Any:
        """A manifest of its own for one command."""
        found = pickle.loads(self._pickled(variables, database))
        if self.mutant is not None:
            put_into(found, self.mutant, (self.healthy / self.mutant.file).read_text())
        return found

    def _pickled(self, variables: dict[str, Any], database: str) -> bytes:
        of_the_night = {"decision_date": None, "input_hash": None, "changed_since": bool(variables["changed_since"])}
        project, dbt.PROJECT = dbt.PROJECT, self.healthy
        try:
            key = sha256(json.dumps([dbt.project_hash(), database, variables | of_the_night]).encode()).hexdigest()
            place = self.cache / f"{key}.pickle"
            if key not in self._pickles:
                if not place.exists():
                    place.with_suffix(".draft").write_bytes(pickle.dumps(self._parse(variables, database)))
                    place.with_suffix(".draft").rename(place)
                self._pickles[key] = place.read_bytes()
            return self._pickles[key]
        finally:
            dbt.PROJECT = project


def put_into(manifest: Any, mutant: Mutant, text: str) -> None:
    """Replace the SQL of the mutant's model, or of its macro, in a manifest; `text` is the file's own. Python isn't in there."""
    if mutant.file.endswith(".py"):
        return
    if mutant.file.startswith("models/"):
        node = next(node for node in manifest.nodes.values() if _is_of(node, mutant.file))
        node.raw_code = mutant.edit.applied_to(text)
        return
    macro = _macro_of(manifest, mutant, text)
    start = text.index(macro.macro_sql)
    edit = Edit(mutant.edit.operator, mutant.edit.start - start, mutant.edit.end - start, mutant.edit.new)
    macro.macro_sql = edit.applied_to(macro.macro_sql)


def readers_of(manifest: Any, mutant: Mutant, text: str) -> list[str]:
    """Names of the models whose own SQL the mutant may change: its model, or all that call its macro, however indirectly."""
    models = [node for node in manifest.nodes.values() if node.resource_type == "model"]
    if mutant.file.startswith("models/"):
        return [node.name for node in models if _is_of(node, mutant.file)]
    if mutant.file.endswith(".py"):
        return []
    callers = {_macro_of(manifest, mutant, text).unique_id}
    while more := {one.unique_id for one in manifest.macros.values() if callers & set(one.depends_on.macros)} - callers:
        callers |= more
    return sorted(node.name for node in models if callers & set(node.depends_on.macros))


def _macro_of(manifest: Any, mutant: Mutant, text: str) -> Any:
    theirs = [macro for macro in manifest.macros.values() if _is_of(macro, mutant.file)]
    return next(macro for macro in theirs if _holds(macro.macro_sql, text, mutant.edit))


def _is_of(node: Any, file: str) -> bool:
    return bool(node.package_name == "mixloop" and node.original_file_path == file)


def _holds(part: str, text: str, edit: Edit) -> bool:
    start = text.find(part)
    return 0 <= start <= edit.start and edit.end <= start + len(part)

"""Mutants of the few lines of Python that say what the tables stand for while a build runs, and after it broke off."""

from pathlib import Path

from bench.sql_mutants.edits import Edit
from bench.sql_mutants.mutants import Mutant

_STANDING, _BUILD = "../plugins/marts/standing.py", "../plugins/marts/build.py"
_EDITS = [
    (_STANDING, "stretched_to", "low=min(self.low, night)", "low=self.low"),
    (_STANDING, "stretched_to", "high=max(self.high, night)", "high=self.high"),
    (_STANDING, "stretched_to", "is_whole=False)", "is_whole=True)"),
    (_STANDING, "begin", "before is None or before.project_hash != project_hash", "before is None"),
    (_STANDING, "begin", "_write(connection, before.stretched_to(night))", "_write(connection, before)"),
    (_BUILD, "_build", "is_whole = before is not None and before.is_whole", "is_whole = before is not None"),
]


class LostLineError(ValueError):
    """A line that is to be mutated isn't there any more: names it."""


def mutants_of(project: Path) -> list[Mutant]:
    """All of them; files are named from the dbt project, as others' are."""
    return [_mutant(project, *edit) for edit in _EDITS]


def _mutant(project: Path, file: str, place: str, before: str, after: str) -> Mutant:
    text = (project / file).read_text()
    if text.count(before) != 1:
        raise LostLineError(
            f"{file} holds {before!r} {text.count(before)} times, wanted once: mend bench/sql_mutants/by_hand.py"
        )
    start = text.index(before)
    edit = Edit("standing", start, start + len(before), after)
    return Mutant(file, text.count("\n", 0, start) + 1, place, edit, before, after)

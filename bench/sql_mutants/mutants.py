"""All mutants of the project's models and macros, and the sample of them that a run tries."""

import hashlib
import math
import re
from dataclasses import dataclass
from pathlib import Path

from bench.sql_mutants.edits import Edit, edits

FOLDERS = ("models", "macros")
# What decides which rows a night makes anew is tried whole: a slip there shows on some later night only.
WHOLE = re.compile(r"models/intermediate/changes/|__changed|macros/change[sd]\.sql|plugins/marts/")
_MACRO = re.compile(r"\{%-?\s*macro (\w+)")
_ELSEWHERE = "spark__"  # macros that another engine runs
_NAMED = re.compile(r"(\w+)(?: \([\w, ]+\))? as \(|\{%-?\s*macro (\w+)")


@dataclass(frozen=True)
class Mutant:
    """One edit of one file of the dbt project; `place` is the query or macro in it."""

    file: str
    line: int
    place: str
    edit: Edit
    before: str
    after: str

    @property
    def id(self) -> str:
        """Short and steady: it hangs on the file's own text around the edit, not on lines."""
        told = "|".join((self.file, self.place, self.edit.operator, self.before, self.after))
        return hashlib.sha256(told.encode()).hexdigest()[:10]

    @property
    def what(self) -> str:
        """The edit as people read it."""
        return f"{self.before} → {self.after}"


def mutants_of(project: Path) -> list[Mutant]:
    """All mutants of the project's SQL that Postgres runs; of edits that read alike in one query, the first."""
    found: dict[str, Mutant] = {}
    for folder in FOLDERS:
        for path in sorted((project / folder).rglob("*.sql")):
            for mutant in _mutants_of(path.read_text(), path.relative_to(project).as_posix()):
                found.setdefault(mutant.id, mutant)
    return list(found.values())


def sample(mutants: list[Mutant], size: int, seed: int) -> list[Mutant]:
    """About `size` mutants: all of what follows changes, and of every other file a share that grows with the root of its mutants.

    Which of a file's mutants come first hangs on the seed and on themselves alone, so that another file's change leaves them be.
    """
    by_file: dict[str, list[Mutant]] = {}
    for mutant in mutants:
        by_file.setdefault(mutant.file, []).append(mutant)
    chosen = [mutant for file, theirs in by_file.items() if WHOLE.search(file) for mutant in theirs]
    others = {file: theirs for file, theirs in by_file.items() if not WHOLE.search(file)}
    roots = sum(math.sqrt(len(theirs)) for theirs in others.values()) or 1
    share = max(0, size - len(chosen)) / roots
    for theirs in others.values():
        drawn = sorted(theirs, key=lambda mutant: hashlib.sha256(f"{seed} {mutant.id}".encode()).digest())
        chosen += drawn[: max(2, round(share * math.sqrt(len(theirs))))]
    return sorted(chosen, key=lambda mutant: (mutant.file, mutant.line, mutant.edit.start, mutant.id))


def _mutants_of(text: str, file: str) -> list[Mutant]:
    return [
        Mutant(file, text.count("\n", 0, edit.start) + 1, _place(text, edit.start), edit, *_shown(text, edit))
        for edit in edits(text)
        if not _is_elsewhere(text, edit.start)
    ]


def _is_elsewhere(text: str, start: int) -> bool:
    return any(name.startswith(_ELSEWHERE) for name in _MACRO.findall(text, 0, start)[-1:])


def _place(text: str, start: int) -> str:
    """Name of the common table expression or macro that holds the edit; 'the end' for a model's last query."""
    name, opened = "the end", 0
    for found in _NAMED.finditer(text, 0, start):
        name, opened = found[1] or found[2], found.end()
    inside = re.sub(r"\{\{.*?\}\}|--[^\n]*|'[^']*'", "", text[opened:start])
    has_ended = (
        name != "the end"
        and _NAMED.search(text[:start])
        and text[opened - 1] == "("
        and inside.count(")") > inside.count("(")
    )
    return "the end" if has_ended else name


def _shown(text: str, edit: Edit) -> tuple[str, str]:
    """The lines of the edit before and after it, on one line each, without what is alike on both sides but for a few words."""
    first = text.rfind("\n", 0, edit.start) + 1
    last = text.find("\n", edit.end)
    last = len(text) if last < 0 else last
    before = " ".join(text[first:last].split())
    after = " ".join((text[first : edit.start] + edit.new + text[edit.end : last]).split())
    return before, after

"""Mutants that no test can kill, since they say the same: each argued in equivalent.yml, and counted apart."""

from functools import cache
from pathlib import Path

import yaml

from bench.sql_mutants.mutants import Mutant

FILE = Path(__file__).with_name("equivalent.yml")


class EquivalentError(ValueError):
    """An argued mutant that isn't one: names it."""


def why(mutant: Mutant) -> str | None:
    """Why the mutant is no other SQL than the original; None if nobody argued so."""
    return argued().get((mutant.file, mutant.place, mutant.edit.operator, mutant.before, mutant.after))


@cache
def argued() -> dict[tuple[str, str, str, str, str], str]:
    """Reasons by file, query, kind of edit, and its line before and after."""
    told = yaml.safe_load(FILE.read_text())
    return {
        (file, one["in"], one["edit"], one["before"], one["after"]): " ".join(one["why"].split())
        for file, theirs in told.items()
        for one in theirs
    }


def stale(every: list[Mutant]) -> list[str]:
    """Entries that match no mutant of today's SQL."""
    alive = {(one.file, one.place, one.edit.operator, one.before, one.after) for one in every}
    return [
        f"{file}: {place}: {before}"
        for file, place, operator, before, after in argued()
        if (file, place, operator, before, after) not in alive
    ]

"""docs/results/sql_mutants.md and .json: how many mutants were killed, by what, and which are alive."""

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from bench import results
from bench.sql_mutants import equivalent
from bench.sql_mutants.mutants import Mutant

NAME = "sql_mutants"
Found = list[tuple[Mutant, dict[str, Any]]]


def write(every: list[Mutant], chosen: list[Mutant], answers: dict[str, dict[str, Any]], seed: int) -> float:
    """Write both; the share of mutants that were killed, of those that aren't argued to be equivalent."""
    asked = [(one, answers[one.id]) for one in chosen]
    counted = [(one, answer) for one, answer in asked if answer["end"] != "stillborn"]
    alive = [(one, answer) for one, answer in counted if answer["end"] != "killed"]
    survivors = [(one, answer) for one, answer in alive if not equivalent.why(one)]
    equal = [one for one, _ in alive if equivalent.why(one)]
    killed = len(counted) - len(alive)
    rate = killed / (len(counted) - len(equal))
    title = "SQL that is wrong in one place, and whether the tests notice"
    head = f"""\
`make prove-mutants`, seed {seed}: {len(chosen)} of {len(every):,} mutants of the models and macros, each with one edit; all of
what follows changes, and of every other file some.

- Killed: **{rate:.1%}** ({killed} of {len(counted) - len(equal)}).
- With the {len(equal)} that say the same as the original, each argued in bench/sql_mutants/equivalent.yml:
  {killed / len(counted):.1%} ({killed} of {len(counted)}).
- Not counted: {len(asked) - len(counted)} that Postgres can't plan.
- Alive: {len(survivors)}, listed at the end.
- Time: {sum(answer["seconds"] for _, answer in asked) / 3600:.1f} hours of workers."""
    parts = [
        head,
        _table("edit", counted, lambda one: one.edit.operator),
        _table("folder", counted, lambda one: "/".join(one.file.split("/")[:-1])),
        _killers(counted),
        _list("Alive", [(one, "") for one, _ in survivors]),
        _list("Equal to the original", [(one, equivalent.why(one) or "") for one in equal]),
    ]
    page = results.write(NAME, title, "\n\n".join(parts))
    figures = {
        "measured": results.measured(),
        "seed": seed,
        "mutants": len(every),
        "asked": len(asked),
        "stillborn": len(asked) - len(counted),
        "killed": killed,
        "equivalent": len(equal),
        "survived": len(survivors),
        "rate": rate,
        "rate_with_equivalent": killed / len(counted),
        "answers": [_told(one, answer) for one, answer in asked],
    }
    page.with_suffix(".json").write_text(json.dumps(figures, indent=1, ensure_ascii=False) + os.linesep)
    print(head)
    return rate


def _told(one: Mutant, answer: dict[str, Any]) -> dict[str, Any]:
    found = {name: answer[name] for name in ("end", "kind", "by") if answer.get(name)}
    edit = {"edit": one.edit.operator, "before": one.before, "after": one.after}
    return {"id": one.id, "file": one.file, "line": one.line, "in": one.place, **edit, **found}


def _table(name: str, counted: Found, group: Callable[[Mutant], str]) -> str:
    found = Counter((group(one), _end(one, answer)) for one, answer in counted)
    rows = sorted({key for key, _ in found})
    lines = [f"| {key} | {found[key, 'killed']} | {found[key, 'equal']} | {found[key, 'alive']} |" for key in rows]
    return "\n".join([f"| {name} | killed | equal to the original | alive |", "|---|---:|---:|---:|", *lines])


def _end(one: Mutant, answer: dict[str, Any]) -> str:
    if answer["end"] == "killed":
        return "killed"
    return "equal" if equivalent.why(one) else "alive"


def _killers(counted: Found) -> str:
    kinds = Counter(answer["kind"] for _, answer in counted if answer["end"] == "killed")
    lines = [f"| {kind} | {number} |" for kind, number in kinds.most_common()]
    return "\n".join(["| killed by | mutants |", "|---|---:|", *lines])


def _list(title: str, listed: Iterable[tuple[Mutant, str]]) -> str:
    lines = []
    for one, why in listed:
        place = f"- `{one.file}`, line {one.line}, in {one.place} ({one.edit.operator})"
        lines.append(f"{place}: `{one.before}` → `{one.after}`{f'. {why}' if why else ''}")
    return "\n".join([f"## {title}", "", *(lines or ["None."])])

"""What a night comes to, printed for a terminal: what executes now, the verdicts, how long it took, where things are.

`python -m plugins.report 2026-03-02 --lines` prints it again, with every plan line.
"""

import argparse
import shutil
import sys
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from psycopg2.extensions import connection as Connection
from psycopg2.extras import NamedTupleCursor

from plugins.house.places import data, secrets_file, ui
from plugins.mail import numbers, words
from plugins.mail.columns import aligned
from plugins.mail.reading import NoPlanError, read_night
from plugins.mail.view import Night
from plugins.marts.dbt import docs_page
from plugins.warehouse import connect, url

WIDTH = 120


@dataclass(frozen=True, kw_only=True)
class Place:
    """Something to look at, and where."""

    what: str
    where: str


def print_night(
    decision_date: date, *, task_seconds: Mapping[str, float] | None = None, all_lines: bool = False
) -> None:
    """Print the night of `decision_date`.

    Parameters
    ----------
    task_seconds : mapping, optional
        Wall time of each Airflow task; printed beside what the stages' own books say.
    all_lines : bool
        Print every line of `plan.active` too.
    """
    connection = connect("loop")
    try:
        for line in _night(connection, decision_date, task_seconds or {}, all_lines):
            print(line)
    finally:
        connection.close()


def _night(
    connection: Connection, decision_date: date, task_seconds: Mapping[str, float], all_lines: bool
) -> Iterator[str]:
    active = _rows(connection, "select * from plan.active order by channel, geo")
    try:
        night = read_night(connection, decision_date)
    except NoPlanError:
        night = None
    yield from _headline(decision_date, night, active)
    if active:
        (head,) = _rows(connection, "select * from plan.plans where plan_id = %s", active[0].plan_id)
        told = _rows(connection, "select * from plan.plan_effects where plan_id = %s", active[0].plan_id)
        yield from _budgets(active, _effect(head), {(row.scope, row.name): _effect(row) for row in told})
        if all_lines:
            yield from _every_line(active)
    if night is not None:
        yield from _verdicts(night)
    yield from _times(connection, decision_date, task_seconds)
    yield from _places(decision_date, night)


def _headline(decision_date: date, night: Night | None, active: Sequence[Any]) -> Iterator[str]:
    yield ""
    if night is None:
        yield f"NO PLAN for {words.day(decision_date)}: the night did not get that far."
    else:
        yield f"{words.verdict(night)} | plan {night.plan_id} for {words.day(decision_date)}, {night.status}"
        yield from _wrapped(words.to_do(night))
        yield from _wrapped(words.worth(night))
    if not active:
        yield "Nothing executes: no plan was ever approved."
    elif night is None or active[0].plan_id != night.plan_id:
        yield f"What executes now is plan {active[0].plan_id}, the last approved one."


def _budgets(active: Sequence[Any], whole_plan: str, effects: Mapping[tuple[str, str], str]) -> Iterator[str]:
    first = active[0]
    yield from _heading(f"Plan {first.plan_id}, {first.currency} a day from {words.short_day(first.first_day)}"
                        f" to {words.short_day(first.last_day)}")  # fmt: skip
    header = ("channel", "now", "new", "change", "%", "effect (80 % interval)", "verdict")
    rows = [
        (*_amounts(name, lines), effects["channel", name], "/".join(sorted({line.verdict for line in lines})))
        for name, lines in _by("channel", active).items()
    ]
    yield from aligned(header, [*rows, (*_amounts("all channels", active), whole_plan, "")])
    yield ""
    geos = [(*_amounts(name, lines), effects["geo", name]) for name, lines in _by("geo", active).items()]
    yield from aligned(("geo", *header[1:6]), [*geos, (*_amounts("all geos", active), whole_plan)])
    yield "Intervals are of joint draws: they don't add up."


def _every_line(active: Sequence[Any]) -> Iterator[str]:
    yield from _heading("Every line")
    for line in active:
        amounts = " ".join(_amounts(f"{line.channel} {line.geo}", [line]))
        yield from _wrapped(f"{amounts}: {line.reason}")


def _verdicts(night: Night) -> Iterator[str]:
    yield from _heading("Verdicts")
    for check in night.checks:
        failing = f": {check.failing}" if check.failing else ""
        yield from _wrapped(f"{words.meaning(check)}{failing}", lead=f"{check.scope:<14} {check.verdict:<8} ")
    if not night.checks:
        yield "The gate has not answered."


def _times(connection: Connection, decision_date: date, task_seconds: Mapping[str, float]) -> Iterator[str]:
    stages = _rows(
        connection,
        "select distinct on (stage) stage, version, seconds, finished_at from ops.stages where decision_date = %s"
        " order by stage, version desc",
        decision_date,
    )
    yield from _heading("How long it took, seconds")
    in_order = sorted(stages, key=lambda row: row.finished_at)
    yield from aligned(
        ("stage", "version", "seconds"), [(row.stage, str(row.version), f"{row.seconds:,.1f}") for row in in_order]
    )
    if task_seconds:
        yield ""
        tasks = [(name, f"{seconds:,.1f}") for name, seconds in task_seconds.items()]
        yield from aligned(("Airflow task, start-up included", "seconds"), tasks)


def _places(decision_date: date, night: Night | None) -> Iterator[str]:
    yield from _heading("Where")
    for place in places(decision_date, night.plan_id if night else None):
        yield f"{place.what:<14} {place.where}"


def places(decision_date: date, plan_id: str | None) -> list[Place]:
    """Where the night's letter, documents, tables and pages are; what isn't there yet is marked."""
    outbox, docs = data() / "outbox", data() / "data_docs" / decision_date.isoformat()
    server = urlsplit(url("analyst"))
    tables = f"psql -h {server.hostname} -p {server.port or 5432} -U {server.username} {server.path.lstrip('/')}"
    return [
        *([Place(what="e-mail", where=_path(outbox / f"{plan_id}.html"))] if plan_id else []),
        *([Place(what="  as sent", where=_path(outbox / f"{plan_id}.eml"))] if plan_id else []),
        *(Place(what=f"Data Docs {gate}", where=_path(docs / gate / "index.html")) for gate in ("raw", "mart")),
        Place(what="dbt docs", where=_path(docs_page())),
        Place(what="tables", where=f"{tables}   (password: MIXLOOP_WAREHOUSE_ANALYST in {secrets_file()})"),
        Place(what="Airflow", where=f"{ui()}/dags/nightly_loop   (users: MIXLOOP_USER_... in {secrets_file()})"),
    ]


def _by(key: str, active: Sequence[Any]) -> dict[str, list[Any]]:
    groups: dict[str, list[Any]] = {}
    for line in active:
        groups.setdefault(getattr(line, key), []).append(line)
    return dict(sorted(groups.items()))


def _amounts(name: str, lines: Sequence[Any]) -> tuple[str, str, str, str, str]:
    now, new, change = (
        sum(getattr(line, amount) for line in lines)
        for amount in ("current_micros", "proposed_micros", "change_micros")
    )
    return name, numbers.money(now), numbers.money(new), numbers.change(change), numbers.percent(change, now)


def _effect(row: Any) -> str:
    low, high = numbers.whole(row.effect_low_micros), numbers.whole(row.effect_high_micros)
    return f"{numbers.whole_change(row.expected_effect_micros)} ({low} to {high})"


def _heading(text: str) -> list[str]:
    return ["", text.upper()]


def _wrapped(text: str, lead: str = "  ") -> list[str]:
    width = min(WIDTH, max(60, shutil.get_terminal_size((WIDTH, 24)).columns))
    return textwrap.wrap(words.one_line(text), width, initial_indent=lead, subsequent_indent=" " * len(lead))


def _path(path: Path) -> str:
    return str(path) if path.exists() else f"{path}   (not there)"


def _rows(connection: Connection, query: str, *values: object) -> list[Any]:
    with connection.cursor(cursor_factory=NamedTupleCursor) as cursor:
        cursor.execute(query, values)  # type: ignore[no-untyped-call]
        return cursor.fetchall()


def main(arguments: list[str] | None = None) -> int:
    """Entry of `python -m plugins.report`."""
    parser = argparse.ArgumentParser(prog="python -m plugins.report", description=__doc__.split("\n")[0])
    parser.add_argument("decision_date", type=date.fromisoformat, help="the night, like 2026-03-02")
    parser.add_argument("--lines", action="store_true", help="print every plan line with its reason")
    options = parser.parse_args(arguments)
    print_night(options.decision_date, all_lines=options.lines)
    return 0


if __name__ == "__main__":
    sys.exit(main())

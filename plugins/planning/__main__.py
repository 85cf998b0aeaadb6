"""`python -m plugins.planning show | plan | approve | reject | activate`: plans by hand."""

import argparse
import json
import sys
from contextlib import closing
from datetime import date
from typing import Any

from config.reading import ConfigError
from models.allocation import PlanError
from models.allocation.money import text
from plugins.planning import allocate_and_store, approve, reject, show_only, write_activation
from plugins.warehouse import WarehouseError, connect


def main(arguments: list[str] | None = None) -> int:
    """Do what the command says; a known failure is one clear message and a non-zero exit."""
    given = _parser().parse_args(arguments)
    try:
        match given.verb:
            case "show":
                _show()
            case "plan":
                _print((show_only if given.dry_run else allocate_and_store)(given.decision_date))
            case "approve":
                _print(approve(given.plan_id, given.actor))
            case "reject":
                _print(reject(given.plan_id, given.actor, given.reason))
            case "activate":
                print(write_activation(given.decision_date))
    except (ConfigError, PlanError, WarehouseError) as error:
        print(f"mixloop: {error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m plugins.planning", description="Plans by hand.")
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("show", help="print the plan that executes now")
    plan = verbs.add_parser("plan", help="make and store the plan of a night")
    plan.add_argument("decision_date", type=date.fromisoformat)
    plan.add_argument("--dry-run", action="store_true", help="store nothing")
    for verb, does in (("approve", "agree to a plan that waits"), ("reject", "refuse a plan that waits")):
        answer = verbs.add_parser(verb, help=does)
        answer.add_argument("plan_id", help="such as 2026-03-02.1")
        answer.add_argument("--actor", required=True, help="who answers")
        if verb == "reject":
            answer.add_argument("--reason", required=True, help="why")
    activate = verbs.add_parser("activate", help="write the file that platforms take")
    activate.add_argument("decision_date", type=date.fromisoformat)
    return parser


def _show() -> None:
    columns = ("plan_id", "channel", "geo", "current_micros", "proposed_micros", "currency", "reason")
    with closing(connect("loop")) as connection, connection.cursor() as cursor:
        cursor.execute(f"select {', '.join(columns)} from plan.active")  # noqa: S608  # our own names
        lines = cursor.fetchall()
    if not lines:
        print("no plan is approved yet")
    for plan_id, channel, geo, current, proposed, currency, reason in lines:
        print(f"{plan_id}  {channel:<14} {geo:<6} {text(current):>14} {text(proposed):>14} {currency}  {reason}")


def _print(told: dict[str, Any]) -> None:
    print(json.dumps(told, indent=2))


if __name__ == "__main__":
    sys.exit(main())

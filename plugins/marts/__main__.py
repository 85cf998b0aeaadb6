"""The marts by hand: `python -m plugins.marts --help`."""

import argparse
import logging
import sys
from contextlib import closing
from datetime import date

from config.reading import ConfigError
from plugins.marts import MartsError, build_marts, dbt, metrics_page, publish_marts, standing, tables, write_docs
from plugins.privacy.errors import PrivacyError
from plugins.warehouse import WarehouseError, connect


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 1 with one sentence on stderr if it can't be done."""
    parser = argparse.ArgumentParser(prog="python -m plugins.marts", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("tables", help="write docs/tables.md and docs/metrics.md")
    commands.add_parser("docs", help="write dbt's documentation of the warehouse as one page")
    for name, what in {
        "build": "build the marts as known on a decision date, unless they stand so already",
        "publish": "let people read the marts of a decision date whose gates let it pass",
        "dbt": "run any dbt command as of a decision date, e.g.: dbt 2026-03-02 test --select fct_orders",
    }.items():
        command = commands.add_parser(name, help=what)
        command.add_argument("decision_date", type=date.fromisoformat, help="YYYY-MM-DD")
        if name == "dbt":
            command.add_argument("arguments", nargs=argparse.REMAINDER)
    chosen = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    try:
        if chosen.command == "tables":
            print(tables.write(), metrics_page.write())
        elif chosen.command == "docs":
            print(write_docs())
        elif chosen.command == "build":
            print(build_marts(chosen.decision_date))
        elif chosen.command == "publish":
            print(publish_marts(chosen.decision_date))
        else:
            run_by_hand(chosen.decision_date, chosen.arguments)
    except (MartsError, WarehouseError, ConfigError, PrivacyError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def run_by_hand(decision_date: date, arguments: list[str]) -> None:
    """Run a dbt command; one that makes tables makes all of them from nothing, and the next night does so too."""
    if arguments and arguments[0] in ("build", "run"):
        with closing(connect("loop")) as connection, connection:
            standing.forget(connection)
        arguments = [*arguments, "--full-refresh"]
    dbt.run(*arguments, decision_date=decision_date)


sys.exit(main())

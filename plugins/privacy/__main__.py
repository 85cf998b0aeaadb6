"""What people ask of us, by hand: `python -m plugins.privacy --help`.

Whom `withdraw` and `erase` are about is read from standard input, one id a line: an argument would stand in the shell's history and in
the list of processes. Nothing that is printed names anybody.
"""

import argparse
import sys
from contextlib import closing
from datetime import date

from config.reading import ConfigError
from plugins.privacy.erasure import Erased, erase
from plugins.privacy.errors import PrivacyError
from plugins.privacy.scan import scan
from plugins.privacy.withdrawal import withdraw
from plugins.warehouse import WarehouseError, connect


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 1 with one sentence on stderr if it can't be done."""
    parser = argparse.ArgumentParser(prog="python -m plugins.privacy", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    stop = commands.add_parser("withdraw", help="use no visit of these people any more, of whatever day")
    stop.add_argument(
        "--from", dest="night", type=date.fromisoformat, metavar="YYYY-MM-DD",
        help="the first night without them; by default the one after the newest that was built",
    )  # fmt: skip
    commands.add_parser("erase", help="forget these people: in every table, and in every file that comes")
    commands.add_parser("scan", help="look for ids and addresses of people in every table beyond raw")
    chosen = parser.parse_args(arguments)
    try:
        if chosen.command == "scan":
            return _scan()
        if chosen.command == "withdraw":
            counts = withdraw(sys.stdin, chosen.night)
            print(f"{counts['browsers']:,} browsers, visits of {counts['days']:,} days")
        else:
            _tell(erase(sys.stdin))
    except (PrivacyError, WarehouseError, ConfigError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _scan() -> int:
    """1 if somebody was found; says where, and never whom."""
    with closing(connect("owner")) as connection:
        scanned = scan(connection)
    print(scanned)
    for find in scanned.finds:
        print(f"{find.place}: {find.what} in {find.texts:,} texts", file=sys.stderr)
    return 1 if scanned.finds else 0


def _tell(erased: Erased) -> None:
    print(
        f"{erased.deleted:,} rows of visits deleted, {erased.emptied:,} of orders and e-mails emptied, "
        f"{erased.quarantined:,} out of quarantine; run the night: its build brings sums in line"
    )
    if erased.files:
        print(
            "Files that may still hold these people; the loader lets none of them through. Delete them, or have them delivered anew:"
        )
        print(*erased.files, sep="\n")


if __name__ == "__main__":
    sys.exit(main())

"""What people ask of us, by hand: `python -m plugins.privacy --help`.

Whom it is about is read from standard input, one id a line: an argument would stand in the shell's history and in the list of
processes. Nothing that is printed names anybody.
"""

import argparse
import sys
from datetime import date

from config.reading import ConfigError
from plugins.privacy.erasure import Erased, erase
from plugins.privacy.errors import PrivacyError
from plugins.privacy.withdrawal import withdraw
from plugins.warehouse import WarehouseError


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
    chosen = parser.parse_args(arguments)
    try:
        if chosen.command == "withdraw":
            counts = withdraw(sys.stdin, chosen.night)
            print(f"{counts['browsers']:,} browsers, visits of {counts['days']:,} days")
        else:
            _tell(erase(sys.stdin))
    except (PrivacyError, WarehouseError, ConfigError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _tell(erased: Erased) -> None:
    print(
        f"{erased.deleted:,} rows of visits deleted, {erased.emptied:,} of orders and e-mails emptied, "
        f"{erased.quarantined:,} out of quarantine; run the night: its build brings all other tables in line"
    )
    if erased.files:
        print(
            "Files that may still hold these people; the loader lets none of them through. Delete them, or have them delivered anew:"
        )
        print(*erased.files, sep="\n")


if __name__ == "__main__":
    sys.exit(main())

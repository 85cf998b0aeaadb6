"""What people ask of us, by hand: `python -m plugins.privacy --help`.

Whom it is about is read from standard input, one id a line: an argument would stand in the shell's history and in the list of
processes. Nothing that is printed names anybody.
"""

import argparse
import sys
from datetime import date

from config.reading import ConfigError
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
    chosen = parser.parse_args(arguments)
    try:
        counts = withdraw(sys.stdin, chosen.night)
    except (PrivacyError, WarehouseError, ConfigError) as error:
        print(error, file=sys.stderr)
        return 1
    print(", ".join(f"{number:,} {name.replace('_', ' ')}" for name, number in counts.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())

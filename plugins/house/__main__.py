"""`python -m plugins.house up | down | status | run`: what the Makefile calls."""

import argparse
import sys

from config.reading import ConfigError
from plugins.house import house
from plugins.house.airflow import AirflowError
from plugins.house.postgres import PostgresError
from plugins.warehouse import WarehouseError


def main(arguments: list[str] | None = None) -> int:
    """Do what the command says; a known failure is one clear message and a non-zero exit."""
    parser = argparse.ArgumentParser(prog="mixloop", description="The house on this machine.")
    parser.add_argument("verb", choices=["up", "down", "status", "run"])
    verb = parser.parse_args(arguments).verb
    try:
        if verb == "run":
            from plugins.house.night import run

            return run()
        {"up": house.up, "down": house.down, "status": house.status}[verb]()
    except (ConfigError, PostgresError, WarehouseError, AirflowError) as error:
        print(f"mixloop: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"mixloop: {error.strerror or error}: {error.filename or 'no file named'}; free the disk or mend the "
              "folder's permissions, then run again", file=sys.stderr)  # fmt: skip
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Load, look at what waits, and read it again, by hand: `python -m plugins.loader --help`."""

import argparse
import sys
from datetime import date

from config import channels as channel_settings
from config.reading import ConfigError
from plugins.loader import LoadError, load_channel, replay, unknown_files
from plugins.loader.night import loader_connection


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 1 if something needs a person, with one sentence each on stderr."""
    parser = argparse.ArgumentParser(prog="python -m plugins.loader", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    load = commands.add_parser("load", help="load what was delivered up to a decision date")
    load.add_argument("decision_date", type=date.fromisoformat, help="YYYY-MM-DD")
    load.add_argument("channels", nargs="*", help="all channels by default")
    again = commands.add_parser("replay", help="read quarantined rows and refused files again, after a mend")
    again.add_argument("what", help="a channel, or a delivery's id")
    commands.add_parser("quarantine", help="list what waits, by delivery")
    chosen = parser.parse_args(arguments)
    try:
        if chosen.command == "load":
            return _load(chosen.decision_date, chosen.channels)
        if chosen.command == "replay":
            print(_words(replay(chosen.what)))
            return 0
        return _list_quarantine()
    except (LoadError, ConfigError) as error:
        print(error, file=sys.stderr)
        return 1


def _load(decision_date: date, chosen: list[str]) -> int:
    troubles = []
    for channel in chosen or channel_settings.load().channels:
        try:
            print(f"{channel}: {_words(load_channel(channel, decision_date))}", flush=True)
        except LoadError as error:
            troubles.append(str(error))
    troubles += [f"{stray['path']}: {stray['reason']}" for stray in unknown_files(decision_date)]
    print(*troubles, sep="\n", end="\n" if troubles else "", file=sys.stderr)
    return 1 if troubles else 0


def _list_quarantine() -> int:
    with loader_connection() as connection, connection.cursor() as cursor:
        cursor.execute(
            """
            select delivery_id, path, reason, null::bigint from ops.deliveries where status = 'refused'
            union all
            select delivery_id, path, min(rows.reason), count(*)
            from quarantine.rows join ops.deliveries using (delivery_id)
            where rows.status = 'open' group by delivery_id, path
            order by 2, 1
            """
        )
        for delivery_id, path, reason, rows in cursor.fetchall():
            print(f"{delivery_id:>19}  {path}  {'refused' if rows is None else f'{rows:,} rows'}: {reason}")
        cursor.execute("select path, reason from quarantine.files order by path")
        for path, reason in cursor.fetchall():
            print(f"{'unknown file':>19}  {path}  {reason}")
    return 0


def _words(counts: dict[str, int]) -> str:
    return ", ".join(f"{number:,} {name.replace('_', ' ')}" for name, number in counts.items())


if __name__ == "__main__":
    sys.exit(main())

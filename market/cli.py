"""What a person can ask of the market: make one, let nights pass, break a file, and, for scoring only, the truth."""

import argparse
import json
import secrets
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from market import delivery, faults, plans, reckoning, worlds
from market.dialects import Night
from market.errors import MarketError
from market.home import Home, default_home


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return the exit code."""
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except MarketError as error:
        print(f"market: {error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m market", description="The world outside, simulated.")
    commands = parser.add_subparsers(required=True, metavar="command")

    create = commands.add_parser("create", help="make a new world with a hidden truth")
    create.set_defaults(run=_create)
    create.add_argument("--world", default="default", help=f"family: {', '.join(worlds.families())} (default: default)")
    create.add_argument("--seed", type=int, help="whole number from 0; without it, one that nobody knows")
    create.add_argument("--geos", type=int, help="how many states, 4 to 20 (default: the family's)")
    create.add_argument("--first-night", type=_date, help="first decision date (default: 2026-03-02)")
    create.add_argument("--history-days", type=int, help="days of history before it (default: the family's)")

    deliver = commands.add_parser(
        "deliver", help="let nights pass: write the platforms' files, take up published plans"
    )
    deliver.set_defaults(run=_deliver)
    deliver.add_argument("--night", type=_date, required=True, help="decision date YYYY-MM-DD whose files to deliver")
    deliver.add_argument("--through", type=_date, help="last night of a range (default: --night)")
    deliver.add_argument("--landing", type=Path, required=True, help="landing zone to write into")
    deliver.add_argument("--plans", type=Path, help="folder of published plans (plan_YYYY-MM-DD.csv)")

    fault = commands.add_parser("fault", help="break a delivered file")
    fault.set_defaults(run=_fault)
    fault.add_argument("--night", type=_date, required=True, help="night of the delivery YYYY-MM-DD")
    fault.add_argument("--channel", required=True, help="whose delivery")
    fault.add_argument("--kind", required=True, choices=sorted(faults.KINDS), help="what goes wrong")
    fault.add_argument("--report", help="which of its files (default: all)")
    fault.add_argument("--landing", type=Path, required=True, help="landing zone of the delivery")

    reveal = commands.add_parser("reveal", help="print the sealed truth as JSON, for scoring only")
    reveal.set_defaults(run=_reveal)
    reveal.add_argument("--first", type=_date, help="first day of a window of its own (with --last)")
    reveal.add_argument("--last", type=_date, help="last day of that window")

    for command in (create, deliver, reveal):
        command.add_argument(
            "--home", type=Path, default=default_home(), help="the market's folder (default: $MARKET_HOME or .market)"
        )
    return parser


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date; write it as 2026-03-02") from None


def _create(options: argparse.Namespace) -> None:
    chosen = {
        "geo_count": options.geos,
        "first_night": options.first_night,
        "history_days": options.history_days,
    }
    world = replace(worlds.find(options.world), **{name: value for name, value in chosen.items() if value is not None})
    seed = secrets.randbelow(2**63) if options.seed is None else options.seed
    if seed < 0:
        raise MarketError(f"--seed {seed}: choose a whole number from 0")
    Home(options.home).create(world, seed)
    first = world.day(worlds.BURN_IN)
    print(
        f"{options.home}: a {world.family} world of {world.geo_count} geos, history {first} to "
        f"{world.first_night - timedelta(days=1)}; deliver its first night, {world.first_night}"
    )


def _deliver(options: argparse.Namespace) -> None:
    first, last = options.night, options.through or options.night
    if last < first:
        raise MarketError(f"--through {last} is before --night {first}; swap them")
    home, tell = Home(options.home), _progress()
    market, nights = home.load()
    due = market.world.first_night + timedelta(days=nights)
    if first < market.world.first_night:
        raise MarketError(f"--night {first}: the first night here is {market.world.first_night}; choose that or later")
    if first > due:
        raise MarketError(f"--night {first}: {due} comes before it; deliver in order: --night {due} --through {last}")
    budgets = plans.read(options.plans, market.world) if options.plans else plans.Plans({})
    for night in (first + timedelta(days=days) for days in range((last - first).days + 1)):
        if night == due:
            # What is spent is written down before any file is: a night that is cut short is delivered again the same.
            market = delivery.lived(market, night, budgets)
            due += timedelta(days=1)
            if night > market.world.first_night:
                yesterday = night - timedelta(days=1)
                print(f"{yesterday}: {budgets.named(yesterday)} of {market.executed[0].size} budgets came from a plan")
            home.save(market, nights=(due - market.world.first_night).days)
        files = delivery.deliver(Night(market, market.world.index(night)), options.landing, tell)
        print(f"{night}: {files} files in {options.landing}", flush=True)


def _fault(options: argparse.Namespace) -> None:
    for path in faults.inject(options.landing, options.channel, options.night, options.kind, options.report):
        print(f"{path}: {options.kind}")


def _reveal(options: argparse.Namespace) -> None:
    home = Home(options.home)
    if (options.first is None) != (options.last is None):
        raise MarketError("a window needs both --first and --last")
    answer = reckoning.window(home.load()[0], options.first, options.last) if options.first else home.truth()
    json.dump(answer, sys.stdout, indent=1)
    print()


def _progress() -> Callable[[str], None]:
    """Return a function that says on stderr what is being done: from the third second on, every other second."""
    started = said = time.monotonic() + 1

    def tell(what: str) -> None:
        nonlocal said
        now = time.monotonic()
        if now > said + 2:
            said = now
            print(f"  {now - started + 1:4.0f} s  {what}", file=sys.stderr, flush=True)

    return tell

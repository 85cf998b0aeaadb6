"""Twenty days' rows arrive at once and whoever takes them is killed, again and again: what is lost or doubled? (`make prove-peaks`)

Google Ads' night comes in 20 parts, each as big as an ordinary day, ten million rows in all (`ROWS` sets another number). The loader
is killed while it copies, while it makes versions of what it copied, and just after a part was booked; the database itself is
killed in the middle of a copy; the build of the marts is killed too. After each kill the same command runs again, as Airflow
would run it. Then rows and sums of every day are compared: in the files (counted by a reader of its own), in the ledger, in raw
and in the mart.
"""

import csv
import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import psycopg2

from bench import ad_geo_days, results
from bench.kills import Killer
from bench.servers import a_server
from plugins.warehouse.install import install, new_passwords

ROWS = int(os.environ.get("ROWS", "10_000_000"))
PARTS, SEED = 20, 6
NIGHT = date(2026, 3, 2)
MEASURES = ("cost_micros", "impressions", "clicks", "conversions", "conversions_value")
# Of each place a measure's value is counted in, so that all sums are whole numbers.
UNITS = {"conversions": 10**6, "conversions_value": 10**2}

type Days = dict[date, tuple[int, ...]]


@dataclass
class Found:
    """What each place says of each day: the sum of each measure in its unit, then rows; the mart, whose rows are others, only sums."""

    places: dict[str, Days] = field(default_factory=dict)
    ledger: tuple[int, ...] = ()
    files_unlike_ledger: int = 0

    def differing(self) -> dict[str, int]:
        """Days of which a place says anything else than the files, by place."""
        files = self.places["files"]
        return {
            place: sum(not _agree(days.get(day), files.get(day)) for day in files.keys() | days.keys())
            for place, days in self.places.items()
        }

    def totals(self) -> tuple[int, ...]:
        """Sums and rows of all days of the files."""
        return tuple(map(sum, zip(*self.places["files"].values(), strict=True)))

    def rows(self, place: str) -> int:
        """All rows of a place."""
        return sum(of_day[len(MEASURES)] for of_day in self.places[place].values())


def main() -> int:
    """Prove it at full size, print it, write the page; 0 if nothing was lost or doubled."""
    with a_server(56900) as (folder, cluster):
        urls = install(cluster.url.replace("/postgres", "/peaks"), "peaks", new_passwords())
        os.environ |= urls | {"MIXLOOP_LANDING": str(folder / "landing"), "MIXLOOP_DATA": str(folder / "data")}
        deliver(folder / "landing", rows=ROWS, parts=PARTS)
        killer = Killer(cluster)
        began = time.monotonic()
        load_under_fire(killer, rows_a_part=ROWS // PARTS, parts=PARTS)
        loaded = time.monotonic() - began
        build_under_fire(killer)
        found = compare(folder / "landing")
        built = time.monotonic() - began - loaded
    page = _page(found, killer, loaded, built)
    print(page)
    results.write("peaks", "Ten million rows at once, and a kill at every step", page)
    return 0 if is_whole(found) else 1


def deliver(landing: Path, *, rows: int, parts: int) -> None:
    """Write the night's parts; no row is in two of them."""
    for number in range(parts):
        ad_geo_days.write(
            landing / "google_ads" / str(NIGHT) / f"ad_geo_days.part-{number + 1:04d}.csv",
            rows=rows // parts, last_day=NIGHT - timedelta(days=1), seed=SEED + number, first_ad=number * 100_000,
        )  # fmt: skip


def load_under_fire(killer: Killer, *, rows_a_part: int, parts: int) -> None:
    """Load the night with the loader's own command, killed by plan, and run again until all parts are booked."""
    command = [sys.executable, "-m", "plugins.loader", "load", str(NIGHT), "google_ads"]
    plan = [
        killer.loader_copying(rows_a_part // 2),
        killer.loader_settling(rows_a_part),
        killer.loader_after_booking(parts // 4),
        killer.database_copying(rows_a_part // 3),
        killer.loader_copying(1),
        killer.loader_settling(rows_a_part),
        killer.database_copying(rows_a_part // 2),
        killer.loader_after_booking(parts // 2),
    ]
    for kill in plan:
        killer.run(command, kill)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def build_under_fire(killer: Killer) -> None:
    """Build the marts with their own command, killed once its first mart stands half-way, then again to the end."""
    command = [sys.executable, "-m", "plugins.marts", "build", str(NIGHT)]
    killer.run(command, killer.build_under_way())
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def compare(landing: Path) -> Found:
    """Count every day in every place, and compare each file's bytes with what the ledger says of them."""
    files = sorted((landing / "google_ads" / str(NIGHT)).iterdir())
    found = Found({"files": _counted(files)})
    sums = ", ".join(f"(sum({name}) * {UNITS.get(name, 1)})::bigint" for name in MEASURES)
    found.places["raw"] = _days(
        f"select day, {sums}, count(*) from raw.google_ads__ad_geo_days where known_until = 'infinity' group by day"  # noqa: S608
    )
    found.ledger = _ledger()
    found.places["mart"] = _days(
        "select day, sum(account_spend_micros)::bigint, sum(impressions)::bigint, sum(clicks)::bigint,"
        " (sum(claimed_conversions) * 1000000)::bigint, sum(account_claimed_revenue_micros / 10000)::bigint"
        " from marts.fct_ad_days where channel = 'google_ads' group by day"
    )
    booked = dict(_rows("select path, file_sha256 from ops.deliveries"))
    for file in files:
        with file.open("rb") as content:
            same = (
                booked.pop(str(file.relative_to(landing)), None) == hashlib.file_digest(content, "sha256").hexdigest()
            )
        found.files_unlike_ledger += not same
    found.files_unlike_ledger += len(booked)
    return found


def is_whole(found: Found) -> bool:
    """Whether every place says of every day what the files say, and the ledger knows these files and no others."""
    return not any(found.differing().values()) and found.files_unlike_ledger == 0 and found.ledger == found.totals()


def _agree(told: tuple[int, ...] | None, files: tuple[int, ...] | None) -> bool:
    return told is not None and files is not None and told == files[: len(told)]


def _ledger() -> tuple[int, ...]:
    """Sums and rows of all that the ledger booked."""
    sums = ", ".join(f"(sum((sums ->> '{name}')::numeric) * {UNITS.get(name, 1)})::bigint" for name in MEASURES)
    return tuple(map(int, _rows(f"select {sums}, sum(rows_loaded)::bigint from ops.deliveries")[0]))  # noqa: S608


def _counted(files: list[Path]) -> Days:
    """Rows and sums by day, by Python's own reader of CSV."""
    days: dict[str, list[int]] = {}
    for file in files:
        with file.open(newline="") as lines:
            for row in _records(csv.reader(lines)):
                of_day = days.setdefault(row[0], [0] * (1 + len(MEASURES)))
                of_day[-1] += 1
                for place, value in enumerate(row[1:]):
                    of_day[place] += int(value.replace(".", ""))  # six and two decimals, always written
    return {date.fromisoformat(day): tuple(sums) for day, sums in days.items()}


def _records(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    header = next(rows)
    labels = ("segments.date", *(f"metrics.{name}" for name in MEASURES))
    places = [header.index(label) for label in labels]
    for row in rows:
        yield [row[place] for place in places]


def _days(query: str) -> Days:
    return {day: tuple(map(int, sums)) for day, *sums in _rows(query)}


def _rows(query: str) -> list[tuple]:
    with closing(psycopg2.connect(os.environ["MIXLOOP_WAREHOUSE_OWNER"])) as connection, connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def _page(found: Found, killer: Killer, loaded: float, built: float) -> str:
    differing = found.differing()
    lines = [
        f"{found.rows('files'):,} rows in {PARTS} parts of one night, each the size of an ordinary day; seed {SEED}. Loaded in "
        f"{loaded:.0f} s and built in {built:.0f} s, with all kills and starts.",
        "", "| kill | how often |", "|---|---:|",
        *(f"| {what} | {times} |" for what, times in killer.killed.items()),
        "", "| place | rows | days that differ from the files |", "|---|---:|---:|",
        *(f"| {place} | {found.rows(place):,} | {differing[place]} |" for place in ("files", "raw")),
        f"| ledger, all days | {found.ledger[-1]:,} | {'as the files' if found.ledger == found.totals() else 'unlike the files'} |",
        f"| mart, by ad and geo | – | {differing['mart']} |",
        "", f"Compared of each day: the count of rows and the exact sums of {', '.join(MEASURES)}.",
        f"Files whose bytes the ledger doesn't name, or names without having them: {found.files_unlike_ledger}.",
        f"Lost: {max(found.rows('files') - found.rows('raw'), 0)}. Doubled: {max(found.rows('raw') - found.rows('files'), 0)}.",
    ]  # fmt: skip
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())

"""Is what the warehouse says of any night what an oracle in plain Python says? (`make prove-oracle`; NIGHTS, SEED)"""

import logging
import os
import sys
import time

import psycopg2

from bench import results
from bench.oracle.platforms import Row
from bench.oracle.replay import Replay
from bench.servers import a_server
from plugins.warehouse.install import install, new_passwords

NIGHTS = int(os.environ.get("NIGHTS", "120"))
SEED = int(os.environ.get("SEED", "20260112"))
VISITS = 12  # nights whose marts are built, in an order that goes to and fro; before every fourth the build of another night is killed


def main() -> int:
    """Replay, compare, write the page; 0 if nothing differs."""
    logging.disable(logging.WARNING)
    with a_server(55990) as (folder, cluster):
        os.environ |= install(cluster.url.replace("/postgres", "/oracle"), "oracle", new_passwords())
        os.environ |= {"MIXLOOP_DATA": str(folder / "data"), "MIXLOOP_LANDING": str(folder / "landing")}
        replay = Replay(SEED, NIGHTS, folder / "landing", _ask)
        return _compare(replay)


def _ask(query: str) -> list[Row]:
    connection = psycopg2.connect(os.environ["MIXLOOP_WAREHOUSE_OWNER"])
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchall()
    finally:
        connection.close()


def _compare(replay: Replay) -> int:
    began = time.monotonic()
    replay.run()
    loaded = time.monotonic()
    raw = replay.compare_raw()
    visits = replay.random.sample(replay.calendar[2:], min(VISITS, NIGHTS - 2))
    marts = 0
    for number, night in enumerate(visits):
        killed = replay.random.choice(replay.calendar[2:]) if number % 4 == 1 else None
        marts += replay.compare_marts(night, killed=killed)
        print(f"{night}: {len(replay.differences)} differences", flush=True)
    what = [f"- {name}: {count}" for name, count in sorted(replay.counts.items())]
    lines = [
        f"{NIGHTS} nights, seed {SEED}: loaded in {loaded - began:.0f} s, asked in {time.monotonic() - loaded:.0f} s.",
        "", *what, "",
        f"Rows of raw compared, over all views of all nights: {raw:,}. Rows of `fct_ad_days` and `fct_orders` compared, on"
        f" {len(visits)} nights in the order {', '.join(f'{night:%m-%d}' for night in visits)}: {marts:,}.",
        "", f"Differences: {len(replay.differences)}.", *replay.differences[:20],
    ]  # fmt: skip
    print("\n".join(lines))
    results.write("oracle", "The warehouse knows of every night what an oracle knows", "\n".join(lines))
    return 1 if replay.differences else 0


if __name__ == "__main__":
    sys.exit(main())

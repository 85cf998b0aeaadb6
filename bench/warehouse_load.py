"""How fast is a file loaded, typed, hashed and kept with its history? (`python -m bench.warehouse_load [rows]`)

One made-up file of Google Ads' form on one machine, against one embedded server: a bare COPY of the finished rows into the same
table with the same index, our loader, and dlt by both of its paths. dlt is installed into an environment of its own.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import closing, suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg2

from bench import ad_geo_days, results

NIGHT = date(2026, 3, 2)
SEED = 7
CHANGED = 0.05
DLT = ("dlt[postgres]==1.31.0", "pyarrow==26.0.1")
TABLE = "raw.google_ads__ad_geo_days"
GOALS = "Goals: at least 10 times dlt's default path, 2 times its Arrow path, 35 % of a bare COPY; at most 300 MiB of memory."


def main() -> int:
    """Measure everything once, print it, write the page and its figures; 0 if all goals are met."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory(prefix="mixloop-load-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # as root, the server runs as another user
        landing = folder / "landing" / "google_ads"
        for night, changes in enumerate(({}, {"line_end": "\r\n"}, {"changed": CHANGED})):
            day = NIGHT + timedelta(days=night)
            place = landing / day.isoformat() / "ad_geo_days.csv"
            ad_geo_days.write(place, rows=rows, last_day=NIGHT - timedelta(days=1), seed=SEED, **changes)
        first = landing / NIGHT.isoformat() / "ad_geo_days.csv"
        size = first.stat().st_size
        figures = _measure(folder, first)
    figures |= {"rows": rows, "file_mb": round(size / 1e6), "seed": SEED, "measured": results.measured()}
    ratios = _ratios(figures)
    body = _body(figures, ratios)
    print(body)
    page = results.write("warehouse_load", "How fast is a file loaded?", body)
    page.with_suffix(".json").write_text(json.dumps(figures | {"ratios": ratios}, indent=2) + "\n")
    return 0 if _is_reached(figures, ratios) else 1


def _measure(folder: Path, first: Path) -> dict[str, Any]:
    from plugins.house.postgres import Cluster, free_port, new_password
    from plugins.warehouse.install import install, new_passwords

    cluster = Cluster(folder=folder / "postgres", port=free_port(56300), password=new_password())
    cluster.start()
    try:
        urls = install(cluster.url.replace("/postgres", "/bench"), "bench", new_passwords())
        os.environ |= urls | {"MIXLOOP_LANDING": str(folder / "landing"), "MIXLOOP_DATA": str(folder / "data")}
        admin = cluster.url.replace("/postgres", "/bench")
        server = _Server(cluster, admin)
        figures: dict[str, Any] = {"load": _child(server, NIGHT)}
        figures["bare_copy"] = _bare_copy(server, folder)
        figures["unchanged_again"] = _child(server, NIGHT + timedelta(days=1))
        figures["changed_again"] = _child(server, NIGHT + timedelta(days=2))
        with closing(psycopg2.connect(admin)) as connection, connection.cursor() as cursor:
            cursor.execute("drop schema bare cascade")
            cursor.execute(f"truncate {TABLE}")
            connection.commit()
        python = _dlt(results.ROOT / ".data" / "bench" / "dlt")
        for way in ("rows", "arrow") if python else ():
            figures[f"dlt_{way}"] = _by_dlt(python, way, first, server, folder)
        return figures
    finally:
        cluster.stop()


class _Server:
    """The server that everything is measured against, and what its processes have cost so far."""

    def __init__(self, cluster: Any, admin: str) -> None:
        self.admin = admin
        self.pid = int((cluster.folder.resolve() / "postmaster.pid").read_text().split()[0])

    def settle(self) -> dict[str, float]:
        """Let no measurement pay for what the one before left in memory; the state from which the next one counts."""
        with closing(psycopg2.connect(self.admin)) as connection, connection.cursor() as cursor:
            connection.autocommit = True
            cursor.execute("checkpoint")
        return {"busy": os.getloadavg()[0], "server_cpu": self._cpu()}

    def since(self, before: dict[str, float]) -> dict[str, float]:
        """The load average before, and the CPU seconds of the server since then."""
        return before | {"server_cpu": self._cpu() - before["server_cpu"]}

    def _cpu(self) -> float:
        """Seconds of the server's first process, of those that it has started and of those that have ended."""
        ticks = 0
        for place in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                parent, *times = (place.read_text().rpartition(")")[2].split()[n] for n in (1, 11, 12, 13, 14))
                if int(place.parent.name) == self.pid:
                    ticks += sum(map(int, times))
                elif int(parent) == self.pid:
                    ticks += sum(map(int, times[:2]))
        return ticks / os.sysconf("SC_CLK_TCK")


def _child(server: _Server, night: date) -> dict[str, Any]:
    """One night loaded in a process of its own: seconds of the load itself, its memory at most."""
    before = server.settle()
    script = f"from bench import warehouse_load; warehouse_load.load('{night}')"
    ran = subprocess.run(
        [sys.executable, "-c", script], env=os.environ, cwd=results.ROOT, stdout=subprocess.PIPE, text=True, check=True
    )
    figures: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1]) | server.since(before)
    print(night, figures, flush=True)
    return figures


def load(night: str) -> None:
    """Load a night of Google Ads; prints what `_child` reads."""
    from plugins.loader.landing import landed
    from plugins.loader.night import load_channel

    landed("google_ads")  # imports Airflow's storages: that takes seconds, and is no part of a load
    began, used = time.perf_counter(), time.process_time()
    counts = load_channel("google_ads", date.fromisoformat(night))
    seconds, used = time.perf_counter() - began, time.process_time() - used
    peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    print(
        json.dumps(
            {"seconds": seconds, "own_cpu": used, "peak_mib": int(peak.split()[1]) / 1024, "rows": counts["rows"]}
        )
    )


def _bare_copy(server: _Server, folder: Path) -> dict[str, float]:
    """Seconds in which Postgres takes the finished rows, versions and hashes and all, into a table made like ours."""
    finished = folder / "finished.csv"
    with closing(psycopg2.connect(server.admin)) as connection, connection.cursor() as cursor:
        with finished.open("wb") as file:
            cursor.copy_expert(f"copy (table {TABLE}) to stdout (format csv)", file)
        cursor.execute(f"create schema bare; create table bare.rows (like {TABLE} including all)")
        connection.commit()
        before = server.settle()
        began, used = time.perf_counter(), time.process_time()
        with finished.open("rb") as file:
            cursor.copy_expert("copy bare.rows from stdin (format csv)", file, 1 << 18)
        connection.commit()
        figures = {"seconds": time.perf_counter() - began, "own_cpu": time.process_time() - used} | server.since(before)
    finished.unlink()
    print("bare copy", figures, flush=True)
    return figures


def _dlt(home: Path) -> Path | None:
    """Python of the environment that has dlt; made if it isn't there, `None` if it can't be."""
    python = home / "bin" / "python"
    if not (home / "complete").exists():
        home.parent.mkdir(parents=True, exist_ok=True)
        commands = ([sys.executable, "-m", "venv", str(home)], [str(python), "-m", "pip", "install", "--quiet", *DLT])
        for command in commands:
            ran = subprocess.run(command, capture_output=True, text=True)
            if ran.returncode != 0:
                print(f"dlt is left out: {' '.join(DLT)} can't be installed: {ran.stderr.strip()[-300:]}")
                return None
        (home / "complete").touch()
    return python


def _by_dlt(python: Path, way: str, file: Path, server: _Server, folder: Path) -> dict[str, Any]:
    before = server.settle()
    ran = subprocess.run(
        [str(python), str(results.ROOT / "bench" / "dlt_load.py"), way, str(file), server.admin],
        env=os.environ | {"DLT_DATA_DIR": str(folder / "dlt"), "RUNTIME__DLTHUB_TELEMETRY": "false", "RUNTIME__LOG_LEVEL": "ERROR"},
        cwd=folder, stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    figures: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1]) | server.since(before)
    with closing(psycopg2.connect(server.admin)) as connection, connection.cursor() as cursor:
        cursor.execute(f"select count(*) from by_{way}.ad_geo_days")  # noqa: S608 - one of two words of ours
        (figures["rows"],) = cursor.fetchone()
        cursor.execute(f"drop table by_{way}.ad_geo_days")
        connection.commit()
    print("dlt", way, figures, flush=True)
    return figures


def _ratios(figures: dict[str, Any]) -> dict[str, float]:
    seconds = figures["load"]["seconds"]
    others = ("dlt_rows", "dlt_arrow", "bare_copy")
    return {name: round(figures[name]["seconds"] / seconds, 2) for name in others if name in figures}


def _by_cpu(figures: dict[str, Any]) -> str:
    """The same comparison where others use the machine too: CPU seconds of both processes."""
    used = {name: found["own_cpu"] + found["server_cpu"] for name, found in figures.items() if isinstance(found, dict)}
    names = {"bare_copy": "a bare COPY", "dlt_rows": "dlt's default path", "dlt_arrow": "its Arrow path"}
    told = [f"{words} {used[key] / used['load']:.2f} times" for key, words in names.items() if key in used]
    return f"In CPU seconds of both processes, which others on the machine change less: {', '.join(told)} ours."


def _is_reached(figures: dict[str, Any], ratios: dict[str, float]) -> bool:
    peak = max(figures[name]["peak_mib"] for name in ("load", "unchanged_again", "changed_again"))
    faster = ratios.get("dlt_rows", 0) >= 10 and ratios.get("dlt_arrow", 0) >= 2
    return faster and ratios["bare_copy"] >= 0.35 and peak <= 300


def _body(figures: dict[str, Any], ratios: dict[str, float]) -> str:
    names = {
        "bare_copy": "a bare COPY of the finished rows, same table and index",
        "load": "our load: typed, hashed, bad rows apart, with history",
        "unchanged_again": "the same rows again, as other bytes, a night later",
        "changed_again": f"again, {CHANGED:.0%} of the rows changed, a night later",
        "dlt_rows": "dlt's default path (dicts; all columns text)",
        "dlt_arrow": "dlt's Arrow path (Arrow's types, loaded as CSV)",
    }
    table = [
        f"| {words} | {found['seconds']:.1f} | {figures['rows'] / found['seconds']:,.0f} "
        f"| {found['own_cpu']:.1f} + {found['server_cpu']:.1f} "
        f"| {format(found['peak_mib'], '.0f') if 'peak_mib' in found else '–'} | {found['busy']:.1f} |"
        for key, words in names.items() if (found := figures.get(key))
    ]  # fmt: skip
    told = {"dlt_rows": "dlt's default path takes {} times as long", "dlt_arrow": "dlt's Arrow path {} times"}
    compared = [told[name].format(ratios[name]) for name in told if name in ratios]
    copy = f"our load reaches {ratios['bare_copy']:.0%} of a bare COPY's speed"
    missing = [] if len(compared) == 2 else ["", "dlt couldn't be installed and is left out."]
    lines = [
        f"{figures['rows']:,} rows of ad x region x day over {ad_geo_days.DAYS} days ({figures['file_mb']} MB of CSV), seed {SEED}; "
        "an embedded Postgres as `make up` starts it. Neither way of dlt's hashes, refuses or remembers anything.",
        "", "| what | seconds | rows/s | CPU seconds, own + server's | memory at most, MiB | load average before |",
        "|---|---|---|---|---|---|", *table,
        "", f"Against our load: {', '.join([*compared, copy])}.", "", _by_cpu(figures), "", GOALS,
        f"Reached: {'all' if _is_reached(figures, ratios) else 'not all'}.", *missing,
    ]  # fmt: skip
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())

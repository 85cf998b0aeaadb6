"""What does one night cost, and does it follow the night's changes or the length of the history? (`python -m bench.warehouse_night`)

Ten channels; the ad platforms tell 30 days anew of which 5 % changed. The same night after a short and after a long history, each in a
process and a database of its own: seconds of each step, and the ratio. SCALE=1 is 10 million ad-days in 3 years; a tenth by default.
The last 30 days of the history come as files through the loader; the older ones are copies of them, 30 days back each, written into
raw with their books.
"""

import json
import logging
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import psycopg2

from bench import results
from bench.night_files import Shape, deliver
from plugins.house.postgres import Cluster, free_port, new_password
from plugins.warehouse.install import install, new_passwords

SCALE = float(os.environ.get("SCALE", "0.1"))
YEARS = tuple(int(years) for years in os.environ.get("YEARS", "1,3").split(","))
SHAPE = Shape(
    ads=round(76 * SCALE), orders=round(460 * SCALE), sessions=round(4000 * SCALE), e_mails=round(500 * SCALE)
)
CHANNELS = ("google_ads", "meta", "tiktok", "linkedin", "microsoft_ads", "pinterest", "tv", "klaviyo", "ga4", "shopify")
BASE = date(2026, 3, 2)
NIGHT, NEXT = BASE + timedelta(days=1), BASE + timedelta(days=2)


def main() -> int:
    """Measure each length of history, and write the page."""
    if len(sys.argv) > 1:
        print(json.dumps(_measure(int(sys.argv[1]))))
        return 0
    folder = Path(tempfile.mkdtemp(prefix="mixloop-night-"))
    folder.chmod(0o755)
    cluster = Cluster(folder=folder / "postgres", port=free_port(55980), password=new_password())
    cluster.start()
    found = {}
    try:
        for years in YEARS:
            name = f"y{years}"
            urls = install(cluster.url.replace("/postgres", f"/{name}"), name, new_passwords())
            places = {"MIXLOOP_DATA": str(folder / name / "data"), "MIXLOOP_LANDING": str(folder / name / "landing")}
            ran = subprocess.run(
                [sys.executable, "-m", "bench.warehouse_night", str(years)],
                env=os.environ | urls | places, stdout=subprocess.PIPE, text=True, check=True,
            )  # fmt: skip
            found[years] = json.loads(ran.stdout.splitlines()[-1])
            print(years, found[years], flush=True)
    finally:
        cluster.stop()
        shutil.rmtree(folder)
    page = _page(found)
    print(page)
    results.write("warehouse_night", "What one night costs the warehouse", page)
    return 0


def _measure(years: int) -> dict[str, float]:
    """One history, and its nights; seconds by step."""
    from plugins import gate
    from plugins.loader import load_channel
    from plugins.marts import build_marts

    logging.disable(logging.WARNING)
    landing = Path(os.environ["MIXLOOP_LANDING"])
    took: dict[str, float] = {}

    def load(night: date) -> None:
        for channel in CHANNELS:
            load_channel(channel, night)

    def step(name: str, work: Callable[[date], object], night: date) -> None:
        began = time.monotonic()
        work(night)
        took[name] = round(time.monotonic() - began, 1)

    deliver(landing, BASE, SHAPE, reach=30, share_changed=0)
    step("load 30 days of everything, all new", load, BASE)
    _grow(round(years * 365 / 30) - 1)
    step("marts from nothing", build_marts, BASE)
    took["ad-days"] = _count("marts.fct_ad_days")
    took["orders"] = _count("marts.fct_orders")
    took["touchpoints"] = _count("marts.fct_touchpoints")
    deliver(landing, NIGHT, SHAPE, reach=1, share_changed=0.05)
    step("night: load", load, NIGHT)
    step("night: first gate", gate.doubt_deliveries, NIGHT)
    step("night: marts", build_marts, NIGHT)
    took |= _nodes()
    step("night: second gate", gate.doubt_marts, NIGHT)
    deliver(landing, NEXT, SHAPE, reach=1, share_changed=0.05, reverse=True)
    step("next night, no line changed but the new day's: load", load, NEXT)
    step("next night, no line changed but the new day's: marts", build_marts, NEXT)
    took["peak memory of the process, MB"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return took


def _nodes() -> dict[str, float]:
    """Seconds of dbt's models and tests in the build just run, those that took a noticeable time."""
    ran = json.loads((Path(os.environ["MIXLOOP_DATA"]) / "dbt" / "target" / "run_results.json").read_text())["results"]
    return {
        f"dbt {one['unique_id'].split('.')[2]}": round(one["execution_time"], 2)
        for one in ran
        if one["execution_time"] > 0.5
    }


def _count(table: str) -> int:
    return int(_sql(f"select count(*) from {table}")[0][0])  # noqa: S608 -- our own names


def _sql(*statements: str) -> list[tuple]:
    connection = psycopg2.connect(os.environ["MIXLOOP_WAREHOUSE_OWNER"])
    try:
        with connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


# What a copy of a row, k times 30 days older, has in these columns.
OLDER = {
    "delivery_id": "delivery_id - k", "row_hash": "md5(row_hash::text || k)::uuid", "known_from": "known_from - 30 * k",
    "order_id": "order_id || '-' || k", "refund_id": "refund_id || '-' || k", "customer_id": "customer_id || '-' || k",
    "event_id": "event_id || '-' || k", "transaction_id": "transaction_id || '-' || k", "user_pseudo_id": "user_pseudo_id || '-' || k",
    "event_timestamp": "event_timestamp - k * 2592000000000", "ga_session_id": "ga_session_id - k * 30000000",
}  # fmt: skip
KEPT = {"known_until"}


def _grow(copies: int) -> None:
    """Copy all rows `copies` times, each 30 days older than the one before, with deliveries and changes as if they had been loaded."""
    for table, columns, types in _sql(
        "select table_name, array_agg(column_name::text order by ordinal_position),"
        " array_agg(data_type::text order by ordinal_position)"
        " from information_schema.columns where table_schema = 'raw' and table_name not in ('version', 'linkedin__campaigns')"
        " group by 1"
    ):
        older = ", ".join(_older(column, kind) for column, kind in zip(columns, types, strict=True))
        names = ", ".join(columns)
        rows = f"select *, generate_series(1, {copies}) as k from raw.{table} where known_from = '{BASE}'"  # noqa: S608
        _sql(f"insert into raw.{table} ({names}) select {older} from ({rows}) as copied")  # noqa: S608
        _sql(f"analyze raw.{table}")
    _sql(
        f"""
        insert into ops.deliveries (delivery_id, channel, report, path, file_sha256, size_bytes, delivered_on, rows_read, rows_loaded,
            rows_quarantined, sums, status, reason, first_day, last_day, seconds, load_no)
        select delivery_id - k, channel, report, path || k, file_sha256 || k, size_bytes, delivered_on - 30 * k, rows_read, rows_loaded,
            rows_quarantined, sums, status, reason, first_day - 30 * k, last_day - 30 * k, seconds,
            (select last_no from ops.load_counter) + row_number() over ()
        from ops.deliveries cross join generate_series(1, {copies}) as older (k) where report <> 'campaigns'
        """,  # noqa: S608
        "insert into ops.day_changes select load_no, channel, report, day::date, delivered_on"
        " from ops.deliveries cross join generate_series(first_day, last_day, interval '1 day') as days (day) on conflict do nothing",
        "update ops.load_counter set last_no = (select max(load_no) from ops.deliveries)",
        "analyze ops.deliveries, ops.day_changes",
    )  # fmt: skip


def _older(column: str, kind: str) -> str:
    if column in OLDER:
        return OLDER[column]
    if column not in KEPT and kind == "date":
        return f"{column} - 30 * k"
    if kind == "timestamp with time zone":
        return f"{column} - 30 * k * interval '24 hours'"
    return column


def _page(found: dict[int, dict[str, float]]) -> str:
    short, long = min(found), max(found)
    names = list(found[long])
    night = {
        years: sum(seconds for name, seconds in steps.items() if name.startswith("night: "))
        for years, steps in found.items()
    }
    rows = [f"| {name} | " + " | ".join(f"{found[years].get(name, 0):,}" for years in found) + " |" for name in names]
    return "\n".join([
        f"Scale {SCALE} of 10 million ad-days in 3 years; seconds, unless the row says otherwise.", "",
        "| | " + " | ".join(f"{years} years" for years in found) + " |", "|---|" + "---:|" * len(found), *rows,
        "| **the night, all steps** | " + " | ".join(f"{night[years]:.1f}" for years in found) + " |", "",
        f"A night after {long} years costs {night[long] / night[short]:.2f} times one after {short}.",
    ])  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())

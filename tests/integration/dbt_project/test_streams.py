"""One day in one batch or in 288 micro-batches: the same marts, and a gate that finds every row."""

import csv
import json
import random
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import pytest

from plugins import gate
from plugins.loader import LoadError, load_channel
from plugins.marts import ensure_marts
from tests.hashes import table_hashes

NIGHT = date(2026, 3, 2)
GOLDEN = Path(__file__).parents[2] / "unit" / "channels" / "golden"
CHANNELS = ("ga4", "shopify", "klaviyo", "google_ads")
EVENT, ORDER, REFUND, MAIL = (
    json.loads((GOLDEN / path).read_text().splitlines()[0])
    for path in ("ga4/events.jsonl", "shopify/orders.jsonl", "shopify/refunds.jsonl", "klaviyo/events.jsonl")
)
AD_HEADER, AD = (GOLDEN / "google_ads" / "ad_geo_days.csv").read_text().splitlines()[:2]
BATCHES = 288  # one every five minutes


def day_of_a_shop() -> dict[str, list[str]]:
    """Lines of a day's files in the order in which they happened: visits, orders that change, refunds, e-mails, ads."""
    lines: dict[str, list[str]] = {"ga4/events": [], "shopify/orders": [], "shopify/refunds": [], "klaviyo/events": []}
    for n in range(1_200):
        at = f"2026-03-01T{n // 60:02}:{n % 60:02}:00-05:00"
        visit = {"event_timestamp": EVENT["event_timestamp"] + n * 1_000_003, "user_pseudo_id": f"GA1.1.{n % 300}"}
        lines["ga4/events"].append(json.dumps(EVENT | visit))
        money = {**ORDER["total_price_set"], "shop_money": {"amount": f"{20 + n % 7}.05", "currency_code": "USD"}}
        order = {"id": str(6_000_000 + n // 3), "created_at": "2026-03-01T00:00:00-05:00", "updated_at": at}
        state = ("pending", "authorized", "paid")[n % 3]
        lines["shopify/orders"].append(
            json.dumps(ORDER | order | {"total_price_set": money, "financial_status": state})
        )
        if n % 50 == 2:
            refund = {"id": str(n), "order_id": order["id"], "created_at": at}
            lines["shopify/refunds"].append(json.dumps(REFUND | refund))
        lines["klaviyo/events"].append(
            json.dumps(MAIL | {"id": f"e{n}", "datetime": f"2026-03-01T{n // 60:02}:{n % 60:02}:00Z"})
        )
    (_, cells) = csv.reader([AD_HEADER, AD])
    ad_id = dict(zip(next(csv.reader([AD_HEADER])), cells, strict=True))["ad_group_ad.ad.id"]
    lines["google_ads/ad_geo_days"] = [AD.replace(ad_id, f"{700_000 + n}") for n in range(300)]
    return lines


def file(report: str, lines: Iterable[str]) -> str:
    """The text of one file."""
    header = [AD_HEADER] if report.startswith("google_ads") else []
    return "\n".join([*header, *lines, ""])


def place(zone: Path, report: str, end: str) -> Path:
    channel, name = report.split("/")
    form = "csv" if channel == "google_ads" else "jsonl"
    path = zone / channel / str(NIGHT) / f"{name}{end}.{form}"
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def loaded(warehouse, channels: Iterable[str] = CHANNELS) -> dict[str, str]:
    """Load what lies there, and build; hashes of the marts without the ids of deliveries."""
    for channel in channels:
        load_channel(channel, NIGHT)
    ensure_marts(NIGHT)
    owner = warehouse.urls["MIXLOOP_WAREHOUSE_OWNER"]
    hashes = table_hashes(owner, but=("delivery_id", "input_hash"))
    return {table: found for table, found in hashes.items() if table.startswith("marts.")}


def forget(warehouse, zone: Path) -> None:
    """An empty warehouse and an empty landing zone, as before the day."""
    tables = warehouse.rows("select 'raw.' || table_name from information_schema.tables where table_schema = 'raw'")
    names = ", ".join([*(name for (name,) in tables), "ops.deliveries, ops.files, ops.day_changes, ops.marts_standing"])
    warehouse.rows(f"truncate {names}")
    warehouse.rows("truncate marts.build", role="dbt")
    for path in zone.rglob("*.*l*"):
        path.unlink()


@pytest.mark.proof("R5")
def test_a_day_in_one_batch_or_in_288_micro_batches_makes_the_same_marts(warehouse, tmp_path) -> None:
    zone, day = tmp_path / "landing", day_of_a_shop()
    for report, lines in day.items():
        place(zone, report, "").write_text(file(report, lines))
    batch = loaded(warehouse)
    forget(warehouse, zone)

    # The same lines in 288 parts, each part with the last lines of the one before it again; the parts arrive shuffled.
    parts = [(report, n) for report in day for n in range(BATCHES)]
    random.Random(5).shuffle(parts)
    for turn in range(0, len(parts), 48):
        for report, n in parts[turn : turn + 48]:
            lines = day[report]
            first, last = (len(lines) * step // BATCHES for step in (n, n + 1))
            if first < last:
                place(zone, report, f".part-{n:04}").write_text(file(report, lines[max(0, first - 2) : last]))
        for channel in CHANNELS:
            try:
                load_channel(channel, NIGHT)
            except LoadError as error:
                assert "is missing" in str(error)
    streamed = loaded(warehouse)

    deliveries = warehouse.rows("select count(*), sum(rows_repeated) from ops.deliveries where is_part")[0]
    assert {table for table in batch if batch[table] != streamed[table]} == set()
    assert deliveries[0] > BATCHES and deliveries[1] > 0
    counted = warehouse.rows("select count(*) from marts.fct_orders")[0][0]
    assert counted == 400
    gate.doubt_deliveries(NIGHT)
    checks = "select observed, success from gate.results where doubt_id in ('rows-loaded-once', 'sums-equal')"
    assert {success for _, success in warehouse.rows(checks)} == {True}
    print(f"R5: {len(batch)} marts equal, one batch against {deliveries[0]:,} micro-batches in random order")


def test_a_night_after_parts_alone_lacks_nothing_but_the_parts_that_were_refused(warehouse, tmp_path) -> None:
    zone, day = tmp_path / "landing", day_of_a_shop()
    for report, lines in day.items():
        place(zone, report, ".part-0001").write_text(file(report, lines))
    place(zone, "ga4/events", ".part-0002").write_text("no event\n")
    with pytest.raises(LoadError, match=r"events\.part-0002\.jsonl refused"):
        load_channel("ga4", NIGHT)
    for channel in ("shopify", "klaviyo", "google_ads"):
        load_channel(channel, NIGHT)
    gate.doubt_deliveries(NIGHT)
    query = "select scope, success from gate.results where doubt_id = 'files-arrived' and scope = any(%s)"
    assert dict(warehouse.rows(query, list(CHANNELS))) == {
        "ga4": False, "shopify": True, "klaviyo": True, "google_ads": True,
    }  # fmt: skip


def test_a_late_part_for_an_earlier_day_is_found_in_raw_by_the_gate(warehouse, tmp_path) -> None:
    zone, day = tmp_path / "landing", day_of_a_shop()
    earlier = [line.replace("2026-03-01", "2026-02-27") for line in day["google_ads/ad_geo_days"]]
    before = zone / "google_ads" / str(NIGHT - timedelta(days=1)) / "ad_geo_days.csv"
    before.parent.mkdir(parents=True)
    before.write_text(file("google_ads", earlier[:10]))
    place(zone, "google_ads/ad_geo_days", "").write_text(file("google_ads", day["google_ads/ad_geo_days"]))
    load_channel("google_ads", NIGHT)
    place(zone, "google_ads/ad_geo_days", ".part-0001").write_text(file("google_ads", earlier[8:12]))
    load_channel("google_ads", NIGHT)
    gate.doubt_deliveries(NIGHT)
    query = (
        "select doubt_id, success, observed from gate.results"
        " where doubt_id in ('rows-loaded-once', 'sums-equal') and scope = 'google_ads' order by 1"
    )
    assert [success for _, success, _ in warehouse.rows(query)] == [True, True], warehouse.rows(query)

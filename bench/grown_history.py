"""A big shop's warehouse with years of history: the last 30 days come as files, the older ones are copies of them in raw.

Ten channels. SCALE=1 is 10 million ad-days in 3 years; a tenth by default. Warehouse and landing zone are those of the settings.
"""

import os
from contextlib import closing
from datetime import date

import psycopg2

from bench.night_files import Shape

SCALE = float(os.environ.get("SCALE", "0.1"))
SHAPE = Shape(
    ads=round(76 * SCALE), orders=round(460 * SCALE), sessions=round(4000 * SCALE), e_mails=round(500 * SCALE)
)
CHANNELS = ("google_ads", "meta", "tiktok", "linkedin", "microsoft_ads", "pinterest", "tv", "klaviyo", "ga4", "shopify")
BASE = date(2026, 3, 2)


def load(night: date) -> None:
    """Load the night's files of all channels."""
    from plugins.loader import load_channel

    for channel in CHANNELS:
        load_channel(channel, night)


# What a copy of a row, k times 30 days older, has in these columns.
OLDER = {
    "delivery_id": "delivery_id - k", "row_hash": "md5(row_hash::text || k)::uuid", "known_from": "known_from - 30 * k",
    "order_id": "order_id || '-' || k", "refund_id": "refund_id || '-' || k", "customer_id": "customer_id || '-' || k",
    "event_id": "event_id || '-' || k", "transaction_id": "transaction_id || '-' || k", "user_pseudo_id": "user_pseudo_id || '-' || k",
    "event_timestamp": "event_timestamp - k * 2592000000000", "ga_session_id": "ga_session_id - k * 30000000",
}  # fmt: skip
KEPT = {"known_until"}


def grow(years: int) -> None:
    """Copy the last 30 days' rows until they fill `years`, each copy 30 days older than the one before, as if they had been loaded."""
    copies = round(years * 365 / 30) - 1
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


def tidy(admin: str) -> None:
    """Vacuum and sample all tables of the superuser's database `admin`, as the server does in the day between two nights."""
    with closing(psycopg2.connect(admin)) as connection:
        connection.autocommit = True
        connection.cursor().execute("vacuum (analyze)")


def count(table: str) -> int:
    """Rows of a table."""
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

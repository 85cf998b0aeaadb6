"""What leaves Postgres for Spark: what the night knows, to the digit, and nobody's id."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from pyarrow import parquet

from plugins.marts import MartsError
from plugins.marts.spark.leaving import Source, leave
from plugins.privacy.salt import key_of
from tests.integration.dbt_project.conftest import FIRST_DAY, FIRST_NIGHT, SECOND_NIGHT, Shop

ORDERS, META = Source("raw", "shopify__orders"), Source("raw", "meta__ad_region_days")


def left(source: Source, night: date, lake: Path) -> list[dict]:
    """The rows that left for a night."""
    leave([source], night, lake)
    return parquet.read_table(source.files(lake)).to_pylist()


def test_only_what_the_night_knows_leaves(shop: Shop, tmp_path):
    before = left(META, FIRST_NIGHT, tmp_path)
    shop.next_night()
    assert left(META, FIRST_NIGHT, tmp_path) == [
        row | {"known_until": SECOND_NIGHT} if row["day"] >= date(2026, 2, 23) else row for row in before
    ]
    now = left(META, SECOND_NIGHT, tmp_path)
    assert {row["spend"] for row in now if row["day"] >= date(2026, 2, 23)} == {Decimal("11.02")}
    assert {row["spend"] for row in now if row["day"] < date(2026, 2, 23)} == {Decimal("10.01")}


def test_nobodys_id_leaves_and_a_customer_keeps_the_key_that_the_marts_give(shop: Shop, tmp_path):
    rows = left(ORDERS, FIRST_NIGHT, tmp_path)
    assert {row["customer_id"] for row in rows} == {key_of(f"7100{row['day']:%m%d}") for row in rows}
    for table in ("shopify__orders", "shopify__refunds", "klaviyo__events", "ga4__events"):
        leave([Source("raw", table)], FIRST_NIGHT, tmp_path)
        names = set(parquet.read_schema(tmp_path / "raw" / table / "rows.parquet").names)
        assert not names & {"customer_email", "email", "profile_id", "user_id"}, table


def test_each_value_is_the_one_that_postgres_has(shop: Shop, tmp_path):
    shop.deliver(
        "shopify",
        "orders",
        FIRST_NIGHT,
        [order(total_amount="0.000000000001", financial_status='a "b",\nc', currency="")],
    )
    (row,) = (row for row in left(ORDERS, FIRST_NIGHT, tmp_path) if row["order_id"] == "odd")
    assert row["total_amount"] == Decimal("0.000000000001")
    assert (row["financial_status"], row["currency"], row["cancelled_at"]) == ('a "b",\nc', "", None)
    assert row["created_at"] == datetime(2026, 2, 2, 17, 0, 0, 123456, tzinfo=UTC)
    assert (row["known_from"], row["known_until"]) == (FIRST_NIGHT, date(9999, 12, 31))


def test_a_number_with_more_digits_than_the_files_keep_is_refused_by_name(shop: Shop, tmp_path):
    shop.deliver("shopify", "orders", FIRST_NIGHT, [order(total_amount="0.0000000000001")])
    with pytest.raises(MartsError, match=r"raw\.shopify__orders: .*12 behind it: round it"):
        leave([ORDERS], FIRST_NIGHT, tmp_path)


def test_a_table_that_is_not_there_is_refused_by_name(shop: Shop, tmp_path):
    with pytest.raises(MartsError, match=r"raw\.fax__orders is no table that mixloop_loop may read"):
        leave([Source("raw", "fax__orders")], FIRST_NIGHT, tmp_path)


def order(**changes: str) -> dict[str, object]:
    """An order that nobody places."""
    return {
        "order_id": "odd", "created_at": f"{FIRST_DAY} 12:00:00.123456-05:00", "updated_at": f"{FIRST_DAY} 12:00-05:00",
        "currency": "USD", "total_amount": 1, "customer_id": "1", **changes,
    }  # fmt: skip

"""What a night's marts say of the shop: every micro, no person, gaps explained."""

from datetime import date, timedelta

import psycopg2
import pytest

from plugins.marts import build_marts, dbt, write_docs
from tests.integration.dbt_project.conftest import SECOND_NIGHT, Shop

THIRD_NIGHT = SECOND_NIGHT + timedelta(days=1)


@pytest.fixture(scope="module")
def shop(shared_warehouse) -> Shop:
    """A shop on its third night: Meta came every night, TV only on the first, the shop not on the third."""
    made = Shop(shared_warehouse)
    made.history()
    made.next_night()
    made.meta(THIRD_NIGHT, [SECOND_NIGHT])
    made.meta(THIRD_NIGHT, [SECOND_NIGHT] * 2, spend="1000", status="refused")
    made.meta(THIRD_NIGHT + timedelta(days=1), [SECOND_NIGHT] * 3, spend="7")
    made.deliver("shopify", "orders", SECOND_NIGHT, [_cancelled("0210CA")])
    # dbt's unit tests make temporary tables; a night never does.
    made.rows(f"grant temporary on database {made.warehouse.name} to mixloop_dbt", role="owner")
    build_marts(THIRD_NIGHT)
    return made


def _cancelled(order_id: str) -> dict[str, object]:
    return {
        "order_id": order_id, "created_at": "2026-02-10 12:00-05:00", "updated_at": "2026-03-02 09:00-05:00",
        "cancelled_at": "2026-03-02 09:00-05:00", "currency": "USD", "total_amount": 80, "customer_id": "71000210",
        "customer_email": "p0210@example.com", "province_code": "CA", "country_code": "US",
        "financial_status": "voided",
    }  # fmt: skip


def test_the_rules_of_all_models_hold(shop):
    dbt.run("test", "--select", "test_type:unit", decision_date=THIRD_NIGHT)


def test_spend_is_what_the_newest_known_delivery_says_to_the_micro(shop):
    found = shop.rows("select day, sum(spend_micros) from marts.fct_ad_days where channel = 'meta' group by day")
    by_day = dict(found)
    assert by_day[date(2026, 2, 22)] == 2 * 10_010_000
    assert by_day[date(2026, 2, 23)] == 2 * 11_020_000
    assert by_day[SECOND_NIGHT] == 2 * 10_010_000
    assert SECOND_NIGHT + timedelta(days=1) not in by_day


def test_a_file_that_never_came_leaves_stand_ins_that_say_so(shop):
    shown = shop.rows(
        "select day, status, revenue_micros from marts.panel_outcome"
        " where geo = 'US-TX' and day >= '2026-03-01' order by day"
    )
    assert shown == [
        (date(2026, 3, 1), "reported", 80_000_000),
        (date(2026, 3, 2), "reported", 80_000_000),
        (date(2026, 3, 3), "imputed", 80_000_000),
    ]


def test_tv_off_the_air_is_a_true_zero_until_its_last_delivery_and_imputed_after(shop):
    shown = (
        "select status, spend_micros from marts.panel_media"
        " where channel = 'tv' and geo = %s and day >= '2026-03-01' order by day"
    )
    assert shop.rows(shown, "US-TX") == [("none", 0), ("imputed", 0), ("imputed", 0)]
    assert shop.rows(shown, "US-CA") == [("reported", 50_000_000), ("imputed", 50_000_000), ("imputed", 50_000_000)]


def test_an_order_cancelled_later_brings_nothing_on_its_own_day(shop):
    order = "select net_micros, is_cancelled, day from marts.fct_orders where order_id = '0210CA'"
    assert shop.rows(order) == [(0, True, date(2026, 2, 10))]
    day = "select revenue_micros, orders from marts.panel_outcome where geo = 'US-CA' and day = '2026-02-10'"
    assert shop.rows(day) == [(0, 0)]


def test_no_table_past_raw_knows_a_persons_mail_or_number(shop):
    columns = shop.rows(
        "select table_schema, table_name, column_name from information_schema.columns"
        " where table_schema in ('staging', 'intermediate', 'marts') and data_type = 'text'",
        role="dbt",
    )
    assert len(columns) > 100
    for schema, table, column in columns:
        found = shop.rows(
            f"""select count(*) from "{schema}"."{table}" where "{column}" like '%%@%%' or "{column}" like '71000%%'""",  # noqa: S608
            role="loop",
        )
        assert found == [(0,)], f"{schema}.{table}.{column} shows a person"


def test_the_same_customer_has_the_same_key_and_no_other_house_could_compute_it(shop):
    keys = shop.rows("select customer_key, count(*) from marts.fct_orders group by customer_key")
    assert {count for _, count in keys} == {2}, "the two orders of a day are one customer's"
    unsalted = shop.rows("select encode(sha256(convert_to(customer_id, 'UTF8')), 'hex') from raw.shopify__orders")
    assert not {key for (key,) in unsalted} & {key for key, _ in keys}


@pytest.mark.parametrize(
    "table",
    ["raw.shopify__orders", "staging.stg_shopify__orders", "intermediate.int_orders__recognised", "marts.fct_orders"],
)
def test_an_analyst_reads_nothing_before_it_is_published(shop, table):
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        shop.rows(f"select * from {table}", role="analyst")  # noqa: S608


def test_the_warehouse_describes_itself_on_one_page(shop):
    page = write_docs().read_text(encoding="utf-8")
    assert "Revenue that stays: gross less refunds, 0 if cancelled" in page
    assert shop.rows("select decision_date from marts.build") == [(THIRD_NIGHT,)], "describing is not building"

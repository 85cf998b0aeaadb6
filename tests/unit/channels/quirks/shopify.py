"""Shopify: money twice, orders that change, moments in the shop's own zone, refunds apart."""

from datetime import datetime, timedelta, timezone
from decimal import Decimal

from tests.unit.channels.conftest import report_of
from tests.unit.channels.quirks.export import ABSENT, Export

WINTER, SUMMER = timezone(timedelta(hours=-5)), timezone(timedelta(hours=-4))  # New York

ORDERS = Export(
    report_of("shopify", "orders"),
    {
        "id": 5500000000001,
        "created_at": "2026-03-01T10:00:00-05:00",
        "updated_at": "2026-03-01T10:05:00-05:00",
        "cancelled_at": None,
        "test": False,
        "financial_status": "paid",
        "currency": "USD",
        "total_price_set": {
            "shop_money": {"amount": "80.00", "currency_code": "USD"},
            "presentment_money": {"amount": "73.60", "currency_code": "EUR"},
        },
        "customer": {"id": 7000000000001, "orders_count": 1, "email": "p123@example.com"},
        "shipping_address": {"province_code": "CA", "country_code": "US"},
        "buyer_accepts_marketing": True,
    },
)
REFUNDS = Export(
    report_of("shopify", "refunds"),
    {
        "id": 900000000001,
        "order_id": 5500000000001,
        "created_at": "2026-03-01T18:00:00-05:00",
        "amount_set": {
            "shop_money": {"amount": "20.05", "currency_code": "USD"},
            "presentment_money": {"amount": "18.40", "currency_code": "EUR"},
        },
    },
)
EXPORTS = (ORDERS, REFUNDS)
AMOUNT, CURRENCY = "total_price_set.shop_money.amount", "total_price_set.shop_money.currency_code"

# Money.
ORDERS.reads("the_shops_money_not_the_buyers", {}, {"total_amount": Decimal("80.00"), "currency": "USD"})
ORDERS.reads(
    "a_shop_in_yen_has_no_decimals",
    {AMOUNT: "8000", CURRENCY: "JPY"},
    {"total_amount": Decimal(8000), "currency": "JPY"},
)
ORDERS.reads(
    "a_shop_in_dinar_has_three_decimals",
    {AMOUNT: "8.125", CURRENCY: "KWD"},
    {"total_amount": Decimal("8.125"), "currency": "KWD"},
)
ORDERS.reads("a_free_order", {AMOUNT: "0.00"}, {"total_amount": Decimal("0.00")})
ORDERS.reads("an_amount_as_a_json_number", {AMOUNT: 80.1}, {"total_amount": Decimal("80.1")})
ORDERS.quarantines("an_order_without_its_amount", {AMOUNT: None}, AMOUNT, None, "is missing")
ORDERS.quarantines("an_order_of_buyers_money_only", {"total_price_set.shop_money": None}, CURRENCY, None, "is missing")
ORDERS.quarantines("an_amount_in_european_writing", {AMOUNT: "1.080,00"}, AMOUNT, "1.080,00", "not a number")
ORDERS.quarantines("an_amount_with_thousands_commas", {AMOUNT: "1,080.00"}, AMOUNT, "1,080.00", "not a number")

# Ids.
ORDERS.reads("an_order_id_as_a_json_number", {"id": 9007199254740993}, {"order_id": "9007199254740993"})
ORDERS.quarantines(
    "an_order_id_of_the_other_api", {"id": "gid://shopify/Order/55"}, "id", "gid://shopify/Order/55", "not an id"
)
ORDERS.quarantines("an_order_number_as_buyers_see_it", {"id": "#1001"}, "id", "#1001", "not an id")
REFUNDS.quarantines("a_refund_of_an_order_rounded_by_a_float", {"order_id": 5.5e18}, "order_id", "5.5e+18", "not an id")

# Moments: the second Sunday of March has 23 hours in New York, the first of November 25.
NOVEMBER = {"created_at": "2025-11-02T01:30:00-04:00", "updated_at": "2025-11-02T01:30:00-05:00"}
ORDERS.reads(
    "one_in_the_morning_comes_twice_in_november",
    NOVEMBER,
    {
        "created_at": datetime(2025, 11, 2, 1, 30, tzinfo=SUMMER),
        "updated_at": datetime(2025, 11, 2, 1, 30, tzinfo=WINTER),  # an hour later
    },
)
ORDERS.reads(
    "the_last_moment_before_the_day_of_23_hours_skips_one",
    {"created_at": "2025-03-09T01:59:59-05:00"},
    {"created_at": datetime(2025, 3, 9, 1, 59, 59, tzinfo=WINTER)},
)
ORDERS.reads(
    "a_moment_as_the_csv_export_writes_it",
    {"created_at": "2026-03-01 10:00:00 -0500"},
    {"created_at": datetime(2026, 3, 1, 10, tzinfo=WINTER)},
)
ORDERS.quarantines(
    "a_local_moment_without_its_offset",
    {"updated_at": "2026-11-01T01:30:00"},
    "updated_at",
    "2026-11-01T01:30:00",
    "without its offset",
)
ORDERS.quarantines(
    "a_cancellation_without_its_offset",
    {"cancelled_at": "2026-03-01T10:00:00"},
    "cancelled_at",
    "2026-03-01T10:00:00",
    "without its offset",
)
ORDERS.quarantines(
    "an_order_of_next_week",
    {"created_at": "2026-03-09T10:00:00-04:00"},
    "created_at",
    "2026-03-09T10:00:00-04:00",
    "in the future",
)
ORDERS.reads(
    "a_cancelled_order_stays_with_its_moment",
    {"cancelled_at": "2026-03-01T12:00:00-05:00"},
    {"cancelled_at": datetime(2026, 3, 1, 12, tzinfo=WINTER)},
)

# People, flags and places.
ORDERS.reads("a_guest_has_no_customer", {"customer": None}, {"customer_id": None, "customer_orders_count": None})
ORDERS.reads("a_download_has_no_address", {"shipping_address": ABSENT}, {"province_code": None})
ORDERS.reads("a_test_order_says_so", {"test": True}, {"test": True})
ORDERS.quarantines("a_test_flag_in_capitals", {"test": "TRUE"}, "test", "TRUE", "neither true nor false")
ORDERS.quarantines("a_test_flag_as_a_zero", {"test": 0}, "test", "0", "neither true nor false")
ORDERS.quarantines("a_customer_by_name", {"customer": "Jane"}, "customer.id", "Jane", "another shape")
ORDERS.quarantines(
    "minus_one_and_a_half_orders",
    {"customer.orders_count": -1.5},
    "customer.orders_count",
    "-1.5",
    "not a whole number",
)

# Files and refunds.
ORDERS.refuses(
    "orders_with_flat_prices", '{"id": 1, "total_price": "80.00"}\n', "no cancelled_at", "found id, total_price"
)
ORDERS.refuses("refunds_under_the_name_of_orders", REFUNDS.text({}), "not a orders report", "amount_set")
REFUNDS.file("a_day_without_refunds", "", rows=0)
REFUNDS.reads(
    "two_refunds_of_one_order", {"id": 900000000002}, {"refund_id": "900000000002", "order_id": "5500000000001"}
)
REFUNDS.reads("a_refund_in_the_shops_money", {}, {"amount": Decimal("20.05"), "currency": "USD"})
REFUNDS.quarantines("a_refund_of_nobodys_order", {"order_id": None}, "order_id", None, "is missing")

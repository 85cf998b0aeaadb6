"""Shopify: orders as they stand after their last change, and refunds with their own date; money in the shop's currency.

Money stands twice, in the shop's and in the buyer's currency: only the shop's adds up. Orders change for months.
"""

from config.channels import ChannelSettings
from plugins.channels.reading.kinds import Flag, Id, Moment, Number, Text, Whole
from plugins.channels.reading.report import Column, Report

ORDERS = Report(
    name="orders",
    table="shopify__orders",
    form="jsonl",
    day="updated_at",  # a file lists the orders that changed on its days, however old they are
    reread_days=1,
    entity=("order_id",),
    persons=("customer_id", "customer_email"),
    personal=("customer_id", "customer_orders_count", "customer_email", "accepts_marketing"),
    day_boundary="shop",
    unread=frozenset({"currency", "total_price_set.presentment_money"}),
    columns=(
        Column(name="order_id", source="id", kind=Id(), key=True),
        Column(name="created_at", source="created_at", kind=Moment(), key=True),
        Column(name="updated_at", source="updated_at", kind=Moment(), key=True),
        Column(name="cancelled_at", source="cancelled_at", kind=Moment()),
        Column(name="test", source="test", kind=Flag()),
        Column(name="financial_status", source="financial_status", kind=Text()),
        Column(name="currency", source="total_price_set.shop_money.currency_code", kind=Text(), key=True),
        Column(
            name="total_amount",
            source="total_price_set.shop_money.amount",
            kind=Number(),
            key=True,
            measure=True,
            money=True,
        ),
        Column(name="customer_id", source="customer.id", kind=Id(), optional=True),
        Column(name="customer_orders_count", source="customer.orders_count", kind=Whole(), optional=True),
        Column(name="customer_email", source="customer.email", kind=Text(), optional=True),
        Column(name="province_code", source="shipping_address.province_code", kind=Text(), optional=True),
        Column(name="country_code", source="shipping_address.country_code", kind=Text(), optional=True),
        Column(name="accepts_marketing", source="buyer_accepts_marketing", kind=Flag(), optional=True),
    ),
)

REFUNDS = Report(
    name="refunds",
    table="shopify__refunds",
    form="jsonl",
    day="created_at",
    reread_days=1,
    entity=("refund_id",),
    day_boundary="shop",
    unread=frozenset({"amount_set.presentment_money"}),
    may_be_empty=True,
    columns=(
        Column(name="refund_id", source="id", kind=Id(), key=True),
        Column(name="order_id", source="order_id", kind=Id(), key=True),
        Column(name="created_at", source="created_at", kind=Moment(), key=True),
        Column(name="amount", source="amount_set.shop_money.amount", kind=Number(), key=True, measure=True, money=True),
        Column(name="currency", source="amount_set.shop_money.currency_code", kind=Text(), key=True),
    ),
)


def reports(channel: str, settings: ChannelSettings) -> tuple[Report, ...]:
    """What `channel` delivers each night."""
    return ORDERS, REFUNDS

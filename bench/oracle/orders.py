"""What the tiny shop's own system tells each night: orders as they stand after their last change, and refunds."""

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from random import Random

from bench.oracle.platforms import Export, Row, wrapped


@dataclass(frozen=True, kw_only=True)
class Order:
    """One order as it stands."""

    order_id: str
    created_at: datetime
    updated_at: datetime
    cancelled_at: datetime | None = None
    test: bool = False
    status: str = "paid"
    amount: Decimal
    customer: str | None
    province: str


@dataclass(frozen=True)
class Refund:
    """One refund."""

    refund_id: str
    order_id: str
    created_at: datetime
    amount: Decimal


@dataclass
class Shop:
    """Its orders and refunds; customers come back, some were there before our history began."""

    random: Random
    orders: dict[str, Order] = field(default_factory=dict)
    refunds: list[Refund] = field(default_factory=list)
    placed: dict[str, int] = field(default_factory=dict)

    def live(self, night: date) -> None:
        """A day passes: some orders come, some change, some are paid back."""
        for _ in range(self.random.randint(1, 4)):
            self._order(night)
        self.change(night)

    def change(self, night: date) -> None:
        """Some orders of the last 90 days change."""
        for _ in range(self.random.choice((0, 1, 2, 4))):
            order = self.random.choice(list(self.orders.values()))
            change = self.random.choice(
                (self._cancel, self._reprice, self._pay_back, self._pay_back, self._test, self._void)
            )
            self.orders[order.order_id] = replace(change(order, night), updated_at=self._later(order, night))

    def _order(self, night: date) -> None:
        number = f"55{len(self.orders):06d}"
        at = self._moment(night)
        customer = self.random.choice((None, *(f"70{one}" for one in range(40))))
        if customer:
            was_there = 2 if customer.endswith("7") else 0
            self.placed[customer] = self.placed.get(customer, was_there) + 1
        self.orders[number] = Order(
            order_id=number, created_at=at, updated_at=at, test=self.random.random() < 0.1,
            amount=Decimal(self.random.randint(2000, 30000)).scaleb(-2), customer=customer,
            province=self.random.choice(("CA", "TX", "ZZ")),
        )  # fmt: skip

    def _moment(self, night: date) -> datetime:
        """Some time of the eve in New York, told with the offset of winter, of summer, or of Greenwich."""
        zone = self.random.choice((timezone(timedelta(hours=-5)), timezone(timedelta(hours=-4)), UTC))
        at = datetime.combine(night - timedelta(days=1), time(5), UTC) + timedelta(
            seconds=self.random.randrange(67_000)
        )
        return at.astimezone(zone)

    def _later(self, order: Order, night: date) -> datetime:
        """When an order changed: later than ever before, as shops' own clocks have it."""
        return max(self._moment(night), order.updated_at + timedelta(seconds=1))

    def _cancel(self, order: Order, night: date) -> Order:
        return replace(order, cancelled_at=self._moment(night))

    def _reprice(self, order: Order, night: date) -> Order:
        return replace(order, amount=order.amount + 5)

    def _test(self, order: Order, night: date) -> Order:
        return replace(order, test=not order.test)

    def _void(self, order: Order, night: date) -> Order:
        return replace(order, status="voided" if order.status == "paid" else "paid")

    def _pay_back(self, order: Order, night: date) -> Order:
        left = order.amount - sum((one.amount for one in self.refunds if one.order_id == order.order_id), Decimal(0))
        back = min(left, Decimal(self.random.randint(100, 9000)).scaleb(-2))
        if back > 0:
            self.refunds.append(Refund(f"9{len(self.refunds):06d}", order.order_id, self._moment(night), back))
        return order

    def export_orders(self, night: date, packed: bool) -> Export:
        """Orders that changed lately, each as it stands; now and then with an older state of one before it."""
        since = night - timedelta(days=self.random.choice((1, 1, 1, 3)))
        changed = [order for order in self.orders.values() if order.updated_at.astimezone(UTC).date() >= since]
        lines = [self._order_line(order) for order in changed]
        if self.random.random() < 0.3:
            older = replace(changed[0], amount=changed[0].amount + 1, updated_at=changed[0].created_at)
            lines.insert(0, self._order_line(older))
        told = {order.order_id: order_row(order, self.placed.get(order.customer or "")) for order in changed}
        name, content = wrapped("orders.jsonl", "".join(lines), packed)
        return Export(night, "shopify", "orders", name, content, told)

    def export_refunds(self, night: date, packed: bool) -> Export:
        """Refunds of the last days; often there are none."""
        since = night - timedelta(days=self.random.choice((1, 1, 1, 3)))
        made = [refund for refund in self.refunds if refund.created_at.astimezone(UTC).date() >= since]
        name, content = wrapped("refunds.jsonl", "".join(map(_refund_line, made)), packed or not made)
        return Export(night, "shopify", "refunds", name, content, {one.refund_id: refund_row(one) for one in made})

    def _order_line(self, order: Order) -> str:
        count = self.placed.get(order.customer or "")
        customer = {"id": order.customer, "orders_count": count, "email": f"{order.customer}@example.com"}
        return json.dumps({
            "id": order.order_id, "created_at": order.created_at.isoformat(), "updated_at": order.updated_at.isoformat(),
            "cancelled_at": order.cancelled_at and order.cancelled_at.isoformat(), "test": order.test,
            "financial_status": order.status, "currency": "USD",
            "total_price_set": {"shop_money": {"amount": str(order.amount), "currency_code": "USD"}},
            "customer": customer if order.customer else None,
            "shipping_address": {"province_code": order.province, "country_code": "US"}, "buyer_accepts_marketing": True,
        }) + "\n"  # fmt: skip


def order_row(order: Order, count: int | None) -> Row:
    """What an order's line says, in the raw table's words."""
    return (
        order.order_id, order.created_at.astimezone(UTC), order.updated_at.astimezone(UTC),
        order.cancelled_at and order.cancelled_at.astimezone(UTC), order.test, order.status, order.amount, order.customer,
        count, order.province,
    )  # fmt: skip


def refund_row(refund: Refund) -> Row:
    """What a refund's line says, in the raw table's words."""
    return refund.refund_id, refund.order_id, refund.created_at.astimezone(UTC), refund.amount


def _refund_line(refund: Refund) -> str:
    return json.dumps({
        "id": refund.refund_id, "order_id": refund.order_id, "created_at": refund.created_at.isoformat(),
        "amount_set": {"shop_money": {"amount": str(refund.amount), "currency_code": "USD"}},
    }) + "\n"  # fmt: skip

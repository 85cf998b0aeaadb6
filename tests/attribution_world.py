"""A small made-up world of visits and orders, with all that is awkward in one, written where dbt's staging would leave it."""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from tests.attribution_oracle import Order, Visit, World

CHANNELS = ["direct", *(f"c{number:02}" for number in range(19))]
UNIT = 232_792_560  # the least number that 1 to 20 divide: shares of it among so many channels are whole
START = datetime(2026, 1, 5, 12, tzinfo=UTC)
LAST_DAY = date(2026, 3, 20)
SETTINGS = {"lookback_days": 30, "channel_lookbacks": [{"channel": "c02", "days": 5}], "decay_weights": [2**31] * 30}


def a_world(seed: int = 7, visitors: int = 250, channels: list[str] | None = None) -> World:
    """Ten weeks of visits, some of one instant; orders without consent, tests, cancelled ones and refunds beyond the price."""
    chance = random.Random(seed)
    channels = channels or CHANNELS
    world = World(lookback={"c02": 5})
    for number in range(visitors):
        visitor, at = f"u{number}", START + timedelta(days=chance.uniform(0, 60))
        for session in range(1, min(12, 1 + int(chance.expovariate(0.35))) + 1):
            world.visits.append(Visit(visitor, session, at, chance.choice(channels[: chance.choice([3, 8, 20])])))
            if chance.random() < 0.3:
                bought = at + timedelta(minutes=chance.choice([0, 5]))
                world.orders.append(
                    Order(
                        order_id=f"o{number}-{session}", day=bought.date(), geo=chance.choice(["US-CA", "US-TX"]),
                        net=UNIT * chance.choice([1, 1, 2, 3, 0, -1]), bought_at=bought,
                        visitor=visitor if chance.random() < 0.85 else None, is_test=chance.random() < 0.05,
                    )
                )  # fmt: skip
            at += timedelta(hours=chance.choice([0, 1, 30, 100, 400]))
    return world


def fill(rows: Callable, world: World) -> None:
    """Write the world's visits and orders; `rows` runs a statement with values as dbt's role."""
    inputs = ("intermediate.int_sessions__consented", "intermediate.int_orders__recognised", "marts.fct_orders")
    rows(f"truncate {', '.join(inputs)}, intermediate.int_orders__changed, intermediate.int_visitors__changed")
    for table, lines in zip(
        inputs,
        (
            [(v.visitor, v.session, v.at, v.at.date(), "US-CA", v.channel) for v in world.visits],
            [(o.order_id, o.visitor, o.bought_at) for o in world.orders if o.visitor],
            [
                (o.order_id, o.bought_at, o.day, o.geo, "USD", o.net, 0, o.net, True, None, False, o.net == 0)
                for o in world.sales()
            ],
        ),
        strict=True,
    ):
        marks = ", ".join(["(" + ", ".join(["%s"] * len(lines[0])) + ")"] * len(lines))
        rows(f"insert into {table} values {marks}", *[cell for line in lines for cell in line])  # noqa: S608

"""Nine attribution models against slow ones in plain Python, and nights that change a little against a rebuild."""

import random
from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction
from functools import partial

import pytest

from bench.warehouse_attribution import MODELS, STORED, TABLES
from config.attribution import Model
from plugins.marts import dbt
from tests.attribution_oracle import Order, Visit, World, removal_effects, shapley
from tests.attribution_world import CHANNELS, LAST_DAY, SETTINGS, START, UNIT, a_world, fill


@pytest.fixture(scope="module")
def attribution(shared_warehouse):
    """The models' inputs in a warehouse, filled by the test, and the models run over them."""
    shared_warehouse.rows(f"grant temporary on database {shared_warehouse.name} to mixloop_dbt")
    shared_warehouse.rows(TABLES, role="dbt")
    with pytest.MonkeyPatch.context() as patch:
        real = dbt.settings()
        patch.setattr(dbt, "settings", lambda: {**real, **SETTINGS})
        yield shared_warehouse


def build(*models: str, only_what_changed: bool = False) -> None:
    dbt.run("run", "--select", *(models or MODELS), decision_date=LAST_DAY, only_what_changed=only_what_changed)


def tables(warehouse) -> dict[str, list[tuple]]:
    """All rows of the stored models."""
    rooms = {model: "intermediate" if model.startswith("int_") else "marts" for model in STORED}
    return {
        model: sorted(warehouse.rows(f"select row(found.*)::text from {room}.{model} as found"))  # noqa: S608
        for model, room in rooms.items()
    }


@pytest.fixture(scope="module")
def built(attribution):
    """A world of twenty channels, and the warehouse with its attribution."""
    world = a_world()
    fill(partial(attribution.rows, role="dbt"), world)
    build()
    return world, attribution


def test_shapley_is_what_enumerating_a_million_coalitions_of_twenty_channels_says(built):
    world, warehouse = built
    worth: dict[frozenset[str], int] = defaultdict(int)
    for order in world.sales():
        if touches := world.touches(order):
            worth[frozenset(one.channel for one in touches)] += order.net
    assert max(map(len, worth)) >= 6 and len(frozenset.union(*worth)) == 20
    wanted = shapley(worth, CHANNELS)
    found = dict(
        warehouse.rows(
            "select channel, sum(shapley_micros)::bigint from marts.fct_attribution"
            " where channel <> 'unattributed' group by channel"
        )
    )
    assert found == pytest.approx(wanted, rel=1e-9, abs=1)


@pytest.mark.parametrize("memory", [3, 2, 1])
def test_removal_effects_are_those_of_the_solved_chain_to_the_ninth_decimal(built, monkeypatch, memory):
    world, warehouse = built
    now = dbt.settings()
    monkeypatch.setattr(dbt, "settings", lambda: {**now, "markov_order": memory})
    build("fct_removal_effects")
    found = {(month, channel): float(effect) for month, channel, effect in warehouse.rows(
        "select month, channel, removal_effect from marts.fct_removal_effects")}  # fmt: skip
    wanted = {
        (month, channel): effect
        for month, journeys in world.journeys().items()
        for channel, effect in removal_effects(journeys, memory).items()
    }
    assert len(wanted) > 50
    assert found == pytest.approx(wanted, rel=0, abs=1e-9)


def test_markov_credit_of_a_day_and_geo_is_that_of_its_orders_to_the_micro(built):
    world, warehouse = built
    effects = {month: removal_effects(journeys, 1) for month, journeys in world.journeys().items()}
    wanted: dict[tuple, Fraction] = defaultdict(Fraction)
    for order in world.sales():
        channels = [one.channel for one in world.touches(order)] or ["unattributed"]
        weights = [
            Fraction(1) if channel == "unattributed" else Fraction(effects[order.day.replace(day=1)][channel])
            for channel in channels
        ]
        weights = weights if sum(weights) > Fraction(1, 10**9) else [Fraction(1)] * len(weights)
        for channel, weight in zip(channels, weights, strict=True):
            wanted[order.day, order.geo, channel] += order.net * weight / sum(weights)
    found = {(day, geo, channel): micros for day, geo, channel, micros in warehouse.rows(
        "select day, geo, channel, markov_micros from intermediate.int_credits__by_day")}  # fmt: skip
    assert found.keys() == wanted.keys()
    assert all(abs(found[cell] - micros) <= 1 for cell, micros in wanted.items())


def test_touches_and_last_non_direct_touches_are_those_of_the_slow_reading(built):
    world, warehouse = built
    found: dict[str, dict[str, int]] = {}
    for order, channel, micros in warehouse.rows(
        "select order_id, channel, last_non_direct_touch_micros from marts.fct_attribution"
        " where last_non_direct_touch_micros <> 0"
    ):
        found.setdefault(order, {})[channel] = micros
    wanted = {}
    for order in world.sales():
        channels = [one.channel for one in world.touches(order)]
        last = ([one for one in channels if one != "direct"] or channels or ["unattributed"])[-1]
        if order.net:
            wanted[order.order_id] = {last: order.net}
    assert found == wanted
    ((touches,),) = warehouse.rows("select count(*) from marts.fct_touchpoints where channel <> 'none'")
    assert touches == sum(len(world.touches(order)) for order in world.sales())


def test_every_model_sums_to_the_orders_of_every_day(built):
    world, warehouse = built
    days: dict[date, int] = defaultdict(int)
    for order in world.sales():
        days[order.day] += order.net
    found: dict[str, dict[date, int]] = defaultdict(dict)
    for model, day, micros in warehouse.rows(
        "select model, day, sum(revenue_micros)::bigint from marts.fct_attribution_days group by model, day"
    ):
        found[model][day] = micros
    assert found == {model: dict(days) for model in (*Model, "platform_claims")}


def _a_visit_more(world: World, change: random.Random) -> None:
    at = START + timedelta(days=70)
    for number in range(3):
        world.visits.append(Visit(f"new{number}", 1, at, change.choice(CHANNELS)))
    world.visits.append(Visit("u5", 99, at, "c03"))


def _an_order_that_takes_lost_visits_of_the_month_before(world: World, change: random.Random) -> None:
    lost = (visit for visit in world.visits if not any(world.counts_for(visit, order) for order in world.orders))
    visit = next(visit for visit in lost if visit.at.day > 25)
    bought = visit.at + timedelta(days=20)
    world.orders.append(Order("late", bought.date(), "US-TX", 4 * UNIT, visit.visitor, bought))


def _a_refund_in_full(world: World, change: random.Random) -> None:
    place = next(n for n, one in enumerate(world.orders) if one.net > 0 and one.visitor and world.touches(one))
    old = world.orders[place]
    world.orders[place] = Order(old.order_id, old.day, old.geo, 0, old.visitor, old.bought_at, old.is_test)


def _a_person_who_is_forgotten(world: World, change: random.Random) -> None:
    forgotten = next(one.visitor for one in world.orders if one.visitor and not one.is_test)
    world.visits = [one for one in world.visits if one.visitor != forgotten]
    world.orders = [one for one in world.orders if one.visitor != forgotten]


@pytest.mark.parametrize(
    "change",
    [
        _a_visit_more,
        _an_order_that_takes_lost_visits_of_the_month_before,
        _a_refund_in_full,
        _a_person_who_is_forgotten,
    ],
    ids=lambda change: change.__name__.strip("_"),
)
def test_a_night_that_makes_anew_only_what_changed_equals_a_rebuild(attribution, change):
    before, after = a_world(seed=3, visitors=80), a_world(seed=3, visitors=80)
    change(after, random.Random(1))
    fill(partial(attribution.rows, role="dbt"), before)
    build()
    stood = tables(attribution)

    fill(partial(attribution.rows, role="dbt"), after)
    orders = {one.order_id for one in set(before.orders) ^ set(after.orders)}
    visitors = {one.visitor for one in set(before.visits) ^ set(after.visits)}
    visitors |= {one.visitor for one in set(before.orders) ^ set(after.orders) if one.visitor}
    orders |= {one.order_id for one in (*before.orders, *after.orders) if one.visitor in visitors}
    for table, keys in (("int_orders__changed", orders), ("int_visitors__changed", visitors)):
        for key in keys:
            attribution.rows(f"insert into intermediate.{table} values (%s)", key, role="dbt")  # noqa: S608
    build(only_what_changed=True)
    kept = tables(attribution)
    build()
    assert kept == tables(attribution)
    assert kept["fct_removal_effects"] != stood["fct_removal_effects"]


def test_a_night_of_a_few_visits_leaves_the_other_months_alone(attribution):
    before = a_world(seed=3, visitors=80)
    fill(partial(attribution.rows, role="dbt"), before)
    build()
    query = "select xmin::text from marts.fct_removal_effects where month = '2026-01-01'"
    stood = attribution.rows(query)
    before.visits.append(Visit("u5", 99, START + timedelta(days=70), "c03"))
    fill(partial(attribution.rows, role="dbt"), before)
    attribution.rows("insert into intermediate.int_visitors__changed values ('u5')", role="dbt")
    build(only_what_changed=True)
    assert attribution.rows(query) == stood
    assert attribution.rows("select month from intermediate.int_months__changed") == [(date(2026, 3, 1),)]

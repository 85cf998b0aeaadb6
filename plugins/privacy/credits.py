"""Whose orders stand in the marts and in what people read: the key goes, the path goes, and no channel has credit for it any more.

The next build would say the same; but a night that its gates stop isn't published, and a channel that is frozen keeps its last days.
"""

from collections.abc import Collection

from psycopg2 import sql
from psycopg2.extensions import cursor as Cursor


def orders_of(cursor: Cursor, browsers: Collection[str]) -> set[str]:
    """Orders that were placed with these browsers."""
    cursor.execute(
        "select distinct transaction_id from raw.ga4__events"
        " where user_pseudo_id = any(%s) and transaction_id is not null",
        (list(browsers),),
    )
    return {order for (order,) in cursor.fetchall()}


def forget_credits(cursor: Cursor, schema: str, keys: list[str], orders: list[str]) -> None:
    """Take customers with these keys off their orders, and these orders' paths out of what is credited, if the tables are there.

    Revenue stays where it was, to the micro: all of it is 'unattributed' now.
    """
    there = _columns(cursor, schema)
    values = {"keys": keys, "orders": orders}
    if "fct_orders" in there:
        cursor.execute(_in(schema, _ORDERS), values)
    if "fct_touchpoints" in there:
        cursor.execute(_in(schema, _TOUCHES), values)
    if "fct_attribution" in there:
        micros = [name for name in there["fct_attribution"] if name.endswith("_micros")]
        cursor.execute(_in(schema, _CREDITS, micros), values)


def _columns(cursor: Cursor, schema: str) -> dict[str, list[str]]:
    cursor.execute(
        "select table_name, array_agg(column_name::text order by ordinal_position) from information_schema.columns"
        " where table_schema = %s group by table_name",
        (schema,),
    )
    return dict(cursor.fetchall())


def _in(schema: str, statement: str, micros: list[str] | None = None) -> sql.Composed:
    names = [sql.Identifier(name) for name in micros or []]
    return sql.SQL(statement).format(
        orders=sql.Identifier(schema, "fct_orders"),
        touches=sql.Identifier(schema, "fct_touchpoints"),
        credits=sql.Identifier(schema, "fct_attribution"),
        micros=sql.SQL(", ").join(names),
        sums=sql.SQL(", ").join(sql.SQL("sum({0})::bigint as {0}").format(name) for name in names),
    )


_ORDERS = """
    update {orders} set customer_key = null, is_new_customer = false
    where customer_key = any(%(keys)s)
"""

_TOUCHES = """
    with gone as (
        delete from {touches} where order_id = any(%(orders)s) and channel <> 'none' returning order_id
    )
    insert into {touches} (order_id, position, of_touches, day, geo, channel)
    select order_id, 0, 0, day, geo, 'none' from {orders} where order_id in (select order_id from gone)
"""

_CREDITS = """
    with gone as (
        delete from {credits} where order_id = any(%(orders)s) and channel <> 'unattributed' returning *
    )
    insert into {credits} (order_id, channel, day, month, geo, touches, {micros})
    select order_id, 'unattributed', day, month, geo, 0, {sums} from gone group by order_id, day, month, geo
"""

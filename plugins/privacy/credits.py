"""Whom tables beyond raw know by a key: the key goes, the path goes, and no channel has credit for their orders any more.

The next build says the same; but until then, or if that night's gates stop it, these tables would go on telling of them.
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


def forget_keys(cursor: Cursor, keys: list[str]) -> None:
    """Delete visits and journeys of visitors with these keys, and take customers with these keys off their orders, in every table."""
    for schema in ("staging", "intermediate", "marts", "published"):
        for name, columns in _columns(cursor, schema).items():
            table = sql.Identifier(schema, name)
            if "user_pseudo_id" in columns:
                cursor.execute(sql.SQL("delete from {} where user_pseudo_id = any(%s)").format(table), (keys,))
            if "customer_key" in columns:
                first = sql.SQL(", is_new_customer = false" if "is_new_customer" in columns else "")
                cursor.execute(
                    sql.SQL("update {} set customer_key = null{} where customer_key = any(%s)").format(table, first),
                    (keys,),
                )


def forget_credits(cursor: Cursor, schema: str, orders: list[str]) -> None:
    """Take these orders' paths out of what is credited, if the tables are there.

    Revenue stays where it was, to the micro: all of it is 'unattributed' now.
    """
    there = _columns(cursor, schema)
    if "fct_touchpoints" in there:
        cursor.execute(_in(schema, _TOUCHES), {"orders": orders})
    if "fct_attribution" in there:
        micros = [name for name in there["fct_attribution"] if name.endswith("_micros")]
        cursor.execute(_in(schema, _CREDITS, micros), {"orders": orders})


def _columns(cursor: Cursor, schema: str) -> dict[str, list[str]]:
    cursor.execute(
        "select table_name, array_agg(column_name::text order by ordinal_position) from information_schema.columns"
        " inner join information_schema.tables using (table_schema, table_name)"
        " where table_schema = %s and table_type = 'BASE TABLE' group by table_name",
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

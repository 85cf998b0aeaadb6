"""What people read: the marts of the last night that passed its gates, switched over in one transaction.

dbt builds in schema `marts`, where a night is half there while it is built and may yet be stopped. Once the gates let it pass, what
changed is copied to schema `published`, for all tables at once. A channel that was frozen keeps its last good days there, and
`published.freshness` says so.
"""

import logging
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from typing import Any

from psycopg2 import sql
from psycopg2.extensions import connection as Connection
from psycopg2.extras import execute_values

from config import privacy
from plugins import stages
from plugins.marts import standing
from plugins.marts.build import STAGE as STAGE_OF_MARTS
from plugins.marts.build import ensure_marts
from plugins.marts.dbt import MartsError
from plugins.marts.fold import Fold, folded
from plugins.marts.metric_views import ensure_views
from plugins.warehouse import connect

log = logging.getLogger(__name__)

STAGE = "publish"
EVERYTHING = "*"  # scope of what belongs to no channel


@dataclass(frozen=True)
class Mart:
    """A table that people read: the key by which its changed rows are known, and dbt's model that holds the changed keys.

    Without a key the table is small, and copied whole. `by_channel`: it has a column `channel`. `fold`: it counts people, and cells of
    too few of them are folded into one. `asked_by`: columns that analysts look rows up by and the loop doesn't; an index each, which
    only the published table has.
    """

    name: str
    key: tuple[str, ...] = ()
    changed: str = ""
    by_channel: bool = False
    fold: Fold | None = None
    asked_by: tuple[str, ...] = ()


MARTS = (
    Mart("fct_ad_days", ("channel", "day"), "staging.stg_ops__changed_days", by_channel=True),
    Mart("fct_campaign_days", ("channel", "day"), "staging.stg_ops__changed_days", by_channel=True),
    Mart("fct_account_days", ("channel", "day"), "staging.stg_ops__changed_days", by_channel=True),
    Mart("fct_channel_days", ("channel", "day"), "staging.stg_ops__changed_days", by_channel=True),
    Mart("dim_days"),
    Mart("dim_geos"),
    Mart("fct_orders", ("order_id",), "staging.stg_ops__changed_orders", asked_by=("customer_key",)),
    Mart("fct_order_days"),
    Mart("fct_touchpoints", ("order_id",), "intermediate.int_orders__changed"),
    Mart("fct_attribution", ("order_id",), "intermediate.int_orders__changed"),
    Mart("fct_attribution_days", ("month",), "intermediate.int_claim_months__changed"),
    Mart("fct_platform_claims", ("month",), "intermediate.int_claim_months__changed"),
    Mart("fct_removal_effects", ("month",), "intermediate.int_months__changed"),
    Mart("fct_paths", fold=Fold("month", "path", people="journeys")),
    Mart("fct_channel_geo_days", ("day",), "intermediate.int_days__affected", by_channel=True),
    Mart("panel_media", by_channel=True),
    Mart("panel_outcome", fold=Fold("day", "geo", people="orders", words=("status",))),
    Mart("panel_controls"),
    Mart("build"),
)


def publish_marts(decision_date: date) -> dict[str, Any]:
    """Switch what people read to this night, unless its gates stopped it or a later night is published already.

    Returns
    -------
    dict
        `published` (whether the switch was made), `frozen` (channels that keep their last good days), and why not, if not.
    """
    ensure_marts(decision_date)
    built = stages.latest(STAGE_OF_MARTS, decision_date)
    with closing(connect("loop")) as connection:
        verdicts = _verdicts(connection, decision_date)
    smallest = privacy.load().smallest_cell
    inputs = stages.digest(built.input_hash if built else None, sorted(verdicts), smallest)

    def work(connection: Connection, version: int) -> tuple[str, dict[str, Any]]:
        summary = _switch(connection, decision_date, verdicts, smallest)
        return stages.digest(summary), summary

    return stages.run(STAGE, decision_date, inputs, work)


def _switch(
    connection: Connection, decision_date: date, verdicts: list[tuple[str, str, str | None]], smallest: int
) -> dict[str, Any]:
    by_scope = {scope: verdict for scope, verdict, _ in verdicts}
    if by_scope.get("night", "stop") == "stop":
        return {"published": False, "why": "the gates stopped the night", "frozen": []}
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended('published', 0))")
        cursor.execute("select scope, night, load_no from ops.published")
        before = {scope: (night, load_no) for scope, night, load_no in cursor.fetchall()}
    if EVERYTHING in before and before[EVERYTHING][0] > decision_date:
        return {"published": False, "why": f"{before[EVERYTHING][0]} is published, a later night", "frozen": []}
    stands = standing.found(connection)
    if stands is None or not stands.is_whole or stands.high != decision_date:
        raise MartsError(f"the marts don't stand for {decision_date}; build that night again, then publish it")
    frozen = sorted(scope for scope, verdict in by_scope.items() if verdict == "freeze" and scope in before)
    fresh = sorted({scope for scope in by_scope if scope != "night"} - set(frozen))
    is_next = stands.before is not None and before.get(EVERYTHING) == stands.before
    behind = [] if not is_next else [channel for channel in fresh if before.get(channel) != before[EVERYTHING]]
    for mart in MARTS:
        _copy(connection, mart, smallest, follows=is_next, frozen=frozen, behind=behind)
    ensure_views(connection)
    _note(connection, decision_date, stands.load_no, [EVERYTHING, *fresh])
    _tell_freshness(connection, verdicts)
    return {"published": True, "frozen": frozen}


def _copy(
    connection: Connection, mart: Mart, smallest: int, *, follows: bool, frozen: list[str], behind: list[str]
) -> None:
    """Bring one table to the night: its changed rows if it follows on what is published, else all of them."""
    table = sql.Identifier("published", mart.name)
    with connection.cursor() as cursor:
        is_new = _ensure_table(connection, mart.name)
        follows = follows and not is_new
        statement, ids = sql.SQL(_FILL if is_new else _REPLACE), _ids(connection, mart.name)
        source = _source(connection, mart, smallest)
        for condition in _conditions(mart, follows=follows, frozen=[] if is_new else frozen, behind=behind):
            cursor.execute(statement.format(to=table, of=source, rows=condition, ids=ids))
        if is_new:
            _index_like_the_mart(connection, mart.name)
        for column in mart.asked_by:
            index = sql.Identifier(f"{mart.name}_by_{column}")
            cursor.execute(
                sql.SQL("create index if not exists {} on {} ({})").format(index, table, sql.Identifier(column))
            )
        if not follows:
            # The first questions are then planned on what is there.
            cursor.execute(sql.SQL("analyze {}").format(table))


_FILL = "insert into {to} select * from {of} where {rows}"
# Rows that say the same stay untouched, so that a night writes no more than it changes.
_REPLACE = """
    delete from {to} where ({ids}) in (
        select {ids} from (select * from {to} where {rows} except all select * from {of} where {rows}) as gone
    );
    insert into {to} select * from {of} where {rows} except all select * from {to} where {rows}
"""


def _ids(connection: Connection, name: str) -> sql.Composable:
    """The columns of a mart's primary key."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select attname from pg_index
            inner join pg_attribute on attrelid = indrelid and attnum = any(indkey)
            where indrelid = to_regclass('marts.' || %s) and indisprimary
            """,
            (name,),
        )
        return sql.SQL(", ").join(sql.Identifier(column) for (column,) in cursor.fetchall())


def _index_like_the_mart(connection: Connection, name: str) -> None:
    """Give a published table the mart's key and indexes, once its rows are in: filed all at once, they cost a fraction."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select pg_get_indexdef(indexrelid), pg_get_constraintdef(constraints.oid)
            from pg_index
            left join pg_constraint as constraints on pg_index.indexrelid = constraints.conindid and constraints.contype = 'p'
            where indrelid = to_regclass('marts.' || %s)
            """,
            (name,),
        )
        for index, key in cursor.fetchall():
            table = sql.Identifier("published", name)
            cursor.execute(
                sql.SQL("alter table {} add {}").format(table, sql.SQL(key))
                if key
                else sql.SQL(index.replace(" ON marts.", " ON published.", 1))
            )


def _source(connection: Connection, mart: Mart, smallest: int) -> sql.Composable:
    """The rows that people may read of a table."""
    table = sql.Identifier("marts", mart.name)
    return sql.SQL("({}) as shown").format(folded(connection, table, mart.fold, smallest)) if mart.fold else table


def _conditions(mart: Mart, *, follows: bool, frozen: list[str], behind: list[str]) -> Iterator[sql.Composable]:
    """Which rows are replaced: the changed ones of channels that may move, and all of a channel that was frozen till now."""
    may_move = sql.SQL("channel <> all({})").format(sql.Literal(frozen)) if mart.by_channel else sql.SQL("true")
    if not (follows and mart.key):
        yield may_move
        return
    key = sql.SQL(", ").join(map(sql.Identifier, mart.key))
    changed = sql.SQL("({key}) in (select {key} from {changed})").format(
        key=key, changed=sql.Identifier(*mart.changed.split("."))
    )
    yield sql.SQL("{} and {}").format(changed, may_move)
    if mart.by_channel and behind:
        yield sql.SQL("channel = any({})").format(sql.Literal(behind))


def _ensure_table(connection: Connection, name: str) -> bool:
    """Make the published table like the mart, unless it is; whether it was made."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select array_agg(column_name || ' ' || data_type order by ordinal_position)
                    filter (where table_schema = 'marts')
                is not distinct from array_agg(column_name || ' ' || data_type order by ordinal_position)
                    filter (where table_schema = 'published')
            from information_schema.columns where table_name = %s and table_schema in ('marts', 'published')
            """,
            (name,),
        )
        (is_alike,) = cursor.fetchone() or (False,)
        if not is_alike:
            names = {"to": sql.Identifier("published", name), "of": sql.Identifier("marts", name)}
            cursor.execute(sql.SQL("drop table if exists {to} cascade").format(**names))
            cursor.execute(sql.SQL("create table {to} (like {of} including all excluding indexes)").format(**names))
    return not is_alike


def _verdicts(connection: Connection, decision_date: date) -> list[tuple[str, str, str | None]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select scope, verdict, failing from gate.verdict_now where decision_date = %s order by scope",
            (decision_date,),
        )
        return cursor.fetchall()


def _note(connection: Connection, night: date, load_no: int, scopes: list[str]) -> None:
    with connection.cursor() as cursor:
        execute_values(
            cursor,
            "insert into ops.published (scope, night, load_no) values %s"
            " on conflict (scope) do update set night = excluded.night, load_no = excluded.load_no",
            [(scope, night, load_no) for scope in scopes],
        )


def _tell_freshness(connection: Connection, verdicts: list[tuple[str, str, str | None]]) -> None:
    """One row a channel: the night that its published rows are of, and why it is an older one, if it is."""
    with connection.cursor() as cursor:
        cursor.execute("delete from published.freshness")
        execute_values(
            cursor,
            """
            insert into published.freshness (channel, night, is_stale, verdict, why)
            select told.channel, published.night, published.night < everything.night, told.verdict, told.why
            from (values %s) as told (channel, verdict, why)
            inner join ops.published on told.channel = published.scope
            inner join ops.published as everything on everything.scope = '*'
            """,
            [row for row in verdicts if row[0] != "night"],
        )

"""For which night do the marts stand, and how do they come to stand for another one?"""

import logging
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from psycopg2 import sql
from psycopg2.extensions import connection as Connection

from plugins import stages
from plugins.marts import dbt, standing
from plugins.marts.dbt import MartsError
from plugins.privacy import salt
from plugins.warehouse import connect

log = logging.getLogger(__name__)

STAGE = "marts"
TABLES = (
    "dim_days", "dim_geos",
    "fct_ad_days", "fct_campaign_days", "fct_account_days", "fct_channel_days", "fct_channel_geo_days", "fct_orders", "fct_order_days",
    "fct_touchpoints", "fct_attribution", "fct_attribution_days", "fct_paths", "fct_removal_effects", "fct_platform_claims",
    "panel_media", "panel_outcome", "panel_controls",
)  # fmt: skip
PANEL = tuple(table for table in TABLES if table.startswith("panel_"))


def build_marts(decision_date: date) -> dict[str, Any]:
    """Build all marts as known on `decision_date`; nothing to do if they stand so already.

    Returns
    -------
    dict
        Rows of each mart.

    Raises
    ------
    MartsError
        A model or test failed; `marts.build` is empty then, so nobody takes the marts for a night's.
    """
    input_hash = _input_hash(decision_date)

    def work(connection: Connection, version: int) -> tuple[str, dict[str, Any]]:
        return _build(connection, decision_date, input_hash)

    summary = stages.run(STAGE, decision_date, input_hash, work)
    if _standing() != (decision_date, input_hash):
        _rebuild(decision_date, input_hash)
    return summary


def overtaken_night(since: date) -> date | None:
    """The newest night that was built, if what it knows has changed: by files for it, or for a night before it back to `since`."""
    with closing(connect("loop")) as connection, connection.cursor() as cursor:
        cursor.execute("select max(decision_date) from ops.stages where stage = %s", (STAGE,))
        (night,) = cursor.fetchone() or (None,)
    if night is None or night < since:
        return None
    built = stages.latest(STAGE, night)
    return None if built is None or built.input_hash == _input_hash(night) else night


def ensure_marts(decision_date: date) -> None:
    """Rebuild the marts if they stand for another night, or for none."""
    night = _standing()
    if night is None or night[0] != decision_date:
        log.info("marts stand for %s, wanted for %s", night[0] if night else "no night", decision_date)
        build_marts(decision_date)


def describe_marts() -> None:
    """Write dbt's page of the warehouse, when the project has changed since it was written; no night fails for want of it."""
    if not dbt.docs_are_current():
        try:
            write_docs()
        except MartsError as error:
            log.warning("dbt's documentation could not be written, the marts stand all the same: %s", error)


def write_docs() -> Path:
    """Write dbt's documentation of the warehouse, as it stands, as one static page; returns its path."""
    night = _standing()
    if night is None:
        raise MartsError("the marts stand for no night, so there is nothing to describe; build a night first")
    decision_date, input_hash = night
    dbt.run("docs", "generate", "--static", decision_date=decision_date, input_hash=input_hash)
    return dbt.docs_page()


def _input_hash(decision_date: date) -> str:
    """Hash of what the night knows (a replay adds rows to a delivery) and may use, how it is read, and which night it is."""
    with closing(connect("loop")) as connection, connection.cursor() as cursor:
        cursor.execute(
            "select delivery_id, rows_loaded from ops.deliveries"
            " where status = 'loaded' and delivered_on <= %s order by delivery_id",
            (decision_date,),
        )
        deliveries = cursor.fetchall()
        salt.doubt(connection)
        cursor.execute("select privacy.state_on(%s)", (decision_date,))
        return stages.digest(deliveries, cursor.fetchall(), *dbt.made_of(), decision_date)


def _standing() -> tuple[date, str] | None:
    """Night and inputs that the marts stand for; None while they are made, or before the first build.

    Asked on a connection of its own: a transaction that has read `marts.build` would keep dbt from replacing it.
    """
    with closing(connect("loop")) as connection, connection.cursor() as cursor:
        cursor.execute("select to_regclass('marts.build') is not null")
        if cursor.fetchone() == (False,):
            return None
        cursor.execute("select decision_date, input_hash from marts.build")
        return cursor.fetchone()


def _rebuild(decision_date: date, input_hash: str) -> None:
    """Build a night again that was built before; it must come out the same."""
    with closing(connect("loop")) as connection, connection:
        output_hash, _ = _build(connection, decision_date, input_hash, check_everything=True)
    first = stages.latest(STAGE, decision_date)
    if first and first.input_hash == input_hash and first.output_hash != output_hash:
        raise MartsError(
            f"marts of {decision_date}: built again from the same inputs ({input_hash[:12]}), the panel differs: "
            f"{output_hash[:12]} now, {first.output_hash[:12]} before; raw rows were changed by hand: restore them"
        )


def _build(
    connection: Connection, decision_date: date, input_hash: str, *, check_everything: bool = False
) -> tuple[str, dict[str, Any]]:
    """One dbt build of what changed, while nobody else builds or loads; returns the panel's hash and each mart's rows."""
    with connection.cursor() as cursor:
        # Nights take turns: the marts stand for one of them at a time.
        cursor.execute("select pg_advisory_xact_lock(hashtextextended('marts', 0))")
    load_no = standing.keep_loads_out(connection)
    with connection.cursor() as cursor:
        cursor.execute("select privacy.contracts_on(%s)", (decision_date,))
        made_of = stages.digest(*dbt.made_of(), cursor.fetchall())
    before = standing.begin(decision_date, made_of)
    is_whole = before is not None and before.is_whole
    dbt.run(
        "build", "--exclude-resource-type", "unit_test", *(() if before else ("--full-refresh",)),
        decision_date=decision_date, input_hash=input_hash, changed_since=before.as_variable if before else None,
        only_what_changed=is_whole, check_everything=check_everything or not is_whole,
    )  # fmt: skip
    standing.end(connection, decision_date, load_no, made_of, before)
    output_hash = stages.digest([_row_hash(connection, table) for table in PANEL])
    return output_hash, {"rows": {table: _count(connection, table) for table in TABLES}}


def _row_hash(connection: Connection, table: str) -> str:
    query = (
        "select coalesce(md5(string_agg(row_hash, '' order by row_hash)), '')"
        " from (select md5(mart::text) as row_hash from {} as mart) as hashed"
    )
    return str(_value(connection, query, table))


def _count(connection: Connection, table: str) -> int:
    return int(_value(connection, "select count(*) from {}", table))


def _value(connection: Connection, query: str, table: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(query).format(sql.Identifier("marts", table)))
        (value,) = cursor.fetchone() or (None,)
        return value

"""A person takes consent back: from a night on none of their visits, of whatever day, leads to an order."""

from collections.abc import Iterable
from contextlib import closing
from datetime import date, timedelta

from psycopg2.extensions import connection as Connection
from psycopg2.extras import execute_values

from plugins.loader import ledger
from plugins.privacy import salt
from plugins.privacy.people import find
from plugins.warehouse import connect


def withdraw(given: Iterable[str], from_night: date | None = None) -> dict[str, int]:
    """Note that the people behind these ids withdrew consent; `browsers` whose visits are no longer used, `days` of them.

    Parameters
    ----------
    from_night : date, optional
        The first night that doesn't use them; by default the one after the newest that was built.

    Raises
    ------
    PrivacyError
        The ids name nobody or too many, or the salt is another one than before.
    """
    with closing(connect("owner")) as connection, connection, connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock_shared(hashtextextended('raw rows', 0))")
        salt.bind(connection)
        found = find(cursor, given)
        night = from_night or next_night(connection)
        execute_values(
            cursor,
            "insert into privacy.withdrawals (key, from_night) values %s"
            " on conflict (key) do update set from_night = least(withdrawals.from_night, excluded.from_night)",
            [(salt.key_of(one), night) for one in sorted(found.ids)],
        )
        # Their days are built anew by the nights on either side of this one, as if a file had told them.
        cursor.execute(
            """
            insert into ops.day_changes (load_no, channel, report, day, known_on)
            select distinct %s::bigint, 'ga4', 'events', day, %s::date
            from raw.ga4__events where user_pseudo_id = any(%s)
            """,
            (ledger.next_load_no(connection), night, list(found.ids)),
        )
        days = cursor.rowcount
    return {"browsers": len(found.browsers), "days": days}


def next_night(connection: Connection) -> date:
    """The night after the newest that was built; tomorrow's, if none was."""
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(max(decision_date), current_date) from ops.stages where stage = 'marts'")
        newest: date = cursor.fetchall()[0][0]
    return newest + timedelta(days=1)

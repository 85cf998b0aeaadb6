"""What lies in the landing zone and was not read yet, and how it is loaded as soon as it comes."""

from datetime import date
from typing import Any

from psycopg2.extensions import connection as Connection

from plugins.loader import ledger
from plugins.loader.errors import said_plainly
from plugins.loader.landing import Landed, landed
from plugins.loader.night import channel_names, is_seen, load_new, loader_connection, reports_of


def waiting() -> dict[str, list[Landed]]:
    """Files that nobody has read yet, by channel; folders of no channel are left to the night.

    Raises
    ------
    UnreachableError
        The landing zone or the warehouse is away.
    """
    found: dict[str, list[Landed]] = {}
    with said_plainly("the landing zone"), loader_connection() as connection:
        for channel in channel_names():
            seen = ledger.seen_files(connection, channel)
            new = [file for file in landed(channel) if not _is_read(file, seen)]
            if new:
                found[channel] = new
    return found


def _is_read(file: Landed, seen: ledger.Seen) -> bool:
    """Whether it was loaded, refused or noted as unknown, as it is now."""
    return is_seen(file, seen) or seen.get(file.path, ())[:2] == (file.size_bytes, file.modified_at)


def load_arrived(channel: str) -> dict[str, Any]:
    """Load what came for a channel, for whichever night; a night's missing reports are no matter here.

    Returns
    -------
    dict
        The counts of `load_channel`, and `first_night`: the earliest night that knows something else now, or None.
    """
    reports = reports_of(channel)
    with said_plainly(channel), loader_connection() as connection:
        loaded = load_new(connection, channel, reports, date.max)
        night = _first_night(connection, [one.delivery_id for one in loaded.deliveries])
    return loaded.counts | {"first_night": night.isoformat() if night else None}


def _first_night(connection: Connection, deliveries: list[int]) -> date | None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select min(known_on) from ops.day_changes inner join ops.deliveries using (load_no) where delivery_id = any(%s)",
            (deliveries,),
        )
        found: tuple[date | None] = cursor.fetchone() or (None,)
    return found[0]

"""A person is forgotten: their visits go, their orders and e-mails stay without them, and no file brings them back.

One transaction takes them out of raw (every version, for every night), out of quarantine, and out of every table with rows of theirs.
The next build makes credit anew, so that sums forget them, too: requests are best erased together, before one night. Why orders stay:
docs/decisions/0013.
"""

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field

from psycopg2.extensions import cursor as Cursor
from psycopg2.extras import execute_values

from config import channels as channel_settings
from plugins.channels import reports_of
from plugins.channels.reading.report import Report
from plugins.loader import ledger
from plugins.privacy import salt
from plugins.privacy.credits import forget_credits, forget_keys, orders_of
from plugins.privacy.forgotten import hasher
from plugins.privacy.people import Found, find
from plugins.privacy.rows import Rows
from plugins.warehouse import connect


@dataclass
class Erased:
    """What went: rows of visits deleted, rows of orders and e-mails emptied, rows out of quarantine; and what is left to do.

    `files` are those of the landing zone that may still hold these people. The loader never lets them through again, but
    they are not ours to rewrite: whoever keeps the landing zone deletes them or has them delivered anew.
    """

    deleted: int = 0
    emptied: int = 0
    quarantined: int = 0
    files: list[str] = field(default_factory=list)


def erase(given: Iterable[str]) -> Erased:
    """Forget the people behind these ids, and keep them out of every file that comes.

    Raises
    ------
    PrivacyError
        No id was given, they lead to too many people, or the salt is another one than before.
    """
    with closing(connect("owner")) as connection, connection, connection.cursor() as cursor:
        for others in ("marts", "raw rows", "published"):  # builds, loads and switches wait
            cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", (others,))
        salt.bind(connection)
        found = find(cursor, given)
        _remember_hashes(cursor, found)
        bought = found.orders | orders_of(cursor, found.browsers)
        erased = _take_out_of_raw(cursor, found, load_no := ledger.next_load_no(connection))
        keys = [salt.key_of(one) for one in sorted(found.ids)]
        cursor.execute("delete from privacy.withdrawals where key = any(%s)", (keys,))
        forget_keys(cursor, keys)
        for schema in ("marts", "published"):
            forget_credits(cursor, schema, sorted(bought))
        # No raw row tells any more whose journeys are to be made anew: the next build makes all of them from nothing.
        cursor.execute("update ops.marts_standing set is_whole = false")
        cursor.execute(
            "insert into privacy.erasures (load_no, rows_deleted, rows_emptied, rows_quarantined) values (%s, %s, %s, %s)",
            (load_no, erased.deleted, erased.emptied, erased.quarantined),
        )
    return erased


def reports_with_persons() -> list[tuple[str, Report]]:
    """Every report, with its channel, whose rows name people."""
    settings = channel_settings.load()
    found = [(channel, report) for channel in settings.channels for report in reports_of(channel, settings)]
    return [(channel, report) for channel, report in found if report.persons]


def _take_out_of_raw(cursor: Cursor, found: Found, load_no: int) -> Erased:
    erased = Erased()
    for channel, report in reports_with_persons():
        rows = Rows(cursor, channel, report, found, load_no)
        rows.find()
        erased.files += rows.files()
        if report.personal:
            erased.emptied += rows.empty()
        else:
            erased.deleted += rows.delete()
        erased.quarantined += rows.delete_from_quarantine()
        rows.forget()
    return erased


def _remember_hashes(cursor: Cursor, found: Found) -> None:
    hash_of = hasher()
    execute_values(
        cursor,
        "insert into privacy.forgotten values %s on conflict do nothing",
        [(hash_of(one),) for one in sorted(found.ids | found.orders)],
    )

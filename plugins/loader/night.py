"""What one night loads: a channel's new files, in the order of their days, and what is missing or unknown."""

import logging
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date

from psycopg2.extensions import connection as Connection

from config import channels as channel_settings
from config.reading import ConfigError
from plugins import channels, warehouse
from plugins.channels.reading.report import Report
from plugins.loader import ledger
from plugins.loader.delivery import Arrival, load_file
from plugins.loader.errors import LoadError, UnreachableError, said_plainly
from plugins.loader.landing import Landed, landed, opened, why_unknown
from plugins.loader.ledger import Delivery

log = logging.getLogger(__name__)


def load_channel(channel: str, decision_date: date) -> dict[str, int]:
    """Load everything of `channel` that was delivered up to `decision_date` and isn't in the ledger yet.

    Returns
    -------
    dict
        `deliveries`, `rows`, `quarantined` (rows), `refused` and `unknown` (files): what this call added.

    Raises
    ------
    LoadError
        After all that can be loaded is loaded: a report of this night is missing, or its file was refused.
    UnreachableError
        The landing zone or the warehouse is away; trying again may help.
    """
    reports = reports_of(channel)
    with said_plainly(channel), loader_connection() as connection:
        loaded = load_new(connection, channel, reports, decision_date)
        troubles = _troubles(connection, channel, reports, decision_date)
    if troubles:
        hints = [f"{path} is {reason}" for path, reason in loaded.strays if f"/{decision_date}/" in path]
        raise LoadError("; ".join([f"{channel} on {decision_date}: {troubles[0]}", *troubles[1:], *hints]))
    return loaded.counts


@dataclass(frozen=True)
class Loaded:
    """What one call added: deliveries, and files of the channel that nobody knows, with the reason."""

    deliveries: list[Delivery]
    strays: list[tuple[str, str]]

    @property
    def counts(self) -> dict[str, int]:
        """`deliveries`, `rows`, `quarantined` (rows), `refused` and `unknown` (files)."""
        return {
            "deliveries": sum(one.status == "loaded" for one in self.deliveries),
            "rows": sum(one.rows_loaded for one in self.deliveries),
            "quarantined": sum(one.rows_quarantined for one in self.deliveries),
            "refused": sum(one.status == "refused" for one in self.deliveries),
            "unknown": len(self.strays),
        }


def load_new(connection: Connection, channel: str, reports: tuple[Report, ...], through: date) -> Loaded:
    """Load each file of a channel that was delivered through that day and was not read yet."""
    files = landed(channel)
    seen = ledger.seen_files(connection, channel)
    strays = _note_strays(connection, _strays(files, reports, through), seen)
    new = (arrival for arrival in _arrivals(channel, reports, files, through) if not is_seen(arrival.file, seen))
    return Loaded([one for arrival in new if (one := load_file(connection, arrival))], strays)


def unknown_files(decision_date: date) -> list[dict[str, str]]:
    """Files delivered up to `decision_date` that nobody knows, with the reason; noted in quarantine once."""
    settings = _settings()
    strays: list[dict[str, str]] = []
    with said_plainly("the landing zone"), loader_connection() as connection:
        by_folder: dict[str, list[Landed]] = {}
        for file in landed():
            by_folder.setdefault(file.path.partition("/")[0], []).append(file)
        for folder, files in sorted(by_folder.items()):
            if folder in settings.channels:
                found = _strays(files, channels.reports_of(folder, settings), decision_date)
            else:
                known = ", ".join(sorted(settings.channels))
                reason = f"no channel {folder!r}; known are {known}: add it to config/channels.yml, or remove the file"
                found = [(file, reason) for file in files if (file.delivered_on or date.min) <= decision_date]
            noted = _note_strays(connection, found, ledger.seen_files(connection, folder))
            strays += [{"path": path, "reason": reason} for path, reason in noted]
    return strays


def reports_of(channel: str) -> tuple[Report, ...]:
    """The reports of a channel; a setting that can't be used is a `LoadError`."""
    try:
        return channels.reports_of(channel, _settings())
    except channels.UnknownChannelError as error:
        raise LoadError(str(error)) from None


def channel_names() -> list[str]:
    """All channels of the settings."""
    return list(_settings().channels)


def _settings() -> channel_settings.ChannelsSettings:
    try:
        return channel_settings.load()
    except ConfigError as error:
        raise LoadError(str(error)) from None


@contextmanager
def loader_connection() -> Iterator[Connection]:
    """A connection as the loader; what isn't committed when it closes never happened."""
    try:
        connection = warehouse.connect("loader")
    except warehouse.WarehouseError as error:
        kind = LoadError if "password" in str(error) else UnreachableError
        raise kind(str(error)) from None
    with closing(connection):
        yield connection


def _arrivals(channel: str, reports: tuple[Report, ...], files: list[Landed], decision_date: date) -> Iterator[Arrival]:
    """By day; of one day parts come first, since its whole file tells everything anew."""
    known = (
        Arrival(channel, report, file, file.delivered_on)
        for file in files
        if file.delivered_on is not None and file.delivered_on <= decision_date
        for report in reports
        if report.is_named(file.name)
    )
    yield from sorted(known, key=lambda arrival: (arrival.delivered_on, not arrival.is_part))


def is_seen(file: Landed, seen: ledger.Seen) -> bool:
    """Whether the file, as it is now, was read."""
    size, modified_at, delivery_id = seen.get(file.path, (None, None, None))
    return delivery_id is not None and (size, modified_at) == (file.size_bytes, file.modified_at)


def _strays(files: list[Landed], reports: tuple[Report, ...], decision_date: date) -> list[tuple[Landed, str]]:
    past = [file for file in files if (file.delivered_on or date.min) <= decision_date]
    return [(file, reason) for file in past if (reason := why_unknown(file, reports))]


def _note_strays(connection: Connection, strays: list[tuple[Landed, str]], seen: ledger.Seen) -> list[tuple[str, str]]:
    """Write each stray file to `quarantine.files` once; its bytes are read only if it is new or changed."""
    for file, reason in strays:
        if seen.get(file.path, ())[:2] == (file.size_bytes, file.modified_at):
            continue
        log.warning("%s: %s", file.path, reason)
        with opened(file) as (_, sha256, _), connection.cursor() as cursor:
            cursor.execute(
                "insert into quarantine.files (path, file_sha256, delivered_on, reason) values (%s, %s, %s, %s)"
                " on conflict (path, file_sha256) do nothing",
                (ledger.storable(file.path), sha256, file.delivered_on, reason),
            )
        ledger.see(connection, file, None)
        connection.commit()
    return [(file.path, reason) for file, reason in strays]


def _troubles(connection: Connection, channel: str, reports: tuple[Report, ...], night: date) -> list[str]:
    """What this night lacks: a report without a usable file, told with the reason of its refused ones."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select report, status, path, reason, is_part from ops.deliveries"
            " where channel = %s and delivered_on = %s order by path",
            (channel, night),
        )
        rows = cursor.fetchall()
    connection.rollback()
    troubles = []
    for report in reports:
        own = [row[1:] for row in rows if row[0] == report.name]
        good = {path for status, path, _, _ in own if status != "refused"}
        if good:  # each part holds rows of its own, and is missed if it was refused
            troubles += [f"{path} refused: {why}" for _, path, why, is_part in own if is_part and path not in good]
            continue
        refused = [f"{path} refused: {why}" for _, path, why, _ in own]
        if report.may_be_missing and not refused:
            continue
        place = f"{channel}/{night}/{report.name}.{report.form}"
        troubles.append("; ".join(refused) or f"report {report.name} is missing; deliver {place} (.gz or .zip too)")
    return troubles

"""Which files lie in the landing zone, wherever that is: a folder, S3, SFTP; and which of them nobody knows."""

import errno
import hashlib
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, BinaryIO

from plugins.channels.reading.report import Report
from plugins.house import places
from plugins.loader.errors import AGAIN, LoadError, UnreachableError

CHUNK = 1 << 20


@dataclass(frozen=True)
class Landed:
    """A file in the landing zone; `path` is relative to it, so that a moved zone isn't loaded twice."""

    path: str
    size_bytes: int
    modified_at: datetime

    @property
    def name(self) -> str:
        """The file's own name."""
        return self.path.rpartition("/")[2]

    @property
    def delivered_on(self) -> date | None:
        """The day of its folder; `None` if it doesn't lie in `<channel>/<YYYY-MM-DD>/`."""
        day = re.fullmatch(r"[^/]+/(\d{4}-\d\d-\d\d)/[^/]+", self.path)
        try:
            return date.fromisoformat(day[1]) if day else None
        except ValueError:
            return None


def landed(folder: str = "") -> list[Landed]:
    """Files under `folder` of the landing zone (all of it by default), by day and name; hidden ones are left out.

    Raises
    ------
    LoadError
        There is no landing zone, or nothing on this machine can read its kind.
    UnreachableError
        The storage doesn't answer, or refuses us.
    """
    with _storage() as root:
        root.fs.invalidate_cache()  # some storages' clients keep listings: a long-lived worker would see last night's
        if not root.exists():
            raise LoadError(f"no landing zone at {_shown()}; create it, or mend MIXLOOP_LANDING")
        under = root / folder if folder else root
        found = under.fs.find(under.path, detail=True) if under.exists() else {}
    prefix = root.path.rstrip("/") + "/"
    files = [Landed(place.removeprefix(prefix), int(info["size"]), _modified(info)) for place, info in found.items()]
    shown = [file for file in files if not any(part.startswith(".") for part in file.path.split("/"))]
    return sorted(shown, key=lambda file: (file.delivered_on or date.min, file.path))


@contextmanager
def opened(file: Landed) -> Iterator[tuple[BinaryIO, str, int]]:
    """A private copy of the file's bytes, their SHA-256 and their number.

    The hash is taken while the copy is made, so that the bytes that are named in the ledger are those that are loaded,
    even if the file is replaced meanwhile. The copy has no name: a killed loader leaves nothing behind.
    """
    places.data().mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    size = 0
    with tempfile.TemporaryFile(dir=places.data()) as copy:
        with _storage() as root, (root / file.path).open("rb") as source:
            while chunk := source.read(CHUNK):
                digest.update(chunk)
                copy.write(chunk)
                size += len(chunk)
        copy.seek(0)
        yield copy, digest.hexdigest(), size


def why_unknown(file: Landed, reports: tuple[Report, ...]) -> str | None:
    """Why nobody knows what to do with a file of a known channel; `None` if its report is known."""
    if file.delivered_on is None:
        return "not in a folder <channel>/<YYYY-MM-DD>/; move it to the day it was delivered"
    if not any(report.is_named(file.name) for report in reports):
        known = ", ".join(f"{report.name}.{report.form}[.gz]" for report in reports)
        return f"no report of this channel has this name; known are {known}: rename or remove it"
    return None


@contextmanager
def _storage() -> Iterator[Any]:
    """The landing zone's root; what its storage throws, each kind in its own way, becomes one sentence."""
    from airflow.sdk import ObjectStoragePath  # takes seconds, and is needed only here

    try:
        yield ObjectStoragePath(places.landing())
    except LoadError:
        raise
    except (ImportError, ValueError) as error:
        raise LoadError(f"landing zone {_shown()}: {error}; install mixloop[s3] or mixloop[sftp]") from error
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise
        raise UnreachableError(f"landing zone {_shown()}: {error}; {AGAIN}") from error
    except Exception as error:
        raise UnreachableError(
            f"landing zone {_shown()}: {type(error).__name__}: {error}; check its connection and rights, then try again"
        ) from error


def _shown() -> str:
    """The landing zone's place without the secrets that a URL may hold."""
    place = places.landing()
    scheme, found, rest = place.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}" if found else place


def _modified(info: dict[str, Any]) -> datetime:
    """When a file changed, as local disks, S3 and SFTP each say it."""
    when = info.get("LastModified") or info.get("mtime")
    return when if isinstance(when, datetime) else datetime.fromtimestamp(float(when or 0), UTC)

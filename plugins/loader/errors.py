"""What can keep a night's files from the warehouse: one sentence each, with the mend; never a password."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2
from psycopg2 import errors

from plugins.errors import PassingFault
from plugins.privacy.errors import PrivacyError

AGAIN = "nothing is half-written, try again"


class LoadError(RuntimeError):
    """A load that needs a person: a file to deliver again, a setting to mend."""


class UnreachableError(LoadError, PassingFault):
    """A load that may well succeed when it is tried again: the network, the storage or the warehouse is away."""


@contextmanager
def said_plainly(where: str) -> Iterator[None]:
    """Turn what the database driver and the disk say about `where` into a `LoadError`."""
    try:
        yield
    except PrivacyError as error:
        raise LoadError(f"{where}: {error}") from None
    except errors.DiskFull as error:
        raise LoadError(f"{where}: the warehouse's disk is full ({_line(error)}); free space, load again") from None
    except errors.InsufficientPrivilege as error:
        raise LoadError(f"{where}: {_line(error)}; apply the schema again: make up") from None
    except errors.UndefinedTable as error:
        raise LoadError(f"{where}: {_line(error)}; apply the schema: make up") from None
    except (psycopg2.OperationalError, psycopg2.InterfaceError) as error:
        raise UnreachableError(f"{where}: the warehouse went away ({_line(error)}); {AGAIN}") from None
    except psycopg2.Error as error:
        raise LoadError(f"{where}: the warehouse refused the rows ({_line(error)}); none is loaded") from None
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise LoadError(f"{where}: no space left on this machine's disk; free space, then load again") from None
        raise UnreachableError(f"{where}: a file can't be read ({_line(error)}); {AGAIN}") from None


def _line(error: BaseException) -> str:
    """What went wrong, without the detail and context in which Postgres repeats the row: it may be about a person."""
    told = error.diag.message_primary if isinstance(error, psycopg2.Error) else None
    return " ".join((told or str(error)).split())

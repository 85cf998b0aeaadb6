"""Whatever goes wrong below becomes one sentence with the place and the mend."""

import errno

import psycopg2
import pytest
from psycopg2 import errors

from plugins.loader.errors import LoadError, UnreachableError, said_plainly


@pytest.mark.parametrize(
    ("below", "kind", "says"),
    [
        (errors.DiskFull("could not extend file"), LoadError, "the warehouse's disk is full (could not extend file)"),
        (errors.InsufficientPrivilege("permission denied"), LoadError, "apply the schema again: make up"),
        (errors.UndefinedTable('relation "raw.x"\ndoes not exist'), LoadError, 'relation "raw.x" does not exist'),
        (errors.UniqueViolation("duplicate key"), LoadError, "refused the rows (duplicate key); none is loaded"),
        (psycopg2.OperationalError("server closed"), UnreachableError, "went away (server closed)"),
        (psycopg2.InterfaceError("connection already closed"), UnreachableError, "try again"),
        (OSError(errno.ENOSPC, "No space left"), LoadError, "no space left on this machine's disk; free space"),
        (ConnectionResetError("reset by peer"), UnreachableError, "a file can't be read (reset by peer)"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_a_trouble_is_said_plainly_and_tells_try_again_from_give_up(below, kind, says) -> None:
    with pytest.raises(LoadError) as error, said_plainly("meta"):
        raise below
    assert type(error.value) is kind
    assert str(error.value).startswith("meta: ")
    assert says in str(error.value)
    assert "\n" not in str(error.value)

"""The house's secret salt, with which people's ids become keys that join but don't name."""

import contextlib
import os
import secrets
from hashlib import sha256
from pathlib import Path

from psycopg2.extensions import connection as Connection

from config.reading import ConfigError
from plugins.house.places import data, setting
from plugins.privacy.errors import PrivacyError

SETTING = "MIXLOOP_CUSTOMER_SALT"
SHORTEST = 16  # characters; a shorter one could be found by trying


def salt() -> str:
    """The salt: `MIXLOOP_CUSTOMER_SALT`, else made once and kept in the secrets folder.

    Raises
    ------
    ConfigError
        The company's own is too short to be a secret.
    """
    if given := setting(SETTING):
        if len(given) < SHORTEST:
            raise ConfigError(
                f"{SETTING} has {len(given)} characters: too few for a secret; give it {SHORTEST} or more"
            )
        return given
    return _made_once(data() / "secrets" / "customer.salt")


def print_of_salt() -> str:
    """Tells whether two salts are the same, and nothing of either."""
    return sha256(f"print of the salt {salt()}".encode()).hexdigest()


def _made_once(file: Path) -> str:
    """The text of the file; whoever comes first writes it, whole before anybody can read it."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = file.with_name(f"{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
            new.write(secrets.token_hex(16))
        with contextlib.suppress(FileExistsError):
            file.hardlink_to(draft)
        draft.unlink()
    return file.read_text()


def doubt(connection: Connection) -> None:
    """Make sure that the hashes in schema `privacy` were made with this salt.

    Raises
    ------
    PrivacyError
        They were made with another one: whoever withdrew, or was forgotten, would be used again.
    """
    with connection.cursor() as cursor:
        cursor.execute("select print from privacy.salt")
        bound = cursor.fetchone()
    if bound and bound[0] != print_of_salt():
        raise PrivacyError(
            "the salt is not the one that withdrawals and erasures were noted with, so nobody who withdrew or was forgotten "
            f"would be recognised: restore it ({SETTING}, or secrets/customer.salt in the data folder)"
        )


def bind(connection: Connection) -> None:
    """Note, before the first hash is written to schema `privacy`, whose salt it is made with; `doubt` from then on."""
    doubt(connection)
    with connection.cursor() as cursor:
        cursor.execute("insert into privacy.salt values (%s) on conflict do nothing", (print_of_salt(),))


def key_of(person: str) -> str:
    """The key that tables beyond raw have for an id; dbt's macro `hashed` makes the same one."""
    return sha256(f"{salt()}{person}".encode()).hexdigest()

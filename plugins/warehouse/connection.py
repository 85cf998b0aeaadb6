"""Who may speak to the warehouse, and how a refusal reads."""

from typing import Literal
from urllib.parse import urlsplit

import psycopg2
from psycopg2.extensions import connection as Connection

from plugins.errors import PassingFault
from plugins.house.places import setting

Role = Literal["owner", "loader", "dbt", "loop", "analyst"]
ROLES: tuple[Role, ...] = ("owner", "loader", "dbt", "loop", "analyst")


class WarehouseError(PassingFault):
    """The warehouse can't be reached or refuses the role: names host, port, role and the mend, never the password."""


def variable(role: Role) -> str:
    """Name of the setting that holds this role's URL."""
    return f"MIXLOOP_WAREHOUSE_{role.upper()}"


def url(role: Role = "loop", driver: str | None = None) -> str:
    """URL of the warehouse for `role`; with `driver`, in SQLAlchemy's form (`postgresql+psycopg2://...`)."""
    found = setting(variable(role))
    if not found:
        raise WarehouseError(f"no warehouse for role {role!r}: {variable(role)} is not set; start the house: make up")
    return found.replace("postgresql://", f"postgresql+{driver}://", 1) if driver else found


def connect(role: Role = "loop") -> Connection:
    """Open a connection as `role`; the session's time zone is UTC, so that no row depends on the server's."""
    address = url(role)
    parts = urlsplit(address)
    try:
        return psycopg2.connect(
            address, options="-c timezone=UTC", application_name=f"mixloop {role}", connect_timeout=10
        )
    except psycopg2.OperationalError as error:
        where = f"{parts.hostname}:{parts.port}, database {parts.path.lstrip('/')!r}, user {parts.username!r}"
        why = " ".join(str(error).split())
        mend = (
            f"check the password in {variable(role)}"
            if "password authentication" in why
            else "start it (make up), or set WAREHOUSE_URL to a server that runs"
        )
        raise WarehouseError(f"no warehouse at {where}: {why}; {mend}") from None

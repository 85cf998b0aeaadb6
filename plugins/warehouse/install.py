"""From a bare Postgres server to the loop's warehouse: roles, database, schemas; safe to run again."""

import re
import secrets
from pathlib import Path
from urllib.parse import quote, urlsplit

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import connection as Connection

from plugins.warehouse.connection import ROLES, Role, WarehouseError, variable

SCHEMA = Path(__file__).parent / "schema"


def new_passwords() -> dict[Role, str]:
    """A fresh password for each role."""
    return {role: secrets.token_urlsafe(18) for role in ROLES}


def ensure_roles(admin: Connection, passwords: dict[Role, str]) -> None:
    """Create the login roles, or give them these passwords."""
    with admin.cursor() as cursor:
        for role, password in passwords.items():
            name = f"mixloop_{role}"
            cursor.execute("select 1 from pg_roles where rolname = %s", (name,))
            verb = sql.SQL("alter" if cursor.fetchone() else "create")
            cursor.execute(
                sql.SQL("{} role {} login password {}").format(verb, sql.Identifier(name), sql.Literal(password))
            )
        # The owner hands dbt and the loop their schemas, so it must be able to speak as they do.
        cursor.execute("grant mixloop_dbt, mixloop_loop to mixloop_owner")
        # Who isn't a superuser may hand a database only to a role that it could become.
        cursor.execute("select current_user")
        (me,) = cursor.fetchone() or ("",)
        cursor.execute(sql.SQL("grant mixloop_owner to {}").format(sql.Identifier(me)))
    admin.commit()


def ensure_database(admin_url: str, name: str, owner: str) -> None:
    """Create the database `name` if the server doesn't have it; nobody may connect who isn't granted to."""
    connection = psycopg2.connect(admin_url)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("select 1 from pg_database where datname = %s", (name,))
            if cursor.fetchone() is None:
                database, owned_by = sql.Identifier(name), sql.Identifier(owner)
                cursor.execute(sql.SQL("create database {} owner {} template template0").format(database, owned_by))
                cursor.execute(sql.SQL("revoke all on database {} from public").format(database))
    finally:
        connection.close()


def apply_schema(owner: Connection) -> None:
    """Run all files of `schema/` in their order, in one transaction."""
    with owner.cursor() as cursor:
        cursor.execute("select current_database()")
        (database,) = cursor.fetchone() or ("",)
        for role in ROLES:
            cursor.execute(
                sql.SQL("grant connect on database {} to {}").format(
                    sql.Identifier(database), sql.Identifier(f"mixloop_{role}")
                )
            )
        # A file's rows arrive in a temporary table before they become versions; so do a model's changed rows.
        cursor.execute(
            sql.SQL("grant temporary on database {} to mixloop_loader, mixloop_dbt").format(sql.Identifier(database))
        )
        cursor.execute("select pg_advisory_xact_lock(hashtext('mixloop schema'))")
        for file in sorted(SCHEMA.glob("*.sql")):
            try:
                cursor.execute(file.read_text())
            except psycopg2.Error as error:
                raise WarehouseError(f"{file.name}: {' '.join(str(error).split())}") from error
    owner.commit()


def role_urls(server_url: str, database: str, passwords: dict[Role, str]) -> dict[str, str]:
    """The settings `MIXLOOP_WAREHOUSE_<ROLE>` for a server."""
    host = urlsplit(server_url)
    return {
        variable(role): f"postgresql://mixloop_{role}:{quote(password)}@{host.hostname}:{host.port or 5432}/{database}"
        for role, password in passwords.items()
    }


def install(admin_url: str, database: str, passwords: dict[Role, str]) -> dict[str, str]:
    """Make `database` a warehouse; returns the settings with each role's URL.

    Raises
    ------
    WarehouseError
        The server can't be reached, or the user of `admin_url` may not create roles and databases.
    """
    if not re.fullmatch(r"[a-z_][a-z0-9_]{0,62}", database):
        raise WarehouseError(f"database name {database!r}: use lower-case letters, digits and '_' in WAREHOUSE_URL")
    address = urlsplit(admin_url)
    server = address._replace(path="/postgres").geturl()
    if address.scheme not in ("postgresql", "postgres") or not address.hostname:
        raise WarehouseError(
            f"WAREHOUSE_URL begins with {address.scheme!r} and names host {address.hostname!r}; "
            "write postgresql://user:password@host:5432/database"
        )
    where = f"{address.hostname}:{address.port or 5432}, user {address.username!r}"
    try:
        admin = psycopg2.connect(server, connect_timeout=10)
    except psycopg2.OperationalError as error:
        why = " ".join(str(error).split())
        raise WarehouseError(f"no Postgres at {where}: {why}; start it or mend WAREHOUSE_URL") from None
    try:
        ensure_roles(admin, passwords)
        ensure_database(server, database, owner="mixloop_owner")
    except psycopg2.errors.InsufficientPrivilege as error:
        why = " ".join(str(error).split())
        raise WarehouseError(f"{where} may not set up the warehouse: {why}; give it CREATEROLE and CREATEDB") from None
    finally:
        admin.close()
    urls = role_urls(admin_url, database, passwords)
    owner = psycopg2.connect(urls[variable("owner")])
    try:
        apply_schema(owner)
    finally:
        owner.close()
    return urls

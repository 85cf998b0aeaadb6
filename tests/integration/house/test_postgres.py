"""The embedded Postgres: over TCP on loopback, passwords on, and honest about what is in its way."""

import shutil
import socket
import tempfile
from pathlib import Path

import psycopg2
import pytest

from plugins.house.postgres import Cluster, PostgresError, free_port, new_password
from plugins.warehouse import WarehouseError
from plugins.warehouse.install import install, new_passwords


def test_a_wrong_password_is_refused(server):
    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        psycopg2.connect(server.url.replace(server.password, "wrong"))


def test_it_listens_on_loopback_only(server):
    connection = psycopg2.connect(server.url)
    with connection.cursor() as cursor:
        cursor.execute(
            "select name, setting from pg_settings where name in ('listen_addresses', 'unix_socket_directories')"
        )
        assert dict(cursor.fetchall()) == {"listen_addresses": "127.0.0.1", "unix_socket_directories": ""}
    connection.close()


def test_a_taken_port_gives_the_next_free_one():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert free_port(port) > port


def test_a_folder_with_other_things_is_left_alone(tmp_path):
    (tmp_path / "letters.txt").write_text("dear")
    with pytest.raises(PostgresError, match="neither empty nor a Postgres cluster"):
        Cluster(folder=tmp_path, port=free_port(55900), password="x").start()
    assert (tmp_path / "letters.txt").read_text() == "dear"


def test_no_server_is_named_with_host_port_and_mend():
    port = free_port(56900)
    with pytest.raises(WarehouseError, match=rf"127\.0\.0\.1:{port}.*WAREHOUSE_URL"):
        install(f"postgresql://nobody:x@127.0.0.1:{port}/warehouse", "warehouse", new_passwords())


@pytest.mark.parametrize("server", ["mysql://someone@127.0.0.1/warehouse", "postgresql:warehouse"])
def test_an_address_that_is_no_postgres_server_s_is_named_with_the_form_to_write(server):
    with pytest.raises(WarehouseError, match=r"WAREHOUSE_URL begins with .*; write postgresql://user:password@host"):
        install(server, "warehouse", {})


def test_installing_twice_changes_nothing_and_takes_new_passwords(server):
    first, second = new_passwords(), new_passwords()
    install(server.url, "twice", first)
    urls = install(server.url, "twice", second)
    psycopg2.connect(urls["MIXLOOP_WAREHOUSE_LOOP"]).close()
    install(server.url, "twice", first)


def test_the_analyst_may_read_plans_and_what_is_published_but_write_nothing(warehouse):
    held = warehouse.rows(
        "select distinct privilege_type from information_schema.role_table_grants where grantee = 'mixloop_analyst'"
    )
    assert {privilege for (privilege,) in held} <= {"SELECT"}
    schemas = warehouse.rows(
        "select nspname from pg_namespace where has_schema_privilege('mixloop_analyst', oid, 'usage')"
        " and nspname !~ '^(pg_|information_schema|public)'"
    )
    assert {schema for (schema,) in schemas} == {"gate", "model", "plan", "published"}


@pytest.fixture
def strangers_server():
    """A server of somebody else's, where we are an ordinary user who may make roles and databases; yields our URL."""
    folder = Path(tempfile.mkdtemp(prefix="mixloop-postgres-"))
    folder.chmod(0o755)
    cluster = Cluster(folder=folder / "data", port=free_port(57400), password=new_password())
    cluster.start()
    admin = psycopg2.connect(cluster.url)
    with admin, admin.cursor() as cursor:
        cursor.execute("create role someone login createdb createrole password 'x'")
    admin.close()
    yield cluster.url.replace("mixloop_admin", "someone").replace(cluster.password, "x")
    cluster.stop()
    shutil.rmtree(folder)


def test_a_user_who_may_make_roles_and_databases_can_install_twice(strangers_server):
    passwords = new_passwords()
    install(strangers_server, "elsewhere", passwords)
    urls = install(strangers_server, "elsewhere", passwords)
    psycopg2.connect(urls["MIXLOOP_WAREHOUSE_DBT"]).close()


def test_a_user_who_may_not_is_told_what_he_lacks(strangers_server):
    connection = psycopg2.connect(strangers_server)
    with connection, connection.cursor() as cursor:
        cursor.execute("create role nobody_much login password 'y'")
    connection.close()
    with pytest.raises(WarehouseError, match=r"user 'nobody_much' may not set up the warehouse.*CREATEROLE"):
        install(strangers_server.replace("someone:x", "nobody_much:y"), "elsewhere", new_passwords())

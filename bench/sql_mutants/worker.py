"""A process with a Postgres server and a copy of the project of its own: asks the tests about one mutant after the other.

Reads a task a line and answers each with a line. Everything slow is there before the first task; a task runs in a fork, so nothing of
it is left in here.
"""

import gc
import json
import logging
import os
import shutil
import signal
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2

from bench.sql_mutants import asking, by_hand, mutants
from bench.sql_mutants.manifests import Manifests
from plugins.house.places import ROOT
from plugins.house.postgres import Cluster, free_port, new_password
from plugins.warehouse.install import install, new_passwords

PATIENCE = 900  # seconds for one mutant; who isn't killed by then has survived
# Speed before safety: the server lives as long as the run. A mutant may recurse for ever or join everything with everything.
SERVER = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "statement_timeout": "90s",
    "temp_file_limit": "4GB",
}
STANDING = "standing"  # the warehouse in which unit tests run: all relations, no rows


def main() -> int:
    """Work in `folder` (argument 1) as worker number (argument 2) until there are no more tasks."""
    folder, number = Path(sys.argv[1]), int(sys.argv[2])
    logging.disable(logging.ERROR)
    answers = os.fdopen(os.dup(1), "w")
    _be_quiet(folder / f"worker-{number}.log")
    server = folder / f"postgres-{number}"
    shutil.rmtree(server, ignore_errors=True)  # of a run that was stopped
    cluster = Cluster(folder=server, port=free_port(58400 + 100 * number), password=new_password())
    cluster.start()
    try:
        _work(folder, number, cluster, answers)
    finally:
        cluster.stop()
        shutil.rmtree(server)
    return 0


def _work(folder: Path, number: int, cluster: Cluster, answers: Any) -> None:
    _hasten(cluster)
    passwords = new_passwords()
    urls = install(cluster.url.replace("/postgres", f"/{STANDING}"), STANDING, passwords)
    scratch = folder / f"scratch-{number}"
    os.environ.update(urls | {"MIXLOOP_DATA": str(scratch / "data"), "MIXLOOP_LANDING": str(scratch / "landing")})
    os.environ["TMPDIR"] = str(scratch)
    scratch.mkdir(exist_ok=True)
    manifests = Manifests(folder / "healthy" / "dbt_project", folder / "manifests")
    manifests.install()
    asked = asking.Asking(cluster, passwords, manifests, scratch)
    _in_a_fork(asked.make_standing, limit=PATIENCE)
    project = manifests.healthy
    known = {one.id: one for one in mutants.mutants_of(project) + by_hand.mutants_of(project)}
    gc.freeze()
    for line in sys.stdin:
        task = json.loads(line)
        began = time.monotonic()
        _drop_what_was_left(cluster)
        if "mutant" in task:
            found = _about(asked, known[task["mutant"]])
        else:
            found = _in_a_fork(lambda tests=task["tests"]: asked.healthy(tests), limit=4 * PATIENCE)
        found = found or {"end": "survived", "by": f"nothing in {PATIENCE} s"}
        print(json.dumps(found | {"seconds": round(time.monotonic() - began, 1)}), file=answers, flush=True)


def _about(asked: asking.Asking, mutant: mutants.Mutant) -> dict[str, Any] | None:
    """What the tests say of a mutant that stands in this worker's files for as long as they run."""
    path = ROOT / "dbt_project" / mutant.file
    text = path.read_text()
    path.write_text(mutant.edit.applied_to(text))
    try:
        return _in_a_fork(lambda: asked.about(mutant), limit=PATIENCE)
    finally:
        path.write_text(text)


def _in_a_fork(work: Any, *, limit: int) -> dict[str, Any] | None:
    """What `work` returns in a process of its own; None if that took too long."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        os.close(reading)
        try:
            said = work()
        except BaseException as error:
            said = {"end": "broken", "by": f"{type(error).__name__}: {error}"[:2000]}
        os.write(writing, json.dumps(said).encode())
        os._exit(0)
    os.close(writing)
    signal.signal(signal.SIGALRM, lambda *_: os.killpg(child, signal.SIGKILL))
    signal.alarm(limit)
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    signal.alarm(0)
    os.waitpid(child, 0)
    return json.loads(said) if said else None


def _hasten(cluster: Cluster) -> None:
    with closing(psycopg2.connect(cluster.url)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            for name, value in SERVER.items():
                cursor.execute(f"alter system set {name} = %s", (value,))
            cursor.execute("select pg_reload_conf()")


def _drop_what_was_left(cluster: Cluster) -> None:
    """Drop the warehouses of tests that were killed."""
    with closing(psycopg2.connect(cluster.url)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(
                "select datname from pg_database where not datistemplate and datname <> all(%s)",
                (["postgres", STANDING],),
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f'drop database "{name}" with (force)')


def _be_quiet(log: Path) -> None:
    """Let whatever tests and dbt print go to a file."""
    file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.dup2(file, 1)
    os.dup2(file, 2)


if __name__ == "__main__":
    sys.exit(main())

"""A Postgres server for one measurement."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from plugins.house.postgres import Cluster, free_port, new_password


@contextmanager
def a_server(port: int) -> Iterator[tuple[Path, Cluster]]:
    """A server of its own on `port` or the next that is free, in a folder of its own; both are gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="mixloop-bench-"))
    folder.chmod(0o755)  # as root, the server runs as another user
    cluster = Cluster(folder=folder / "postgres", port=free_port(port), password=new_password())
    cluster.start()
    try:
        yield folder, cluster
    finally:
        cluster.stop()
        shutil.rmtree(folder)

"""A loader that is killed, cut off or run in another order leaves the same tables as an undisturbed one."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugins.loader import LoadError, UnreachableError, load_channel
from plugins.loader.written import Written
from tests.integration.loader.conftest import GOLDEN

ROOT = Path(__file__).parents[3]
NIGHT = date(2026, 3, 2)
HEADER, FIRST, _ = (GOLDEN / "pinterest" / "ad_region_days.csv").read_text().splitlines()
PATH = "pinterest/2026-03-02/ad_region_days.csv"


def many_rows(count: int) -> str:
    """A Pinterest export of `count` rows, one of them bad."""
    rows = [FIRST.replace("687000000001", str(687000000001 + number)) for number in range(count)]
    rows[count // 2] = rows[count // 2].replace("4560000", "n/a")
    return "\n".join([HEADER, *rows, ""])


def fingerprint(warehouse) -> list[tuple]:
    """Rows and hash of each table that a load of Pinterest writes, without the wall clock."""
    return warehouse.rows(
        """
        select 'raw', count(*), md5(string_agg(md5(t::text), '' order by day, row_hash, known_from))
        from raw.pinterest__ad_region_days as t
        union all select 'quarantine', count(*), md5(string_agg(t::text, '' order by delivery_id, line))
        from quarantine.rows as t
        union all select 'headers', count(*), md5(string_agg(t::text, '' order by delivery_id))
        from quarantine.headers as t
        union all select 'files', count(*), md5(string_agg(path || delivery_id, '' order by path)) from ops.files
        union all select 'ledger', count(*),
            md5(string_agg((to_jsonb(t) - 'seconds' - 'loaded_at' - 'load_no')::text, '' order by delivery_id))
        from ops.deliveries as t
        """
    )


def empty(warehouse) -> None:
    """Forget all deliveries."""
    warehouse.rows(
        "truncate raw.pinterest__ad_region_days, ops.day_changes, quarantine.rows, quarantine.headers, ops.files, ops.deliveries"
    )


@contextmanager
def loader_process(channel: str = "pinterest") -> Iterator[subprocess.Popen]:
    """A loader of its own, as a night runs it."""
    command = [sys.executable, "-m", "plugins.loader", "load", str(NIGHT), channel]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def wait_for(condition, what: str) -> None:
    deadline = time.monotonic() + 90
    while not condition():
        assert time.monotonic() < deadline, f"waited 90 s for {what}"
        time.sleep(0.005)


@pytest.mark.parametrize("rows_copied", [1, 40_000], ids=["at_the_start", "in_the_middle"])
def test_a_loader_killed_while_it_copies_loses_and_doubles_nothing(warehouse, deliver, tmp_path, rows_copied) -> None:
    deliver(PATH, many_rows(80_000))
    load_channel("pinterest", NIGHT)
    undisturbed = fingerprint(warehouse)
    empty(warehouse)
    nothing = fingerprint(warehouse)
    copied = "select 1 from pg_stat_progress_copy where datname = current_database() and tuples_processed >= %s"

    with loader_process() as process:
        wait_for(lambda: warehouse.rows(copied, rows_copied, role="loader") or process.poll() is not None, "the copy")
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert process.returncode == -signal.SIGKILL
    loaders = (
        "select 1 from pg_stat_activity where datname = current_database() and application_name = 'mixloop loader'"
    )
    wait_for(lambda: not warehouse.rows(loaders), "the killed loader's session to end")

    assert fingerprint(warehouse) == nothing
    assert list((tmp_path / "data").iterdir()) == []  # no half copy of the file stays behind
    load_channel("pinterest", NIGHT)
    assert fingerprint(warehouse) == undisturbed
    assert load_channel("pinterest", NIGHT)["rows"] == 0


def test_a_lost_connection_is_worth_another_try_and_leaves_nothing(warehouse, deliver, monkeypatch) -> None:
    deliver(PATH, many_rows(20_000))
    bytes_of = Written.as_bytes
    cuts = []

    def cut(*args: object) -> bytes:
        if not cuts:
            cuts.append(
                warehouse.rows(
                    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()"
                    " and application_name = 'mixloop loader'",
                    role="loader",
                )
            )
        return bytes_of(*args)

    monkeypatch.setattr(Written, "as_bytes", cut)
    with pytest.raises(UnreachableError, match=r"the warehouse went away .*try again"):
        load_channel("pinterest", NIGHT)
    assert cuts == [[(True,)]]
    assert {count for _, count, _ in fingerprint(warehouse)} == {0}
    assert load_channel("pinterest", NIGHT)["rows"] == 19_999


def test_two_loaders_at_once_load_each_file_once(warehouse, deliver) -> None:
    deliver(PATH, many_rows(30_000))
    counts, errors = [], []

    def load() -> None:
        try:
            counts.append(load_channel("pinterest", NIGHT)["rows"])
        except LoadError as error:
            errors.append(error)

    loaders = [threading.Thread(target=load) for _ in range(2)]
    for loader in loaders:
        loader.start()
    for loader in loaders:
        loader.join()
    assert (errors, sorted(counts)) == ([], [0, 29_999])


FILES = {
    "pinterest/2026-02-28/ad_region_days.csv": f"{HEADER}\n{FIRST}\n",
    "pinterest/2026-03-01/ad_region_days.csv": f"{HEADER}\n{FIRST.replace('4560000', '4560002')}\n",
    "pinterest/2026-03-01/ad_region_days.csv.gz": f"{HEADER}\n{FIRST.replace('4560000', 'n/a')}\n{FIRST}\n",
    "pinterest/2026-03-02/ad_region_days.csv": f"{HEADER}\n{FIRST.replace('4560000', '4560003')}\n",
    "pinterest/2026-03-02/ad_region_days.csv.gz": "",
}


def load(night: date) -> None:
    with suppress(LoadError):  # a report may still be missing, and the empty file is refused
        load_channel("pinterest", night)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    nights=st.permutations(sorted({path.split("/")[1] for path in FILES})),
    loads=st.lists(st.booleans(), min_size=5, max_size=5),
)
def test_the_order_in_which_nights_arrive_is_irrelevant(warehouse, deliver, tmp_path, nights, loads) -> None:
    # Of two files of one night the one that comes last counts: these keep their order.
    order = [path for night in nights for path in sorted(FILES) if f"/{night}/" in path]
    places = {path: deliver(path, FILES[path]) for path in FILES}
    empty(warehouse)
    load(NIGHT)
    at_once = fingerprint(warehouse)

    for place in places.values():
        place.unlink()
    empty(warehouse)
    for path, is_loaded in zip(order, loads, strict=True):
        deliver(path, FILES[path])
        if is_loaded:
            load(NIGHT)
    load(NIGHT)
    assert fingerprint(warehouse) == at_once


def peak_memory() -> int:
    """Largest memory (bytes) of a process that loads the night; `ru_maxrss` would count its parent's before exec."""
    code = (
        "import datetime, pathlib, re, plugins.loader as loader;"
        "loader.load_channel('pinterest', datetime.date(2026, 3, 2));"
        "print(re.search(r'VmHWM:\\s+(\\d+)', pathlib.Path('/proc/self/status').read_text())[1])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return int(done.stdout.splitlines()[-1]) * 1024


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read from /proc")
def test_memory_is_bounded_whatever_the_files_size(warehouse, deliver) -> None:
    peaks = {}
    for count in (20_000, 120_000):
        size = len(deliver(PATH, many_rows(count)).read_bytes())
        peaks[count] = peak_memory()
    growth = peaks[120_000] - peaks[20_000]
    # Six times the file, 11 MB more; rows held in memory would need three times that.
    assert growth < 8 << 20, f"{growth / 1e6:.1f} MB more for a file of {size / 1e6:.1f} MB"

"""Each message of a topic becomes a row once, whatever is killed, repeated, broken or too much."""

import re
import signal
import subprocess
import sys
import threading
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg2
import pytest

from config import intake as intake_settings
from plugins.house.places import ROOT
from plugins.intake.__main__ import main, stream_of
from plugins.intake.writing import Event, OvertakenError, next_offsets, write
from plugins.loader import LoadError, load_channel, replay
from plugins.loader.night import loader_connection
from tests.integration.intake.conftest import NOON, event, read_until, start, write_settings, written
from tests.integration.loader.test_disturbed import wait_for

NIGHT = date(2026, 3, 2)
KNOWN = "select day, row_hash, known_from, known_until, user_id from raw.ga4__events order by day, row_hash"


def offsets(warehouse) -> dict[int, int]:
    return dict(warehouse.rows("select partition, next_offset from ops.kafka_offsets where topic = 'web_events'"))


def test_a_streamed_day_and_the_same_day_as_a_file_are_the_same_rows(warehouse, topic, tmp_path) -> None:
    for number in range(300):
        topic.put(
            event(number),
            event(number),
            at=NOON - timedelta(hours=12) + timedelta(minutes=4 * number),
            partition=number % 4,
        )
    read_until(lambda: sum(offsets(warehouse).values()) == 600)
    streamed = warehouse.rows(KNOWN)
    told = "select min(first_day), max(last_day), sum(rows_loaded) from ops.deliveries where delivered_on = %s"
    spans = warehouse.rows(told, NIGHT)
    load_channel("ga4", NIGHT)  # the stream is the night's delivery: no file is missed

    warehouse.rows("truncate raw.ga4__events, ops.deliveries, ops.day_changes, ops.files")
    file = tmp_path / "landing" / "ga4" / str(NIGHT) / "events.jsonl"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"".join(event(number) + b"\n" for number in range(300)))
    load_channel("ga4", NIGHT)
    assert warehouse.rows(KNOWN) == streamed
    assert warehouse.rows(told, NIGHT) == spans == [(date(2026, 3, 1), date(2026, 3, 1), 300)]


def test_an_event_is_known_from_the_night_after_the_business_day_on_which_the_broker_took_it(topic) -> None:
    stream = stream_of(intake_settings.load())
    assert stream.zone == ZoneInfo("America/New_York")
    last_second = datetime(2026, 3, 2, 4, 59, 59, tzinfo=UTC)
    assert stream.known_from(Event(0, 0, last_second, b"")) == date(2026, 3, 2)
    assert stream.known_from(Event(0, 0, last_second + timedelta(seconds=1), b"")) == date(2026, 3, 3)


def test_an_intake_killed_between_write_and_commit_loses_and_doubles_nothing(warehouse, topic) -> None:
    topic.put(*(event(number) for number in range(500)))
    counter = psycopg2.connect(warehouse.urls["MIXLOOP_WAREHOUSE_OWNER"])
    with closing(counter), counter.cursor() as cursor:
        cursor.execute("update ops.load_counter set last_no = last_no")  # the last thing that a batch waits for
        killed = start()
        waiting = (
            "select 1 from pg_stat_activity where application_name = 'mixloop loader' and wait_event_type = 'Lock'"
            " and datname = current_database() and query like 'update ops.load_counter%'"
        )
        wait_for(lambda: warehouse.rows(waiting, role="loader") or killed.poll() is not None, "the batch to be written")
        killed.send_signal(signal.SIGKILL)
        killed.communicate()
        assert killed.returncode == -signal.SIGKILL
    loaders = (
        "select 1 from pg_stat_activity where application_name = 'mixloop loader' and datname = current_database()"
    )
    wait_for(lambda: not warehouse.rows(loaders), "the killed intake's session to end")
    assert (written(warehouse), offsets(warehouse)) == ([], {})

    topic.put(*(event(number) for number in range(500, 700)))
    read_until(lambda: offsets(warehouse).get(0) == 700)
    assert written(warehouse) == list(range(700))


def test_a_restart_goes_on_behind_the_last_row_and_reads_nothing_twice(warehouse, topic) -> None:
    topic.put(*(event(number) for number in range(10)))
    read_until(lambda: offsets(warehouse).get(0) == 10)
    topic.put(event(10))
    read_until(lambda: offsets(warehouse).get(0) == 11)
    assert warehouse.rows("select sum(rows_read), sum(rows_repeated) from ops.deliveries") == [(11, 0)]
    assert written(warehouse) == list(range(11))


def test_intakes_that_come_and_go_share_the_partitions_and_write_each_message_once(warehouse, topic) -> None:
    total = 4_000
    first = threading.Thread(target=read_until, args=(lambda: sum(offsets(warehouse).values()) >= total,))
    first.start()
    second = start()
    try:
        for step in range(8):
            numbers = range(step * 500, step * 500 + 500)
            for partition in range(4):
                topic.put(*(event(number) for number in numbers if number % 4 == partition), partition=partition)
            if step == 5:
                second.send_signal(signal.SIGKILL)
        first.join(90)
    finally:
        second.kill()
        second.communicate()
    assert written(warehouse) == list(range(total))
    assert warehouse.rows("select sum(rows_read), sum(rows_repeated) from ops.deliveries") == [(total, 0)]


def test_of_two_intakes_with_the_same_messages_the_second_writes_nothing(warehouse, topic) -> None:
    stream = stream_of(intake_settings.load())
    batch = [Event(0, number, NOON, event(number)) for number in range(5)]
    with loader_connection() as one, loader_connection() as other:
        assert write(one, stream, batch, {0: None}) == {0: 5}
        for expected in (None, 3):
            with pytest.raises(OvertakenError, match=r"web_events/0: another intake has moved on"):
                write(other, stream, [replace(batch[0], offset=5)], {0: expected})
        assert next_offsets(other, "web_events") == {0: 5}
    assert written(warehouse) == list(range(5))


def test_poison_messages_wait_in_quarantine_by_partition_and_offset_and_the_others_go_on(warehouse, topic) -> None:
    undated = event(7, event_date="soon")
    poison = [b"\xff\xfe{", b"", None, b"[1]", b"{}", undated, b"x" * (1 << 20), b'{"a": ' * 5000]
    for content in poison:
        topic.put(content, event(1), partition=2)
    topic.put(event(2), partition=2)
    read_until(lambda: offsets(warehouse).get(2) == 17)
    assert written(warehouse) == [1, 2]
    found = warehouse.rows(
        "select path, line, rows.reason from quarantine.rows join ops.deliveries using (delivery_id) order by 2"
    )
    assert [line for _, line, _ in found] == [0, 2, 4, 6, 8, 10, 12, 14]
    assert all(path.startswith("kafka:web_events/2/") for path, _, _ in found)
    reasons = " | ".join(reason for _, _, reason in found)
    assert "not a JSON object" in reasons and "an empty message" in reasons and "not a events report" in reasons
    assert "longer than 1,048,576 characters" in reasons

    warehouse.rows("update quarantine.rows set raw_line = replace(raw_line, 'soon', '20260301')")
    assert replay("ga4")["replayed"] == 1
    assert written(warehouse) == [1, 2, 7]


def peak_memory(seconds: int) -> int:
    """Largest memory (bytes) of an intake that runs so long."""
    code = (
        f"import pathlib, re; from plugins.intake.__main__ import main; main(['--seconds', '{seconds}']);"
        "print(re.search(r'VmHWM:\\s+(\\d+)', pathlib.Path('/proc/self/status').read_text())[1])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return int(done.stdout.splitlines()[-1]) * 1024


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read from /proc")
def test_a_spike_of_twenty_times_the_messages_takes_no_more_memory(warehouse, topic, tmp_path) -> None:
    write_settings(tmp_path / "config", batch_messages=300)

    def put(first: int, last: int) -> None:
        for partition in range(4):
            topic.put(*(event(number) for number in range(first, last) if number % 4 == partition), partition=partition)

    put(0, 1_200)
    usual = peak_memory(15)
    assert offsets(warehouse) == dict.fromkeys(range(4), 300)
    put(1_200, 25_200)
    peak = peak_memory(40)
    assert written(warehouse) == list(range(25_200))
    # 24,000 messages are 15 MB as bytes, and several times that as Python's objects.
    assert peak - usual < 8 << 20, f"{(peak - usual) / 1e6:.1f} MB more"


def test_messages_that_the_broker_no_longer_has_stop_the_intake(warehouse, topic) -> None:
    topic.put(event(1))
    warehouse.rows("insert into ops.kafka_offsets (topic, partition, next_offset) values ('web_events', 0, 999)")
    with pytest.raises(LoadError, match=r"web_events/0: the broker no longer has the message at the stored offset"):
        read_until(lambda: False, patience=30)


def test_the_command_line_names_what_is_missing(warehouse, topic, tmp_path, capsys) -> None:
    for changes, says in (
        ({"broker": None}, "names no broker"),
        ({"broker": "127.0.0.1:9"}, "no answer from the broker at 127.0.0.1:9"),
        ({"broker": topic.broker, "report": "visits"}, "ga4 has no report 'visits'; it has events"),
        ({"broker": topic.broker, "channel": "klaviyo", "report": "events"}, "isn't made of events"),
        ({"broker": topic.broker, "options": {"group.id": "x"}}, "the intake sets these itself"),
    ):
        write_settings(tmp_path / "config", **changes)
        assert main(["--seconds", "1"]) == 1
        assert re.search(says, capsys.readouterr().err), says

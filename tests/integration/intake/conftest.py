"""A topic of web events on librdkafka's own mock cluster, and intakes that read it."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import confluent_kafka as kafka
import pytest
import yaml

import config
from config import intake as intake_settings
from plugins.house.places import ROOT
from plugins.intake.__main__ import stream_of
from plugins.intake.reading import Intake
from plugins.loader.night import loader_connection

EVENT = json.loads(
    (ROOT / "tests" / "unit" / "channels" / "golden" / "ga4" / "events.jsonl").read_text().splitlines()[0]
)
NOON = datetime(2026, 3, 1, 17, tzinfo=UTC)  # noon in New York


def event(number: int, **changes: object) -> bytes:
    """One GA4 event; another number is another event."""
    own = {"event_timestamp": EVENT["event_timestamp"] + number * 1_000_000, "user_id": str(number)}
    return json.dumps(EVENT | own | changes).encode()


@dataclass
class Topic:
    """A topic of four partitions, and who writes to it."""

    broker: str
    producer: Any

    def put(self, *contents: bytes | None, at: datetime = NOON, partition: int = 0) -> None:
        """Write messages; returns when the broker has them."""
        for content in contents:
            self.producer.produce("web_events", content, partition=partition, timestamp=int(at.timestamp() * 1000))
            self.producer.poll(0)
        assert self.producer.flush(30) == 0


@pytest.fixture
def topic(warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Topic]:
    """An empty topic; the settings name its broker."""
    producer = kafka.Producer(
        {
            "test.mock.num.brokers": 1,
            "log_level": 0,
            "message.max.bytes": 4 << 20,
            "queue.buffering.max.messages": 200_000,
        }
    )
    (broker,) = producer.list_topics(timeout=10).brokers.values()
    made = Topic(f"{broker.host}:{broker.port}", producer)
    producer.list_topics("web_events", timeout=10)
    folder = tmp_path / "config"
    shutil.copytree(Path(config.__file__).parent, folder)
    monkeypatch.setenv("MIXLOOP_CONFIG", str(folder))
    (tmp_path / "landing").mkdir()
    write_settings(folder, broker=made.broker)
    yield made


def write_settings(folder: Path, **changes: object) -> None:
    """Change `intake.yml`; members that are gone are noticed after six seconds, not after 45."""
    file = folder / "intake.yml"
    quick = {"session.timeout.ms": 6000, "heartbeat.interval.ms": 300, "queued.max.messages.kbytes": 2048}
    settings = yaml.safe_load(file.read_text()) | {"batch_seconds": 0.2, "batch_messages": 2000, "options": quick}
    file.write_text(yaml.safe_dump(settings | changes))


def written(warehouse) -> list[int]:
    """Numbers of the events in raw, one for each row."""
    return [int(user) for (user,) in warehouse.rows("select user_id from raw.ga4__events order by user_id::int")]


def read_until(is_done: Callable[[], bool], patience: float = 60) -> None:
    """Run an intake until something is so."""
    settings = intake_settings.load()
    deadline = time.monotonic() + patience
    with loader_connection() as connection:
        Intake(settings, stream_of(settings), connection).run(lambda: not is_done() and time.monotonic() < deadline)
    assert is_done(), "the intake did not get so far in time"


def start(*arguments: str) -> subprocess.Popen:
    """An intake of its own, as it is run."""
    return subprocess.Popen(
        [sys.executable, "-m", "plugins.intake", *arguments], cwd=ROOT, env=dict(os.environ),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip

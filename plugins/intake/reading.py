"""The intake's conversation with the broker: which messages come next, and what to do when others take over a partition.

The broker is never told how far we are: the warehouse knows, in the transaction of the rows.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import confluent_kafka as kafka
from psycopg2.extensions import connection as Connection

from config.intake import IntakeSettings
from plugins.house.places import setting
from plugins.intake.writing import Event, OvertakenError, Stream, next_offsets, write
from plugins.loader.errors import LoadError, UnreachableError

log = logging.getLogger(__name__)

BUFFERED_KILOBYTES = 16_384  # that the client fetches ahead, whatever the topic holds
BATCH_BYTES = 32 << 20  # of messages in one micro-batch
PATIENCE = 10.0  # seconds until a broker that doesn't answer counts as away


class Intake:
    """Reads a topic from where the warehouse stands, and writes it there in micro-batches."""

    def __init__(self, settings: IntakeSettings, stream: Stream, connection: Connection) -> None:
        self.settings, self.stream, self.connection = settings, stream, connection
        self.batch: list[Event] = []
        self.bytes = 0
        self.began = 0.0
        self.expected: dict[int, int | None] = {}
        self.rows = 0

    def run(self, goes_on: Callable[[], bool]) -> None:
        """Read and write until `goes_on` says no; what isn't written then is read again by whoever comes next.

        Raises
        ------
        UnreachableError
            The broker doesn't answer.
        LoadError
            There is no such topic, or it no longer has messages that were never read.
        """
        with self._consumer() as consumer:
            consumer.subscribe([self.stream.topic], on_assign=self._assigned, on_revoke=self._revoked)
            while goes_on():
                for message in consumer.consume(min(1_000, self.settings.batch_messages), timeout=0.5):
                    self._take(message)
                if self._is_due():
                    self._write(consumer)

    @contextmanager
    def _consumer(self) -> Iterator[Any]:
        broker = str(self.settings.broker)
        password = setting("MIXLOOP_KAFKA_PASSWORD")
        consumer = kafka.Consumer(
            # log_level: a broker that is away is told once, by us
            {"queued.max.messages.kbytes": BUFFERED_KILOBYTES, "log_level": 2}
            | self.settings.options
            | ({"sasl.password": password} if password else {})
            | {
                "bootstrap.servers": broker,
                "group.id": self.settings.group,
                "enable.auto.commit": False,
                "auto.offset.reset": "error",  # messages that are gone are never skipped without a word
                "isolation.level": "read_committed",
                "partition.assignment.strategy": "range",
            },
            logger=log,
        )
        try:
            found = consumer.list_topics(self.stream.topic, timeout=PATIENCE).topics[self.stream.topic]
            if found.error is not None:
                raise LoadError(
                    f"topic {self.stream.topic!r} at {broker}: {found.error.str()}; create it, or mend topic in config/intake.yml"
                )
            yield consumer
        except kafka.KafkaException as error:
            raise UnreachableError(
                f"no answer from the broker at {broker}: {error.args[0].str()}; start it, or mend broker in config/intake.yml"
            ) from None
        finally:
            consumer.close()

    def _assigned(self, consumer: Any, partitions: list[Any]) -> None:
        """Go to where the warehouse stands in each partition that is ours from now on."""
        self._forget()
        stored = next_offsets(self.connection, self.stream.topic)
        self.expected = {partition.partition: stored.get(partition.partition) for partition in partitions}
        for partition in partitions:
            partition.offset = stored.get(partition.partition, kafka.OFFSET_BEGINNING)
        consumer.assign(partitions)
        log.info(
            "%s: reads %s", self.stream.topic, ", ".join(f"{one.partition} from {one.offset}" for one in partitions)
        )

    def _revoked(self, consumer: Any, partitions: list[Any]) -> None:
        """What isn't written yet is read by whoever has the partitions next."""
        self._forget()
        self.expected = {}

    def _forget(self) -> None:
        self.batch, self.bytes = [], 0

    def _take(self, message: Any) -> None:
        error = message.error()
        if error is not None:
            if error.code() == kafka.KafkaError._AUTO_OFFSET_RESET:
                raise LoadError(
                    f"{self.stream.topic}/{message.partition()}: the broker no longer has the message at the stored offset "
                    f"({error.str()}); messages are lost: deliver the missing time as a file, then mend ops.kafka_offsets"
                )
            if not error.retriable():
                raise kafka.KafkaException(error)
            log.warning("%s: %s", self.stream.topic, error.str())
            return
        kind, milliseconds = message.timestamp()
        if kind == kafka.TIMESTAMP_NOT_AVAILABLE:
            raise LoadError(f"{self.stream.topic}: its messages have no time; set message.timestamp.type=LogAppendTime")
        content = message.value() or b""
        if not self.batch:
            self.began = time.monotonic()
        arrived = datetime.fromtimestamp(milliseconds / 1000, UTC)
        self.batch.append(Event(message.partition(), message.offset(), arrived, content))
        self.bytes += len(content)

    def _is_due(self) -> bool:
        return bool(self.batch) and (
            len(self.batch) >= self.settings.batch_messages
            or self.bytes >= BATCH_BYTES
            or time.monotonic() - self.began >= self.settings.batch_seconds
        )

    def _write(self, consumer: Any) -> None:
        try:
            self.expected |= write(self.connection, self.stream, self.batch, self.expected)
        except OvertakenError as overtaken:
            log.warning("%s; reading on from there", overtaken)
            self._assigned(consumer, consumer.assignment())
            return
        self.rows += len(self.batch)
        log.info("%s: %s messages written", self.stream.topic, f"{len(self.batch):,}")
        self._forget()

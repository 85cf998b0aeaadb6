"""Where web events come from when they are too many for a file a night."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator

from config.reading import Settings, place, read

# The intake's own: exactly once rests on them.
KEPT = frozenset({
    "bootstrap.servers", "group.id", "enable.auto.commit", "auto.offset.reset", "isolation.level",
    "partition.assignment.strategy", "sasl.password",
})  # fmt: skip

Name = Annotated[str, Field(pattern="^[A-Za-z0-9._-]{1,249}$")]


class IntakeSettings(Settings):
    """Which topic holds which report's rows, and how large a micro-batch gets; off while `broker` is null."""

    broker: str | None
    topic: Name
    channel: str
    report: str
    group: Name
    batch_messages: Annotated[int, Field(ge=1, le=200_000)]
    batch_seconds: Annotated[float, Field(gt=0, le=3600)]
    options: dict[str, str | int | bool]

    @field_validator("options")
    @classmethod
    def _ours_are_kept(cls, options: dict[str, str | int | bool]) -> dict[str, str | int | bool]:
        if ours := sorted(KEPT & set(options)):
            raise ValueError(f"{', '.join(ours)}: the intake sets these itself; a password is MIXLOOP_KAFKA_PASSWORD")
        return options


def load(path: Path | None = None) -> IntakeSettings:
    """Read `config/intake.yml`."""
    return read(path or place("intake.yml"), IntakeSettings)

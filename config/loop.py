"""When and where the loop runs: time zone, schedule, seed, workers, ports."""

from datetime import date
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator

from config.reading import Settings, place, read

Port = Annotated[int, Field(ge=1024, le=65535)]


class Ports(Settings):
    """Where the house's own servers listen, on loopback; the next free port is taken if one is in use."""

    postgres: Port
    airflow: Port
    smtp: Port


class LoopSettings(Settings):
    """When and where the loop runs."""

    timezone: str
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    rates_carried_days: Annotated[int, Field(ge=0, le=31)]
    schedule: str
    scheduled_until: date | None
    seed: Annotated[int, Field(ge=0)]
    workers: Annotated[int, Field(ge=1, le=64)]
    ports: Ports

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError("not a time zone's name; write one like 'Europe/Berlin'") from None
        return name


def load(path: Path | None = None) -> LoopSettings:
    """Read `config/loop.yml`."""
    return read(path or place("loop.yml"), LoopSettings)

"""Notices files in the landing zone, and says which channels they belong to: the trigger behind `export_arrival`.

What is new is asked of the warehouse's ledger: a file ceases to be news when it is read, whoever read it. Nothing of that is
kept here, so a restart of the triggerer forgets nothing.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

from airflow.triggers.base import BaseEventTrigger, TriggerEvent

from plugins.errors import PassingFault

type Sight = tuple[str, int, str]  # path, bytes, time of change

SAID_AGAIN_AFTER = 600.0  # seconds: a run that was lost, or a paused DAG, doesn't leave a file behind


class Watch:
    """What was seen at the last look, and what was said of it."""

    def __init__(self) -> None:
        self.last: set[Sight] = set()
        self.said: dict[Sight, float] = {}

    def news(self, waiting: dict[str, set[Sight]], now: float) -> list[str]:
        """Channels with files to load: those that haven't grown since the last look, and weren't said a moment ago."""
        here = set().union(*waiting.values())
        self.said = {
            sight: when for sight, when in self.said.items() if sight in here and now - when < SAID_AGAIN_AFTER
        }
        ripe = {channel: (files & self.last) - self.said.keys() for channel, files in waiting.items()}
        self.last = here
        self.said |= dict.fromkeys((sight for files in ripe.values() for sight in files), now)
        return sorted(channel for channel, files in ripe.items() if files)


class LandingTrigger(BaseEventTrigger):
    """Fires with the channels whose files have arrived."""

    def __init__(self, every: float) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.every = every

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """Class and arguments, as Airflow stores a trigger."""
        return f"{__name__}.{type(self).__name__}", {"every": self.every}

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """Look, and look again, for as long as the triggerer lives."""
        watch = Watch()
        while True:
            try:
                found = await asyncio.to_thread(_look)
            except PassingFault as fault:
                self.log.warning("%s", fault)
            else:
                if channels := watch.news(found, time.monotonic()):
                    yield TriggerEvent({"channels": channels})  # type: ignore[no-untyped-call]
            await asyncio.sleep(self.every)


def _look() -> dict[str, set[Sight]]:
    from plugins.loader import waiting

    return {
        channel: {(file.path, file.size_bytes, file.modified_at.isoformat()) for file in files}
        for channel, files in waiting().items()
    }

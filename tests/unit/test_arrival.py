"""The watcher says what arrived once, when it is whole, and doesn't let a lost run leave a file behind."""

import asyncio

from plugins import arrival
from plugins.arrival import SAID_AGAIN_AFTER, LandingTrigger, Watch
from plugins.errors import PassingFault

SMALL, GROWN, OTHER = (
    ("meta/2026-03-02/a.csv", 1, "x"),
    ("meta/2026-03-02/a.csv", 2, "y"),
    ("tv/2026-03-02/b.csv", 1, "x"),
)


def test_a_file_is_said_when_it_has_stopped_growing_and_only_once():
    watch = Watch()
    looks = [{"meta": {SMALL}}, {"meta": {GROWN}}, {"meta": {GROWN}}, {"meta": {GROWN}, "tv": {OTHER}}, {"tv": {OTHER}}]
    assert [watch.news(look, now) for now, look in enumerate(looks)] == [[], [], ["meta"], [], ["tv"]]


def test_a_file_that_nobody_loaded_is_said_again_after_a_while():
    watch = Watch()
    times = [0, 1, 2, SAID_AGAIN_AFTER, SAID_AGAIN_AFTER + 2]
    assert [watch.news({"meta": {SMALL}}, now) for now in times] == [[], ["meta"], [], [], ["meta"]]


def test_the_trigger_outlives_a_landing_zone_that_is_away_and_can_be_stored(monkeypatch):
    looks = iter([{"meta": {SMALL}}, PassingFault("away"), {"meta": {SMALL}}])

    def look():
        found = next(looks)
        if isinstance(found, Exception):
            raise found
        return found

    monkeypatch.setattr(arrival, "_look", look)
    path, arguments = LandingTrigger(every=0.001).serialize()
    trigger = getattr(arrival, path.rpartition(".")[2])(**arguments)

    async def first():
        async for event in trigger.run():
            return event.payload
        return None

    assert asyncio.run(first()) == {"channels": ["meta"]}

"""Nights replayed before both: files late, doubled, corrected and missing, loaders and builds killed; then everything asked of both."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from random import Random

from bench.oracle import answers, memory
from bench.oracle.answers import REPORTS, Ask
from bench.oracle.memory import Memory
from bench.oracle.orders import Shop
from bench.oracle.platforms import Export, ad_platforms
from plugins.house.places import ROOT
from plugins.loader import LoadError, load_channel
from plugins.marts import ensure_marts

FIRST = date(2026, 1, 12)  # 120 nights from here pass the night on which New York's clocks go forward
CHANNELS = ("google_ads", "meta", "tv", "shopify")


@dataclass
class Replay:
    """One season of nights; `counts` says how often what happened."""

    seed: int
    nights: int
    landing: Path
    ask: Ask
    counts: Counter[str] = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)
    seconds: float = 0.1

    def __post_init__(self) -> None:
        self.random = Random(f"schedule {self.seed}")
        self.memory = Memory()
        self.waiting: list[tuple[date, Export]] = []
        self.last: dict[memory.Report, list[Export]] = {}

    @property
    def calendar(self) -> list[date]:
        """All nights, from the first."""
        return [FIRST + timedelta(days=n) for n in range(self.nights)]

    def run(self) -> None:
        """All nights: platforms tell, files come when they come, the loader loads them and dies now and then."""
        platforms, shop = ad_platforms(self.seed), Shop(Random(f"shop {self.seed}"))
        for night in self.calendar:
            for platform in platforms:
                platform.live(night)
                self._tell(night, partial(platform.export, night), partial(platform.restate, night))
            shop.live(night)
            self._tell(night, partial(shop.export_orders, night), partial(shop.change, night))
            self._tell(night, partial(shop.export_refunds, night), partial(shop.change, night))
            self._load_what_came(night, everything=night == self.calendar[-1])

    def _tell(self, night: date, export: Callable[[bool], Export | None], happen: Callable[[], None]) -> None:
        """Put a report's files of a night on their way: one, two, or yesterday's bytes again."""
        first = export(self._packed())
        if first is None:
            return
        files, before = [first], self.last.get((first.channel, first.report))
        is_entity = isinstance(first.told, dict)
        if before and self.random.random() < 0.12:
            # An order's older state that comes again in a file out of order is taken for new: only the last word comes again.
            files = [self._again(before[-1] if is_entity else self.random.choice(before), night)]
        if self.random.random() < 0.15:
            happen()
            second = export(self._packed())
            if second and before and not is_entity and self.random.random() < 0.3:
                second = self._again(before[-1], night)
            files += [second] if second else []
            self.counts["second files of a night"] += len(files) - 1
        self.last[first.channel, first.report] = files
        for place, file in enumerate(files):
            late = self.random.random() < 0.12
            comes = night + timedelta(days=self.random.randint(1, 15) if late else 0)
            comes = (
                max(comes, self.waiting[-1][0]) if place else comes
            )  # a correction never comes before what it corrects
            self.counts["late files"] += comes > night
            self.waiting.append((comes, file))

    def _packed(self) -> bool:
        return self.random.random() < 0.5

    def _again(self, before: Export, night: date) -> Export:
        """The very bytes of a night before."""
        self.counts["same bytes as the night before"] += 1
        return replace(before, night=night)

    def _load_what_came(self, night: date, *, everything: bool) -> None:
        came = [file for comes, file in self.waiting if comes <= night or everything]
        self.waiting = [(comes, file) for comes, file in self.waiting if not (comes <= night or everything)]
        while came:
            written = self._write(came)
            came = [file for file in came if all(file is not each for each in written)]
            # The loader takes what lies there by night and name.
            for file in sorted(written, key=lambda one: (one.night, one.path)):
                self.memory.hear(file)
                self.counts["files"] += 1
                self.counts["empty files"] += not file.told
            for channel in CHANNELS:
                self._load(channel, night)

    def _write(self, came: list[Export]) -> list[Export]:
        """Write files, one for each place: a second one of the same name waits, and then takes its place.

        A second one of another name lies beside the first, except for orders: theirs come in the order in which they were told.
        """
        written: dict[object, Export] = {}
        for file in came:
            key = (file.night, file.report) if isinstance(file.told, dict) else file.path
            if key not in written:
                place = self.landing / file.path
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(file.content)
                written[key] = file
        return list(written.values())

    def _load(self, channel: str, night: date) -> None:
        if self.random.random() < 0.12:
            self.counts["killed loaders"] += self._killed(channel, night)
        began = time.monotonic()
        with suppress(LoadError):  # what is late is missing
            load_channel(channel, night)
        self.seconds = time.monotonic() - began

    def _killed(self, channel: str, night: date) -> bool:
        """Start a loader in a process of its own and kill it in the middle; whether it died of that."""
        sys.stdout.flush()
        child = os.fork()
        if child == 0:
            with suppress(BaseException):
                load_channel(channel, night)
            os._exit(0)
        time.sleep(self.random.random() * self.seconds)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        return os.WIFSIGNALED(status)

    def compare_raw(self) -> int:
        """Ask every night's view of every report, and each version's nights; how many rows were compared."""
        compared = 0
        for report in REPORTS:
            found = answers.runs(self.ask, report)
            for night, view in zip(self.calendar, self.memory.views(report, self.calendar), strict=True):
                compared += view.total()
                self._note(f"{report} as of {night}", answers.view(found, night), view)
            self._note(f"versions of {report}", found, self.memory.runs(report, self.calendar))
        return compared

    def compare_marts(self, night: date, *, killed: date | None = None) -> int:
        """Build a night, after the build of another one was killed, and ask its facts; how many rows were compared."""
        if killed:
            self.counts["killed builds"] += self._kill_a_build(killed)
        ensure_marts(night)
        views = {report: self._view(report, night) for report in REPORTS}
        ad_days: Counter = Counter()
        for channel, report in REPORTS:
            if channel != "shopify":
                ad_days += memory.ad_days(channel, views[channel, report])
        orders = memory.orders(views["shopify", "orders"], views["shopify", "refunds"])
        self._note(f"fct_ad_days on {night}", answers.ad_days(self.ask), ad_days)
        self._note(f"fct_orders on {night}", answers.orders(self.ask), orders)
        return len(ad_days) + len(orders)

    def _view(self, report: memory.Report, night: date) -> memory.View:
        *_, view = self.memory.views(report, [day for day in self.calendar if day <= night])
        return view

    def _kill_a_build(self, night: date) -> bool:
        """Start a build in a process of its own and kill it once the marts stand for no night any more."""
        command = [sys.executable, "-m", "plugins.marts", "build", str(night)]
        build = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while build.poll() is None and self.ask("select 1 from marts.build"):
            time.sleep(0.05)
        time.sleep(self.random.random() * 5)
        build.kill()
        return build.wait() == -signal.SIGKILL

    def _note(self, what: str, found: Counter, told: Counter) -> None:
        for sign, rows in (("only in the warehouse", found - told), ("only in the oracle", told - found)):
            self.differences += [f"{what}, {sign}: {row} x {copies}" for row, copies in rows.items()]

"""A stored night: plan, verdicts, returns and days as rows, and a mail server that keeps what it gets."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import psycopg2
import pytest

from plugins.house.postgres import free_port

DAY = date(2026, 3, 2)
CHANNELS = {"google_ads": (920_000, 1_012_000), "meta": (740_000, 708_330), "tv": (600_000, 600_000)}
"""Budget now and new, in hundredths, of each channel in its first geo; other geos are smaller."""
GEOS = {"US-CA": 1.0, "US-TX": 0.613, "US-NY": 0.407}

MARTS = """
create table if not exists marts.panel_media (
    geo text, channel text, day date, spend_micros bigint, impressions bigint, clicks bigint, status text
);
create table if not exists marts.panel_outcome (
    geo text, day date, revenue_micros bigint, orders bigint, new_customers bigint, status text
);
grant select on all tables in schema marts to mixloop_loop;
"""


@dataclass(frozen=True)
class Store:
    """Writes rows as the stages before the mail do."""

    warehouse: object
    day: date = DAY

    def _run(self, *statements: tuple[str, list[tuple]]) -> None:
        connection = psycopg2.connect(self.warehouse.urls["MIXLOOP_WAREHOUSE_OWNER"])
        with connection, connection.cursor() as cursor:
            for statement, rows in statements:
                for row in rows:
                    cursor.execute(statement, row)
        connection.close()

    def plan(
        self,
        day: date = DAY,
        *,
        version: int = 1,
        kind: str = "move",
        status: str = "approved",
        tier: str = "auto",
        cause: str | None = None,
        frozen: tuple[str, ...] = ("tv",),
        names: dict[str, str] | None = None,
    ) -> str:
        """A plan with its lines; `names` renames channels."""
        plan_id = f"{day}.{version}"
        lines = []
        for channel, (now, new) in CHANNELS.items():
            for place, (geo, share) in enumerate(GEOS.items()):
                current = round(now * share) * 10_000
                change = 0 if kind == "hold" or channel in frozen else round((new - now) * share) * 10_000
                effect = round(change * 1.4)
                verdict = "freeze" if channel in frozen else "pass"
                lines.append(
                    (
                        plan_id, (names or {}).get(channel, channel), geo, day, day + timedelta(days=6), current,
                        current + change, change, current + change, 0, 1, effect, effect - abs(effect) // 2,
                        effect + abs(effect) // 2, 1.4, 0.9, 1.9, "step_limit", verdict,
                        f"the next dollar returns {1.4 + place / 10}" if verdict == "pass" else "no schedule arrived",
                    )
                )  # fmt: skip
        current = sum(line[5] for line in lines)
        proposed = sum(line[6] for line in lines)
        moved = max(sum(max(line[7], 0) for line in lines), sum(max(-line[7], 0) for line in lines))
        effect = sum(line[11] for line in lines)
        effects = (effect, effect - 200_000_000, effect + 300_000_000)
        rests_on = (None, None, None, None) if kind == "hold" else ("fit1", "o1", "g1", "0.001")
        self._run(
            (
                "insert into plan.objectives values ('o1', 'profit', '{\"gross_margin\": 0.45}', '2026-01-01')"
                " on conflict do nothing",
                [()],
            ),
            ("insert into plan.guardrails values ('g1', '{}') on conflict do nothing", [()]),
            (
                "insert into plan.plans (plan_id, decision_date, version, input_hash, fit_id, objective_id,"
                " guardrails_id, optimality_gap, seed, basis, kind, status, risk_tier, cause, currency,"
                " current_micros, proposed_micros, moved_micros, expected_effect_micros, effect_low_micros,"
                " effect_high_micros) values (%s, %s, %s, 'h', %s, %s, %s, %s, 1, 'last_plan', %s, 'proposed', %s, %s,"
                " 'USD', %s, %s, %s, %s, %s, %s)",
                [(plan_id, day, version, *rests_on, kind, tier, cause, current, proposed, moved, *effects)],
            ),
            (
                "insert into plan.plan_lines values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s,"
                " %s, %s, %s, %s)",
                lines,
            ),
            (
                "insert into plan.plan_effects values (%s, %s, %s, %s, %s, %s)",
                [
                    (plan_id, scope, name, mean, mean - 9_000_000, mean + 8_000_000)
                    for scope, place in (("channel", 1), ("geo", 2))
                    for name in sorted({line[place] for line in lines})
                    for mean in [sum(line[11] for line in lines if line[place] == name)]
                ],
            ),
            ("update plan.plans set status = %s where plan_id = %s and %s <> 'proposed'", [(status, plan_id, status)]),
        )
        return plan_id

    def verdict(self, scope: str, verdict: str, failing: str | None = None, day: date = DAY) -> None:
        """The same answer of both gates."""
        self._run(
            (
                "insert into gate.verdicts (decision_date, gate, version, scope, verdict, failing)"
                " values (%s, %s, 1, %s, %s, %s)",
                [(day, gate, scope, verdict, failing) for gate in ("raw", "mart")],
            )
        )

    def returns(self, fit_id: str = "fit1") -> None:
        """What a fit says of each channel."""
        self._run(
            ("insert into model.fits values (%s, %s, 'p', '{}', 1, '{}', 'x')", [(fit_id, self.day)]),
            (
                "insert into model.channel_effects values (%s, %s, 28, %s, %s, %s, %s, 1.9, 1.5, 2.4, %s, %s, %s, 0.8)",
                [
                    (fit_id, channel, now * 280_000, now * 532_000, now * 420_000, now * 672_000, *_around(1.2 + n / 3))
                    for n, (channel, (now, _)) in enumerate(CHANNELS.items())
                ],
            ),
            (
                "insert into model.response_curves (fit_id, channel, daily_spend_micros, revenue_mean_micros,"
                " revenue_low_micros, revenue_high_micros) values (%s, %s, %s, %s, %s, %s)",
                [
                    (fit_id, channel, n * 900_000_000, *(round(n**0.7 * height) for height in (1.5e9, 1.1e9, 2e9)))
                    for channel in CHANNELS
                    for n in range(25)
                ],
            ),
        )

    def days(self, count: int = 20, until: date = DAY) -> None:
        """Spend and revenue of the days before `until`; the newest day of tv is imputed."""
        days = [until - timedelta(days=back) for back in range(count, 0, -1)]
        self._run(
            (MARTS, [()]),
            (
                "insert into marts.panel_media values (%s, %s, %s, %s, 0, 0, %s)",
                [
                    (
                        geo, channel, day, round(now * share * 10_000 * (1 + day.day / 1000)) + 7,
                        "imputed" if channel == "tv" and day == days[-1] else "reported",
                    )
                    for day in days
                    for channel, (now, _) in CHANNELS.items()
                    for geo, share in GEOS.items()
                ],
            ),
            (
                "insert into marts.panel_outcome values (%s, %s, %s, 9, 3, 'reported')",
                [(geo, day, round(61_234_567_891 * share) + day.day) for day in days for geo, share in GEOS.items()],
            ),
        )  # fmt: skip

    def night(self, **otherwise: object) -> str:
        """Everything a plan's mail reads, tv frozen."""
        self.days()
        self.returns()
        for channel in ("google_ads", "meta", "night"):
            self.verdict(channel, "pass")
        self.verdict("tv", "freeze", "a schedule arrived: 0 files, 1 expected")
        return self.plan(**otherwise)


def _around(mean: float) -> tuple[float, float, float]:
    return mean, mean - 0.4, mean + 0.5


@pytest.fixture
def store(warehouse) -> Store:
    """A warehouse to write nights into."""
    return Store(warehouse)


@dataclass(frozen=True)
class Capture:
    """The capture server of a test, in its own process."""

    port: int
    outbox: Path
    process: subprocess.Popen

    def messages(self) -> dict[str, EmailMessage]:
        """Kept messages by file name."""
        return {
            path.stem: message_from_bytes(path.read_bytes(), policy=policy.default)
            for path in sorted(self.outbox.glob("*.eml"))
        }


@pytest.fixture
def capture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Capture]:
    """A running capture server; MIXLOOP_SMTP points to it."""
    port, outbox = free_port(25000 + os.getpid() % 5000), tmp_path / "outbox"
    process = subprocess.Popen(
        [sys.executable, "-m", "plugins.mail.capture", "--port", str(port), "--outbox", str(outbox)],
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    deadline = time.monotonic() + 30
    for line in process.stderr:
        if "keeping mail" in line:
            break
        assert time.monotonic() < deadline, line
    assert process.poll() is None, "the capture server did not start"
    monkeypatch.setenv("MIXLOOP_SMTP", f"smtp://127.0.0.1:{port}")
    yield Capture(port, outbox, process)
    process.terminate()
    process.wait(timeout=10)
    process.stderr.close()


@pytest.fixture
def wait_until() -> Callable[[Callable[[], bool]], None]:
    """Wait for a condition, ten seconds at most."""

    def wait(condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 10
        while not condition():
            assert time.monotonic() < deadline, "did not happen within 10 s"
            time.sleep(0.02)

    return wait

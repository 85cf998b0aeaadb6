"""A shop whose visitors have names: a week of visits, orders and e-mails, delivered as files and loaded by the loader."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from plugins.house.places import ROOT
from plugins.loader import load_channel

GOLDEN = ROOT / "tests" / "unit" / "channels" / "golden"
EVENT, ORDER, MAIL = (
    json.loads((GOLDEN / path).read_text().splitlines()[0])
    for path in ("ga4/events.jsonl", "shopify/orders.jsonl", "klaviyo/events.jsonl")
)
CHANNELS = ("ga4", "shopify", "klaviyo", "google_ads")
FIRST_DAY = date(2026, 3, 1)
SOURCES = [("google", "cpc"), ("facebook", "paid_social"), ("klaviyo", "email"), (None, None)]
STATES = {"CA": "California", "TX": "Texas"}


@dataclass(frozen=True)
class Person:
    """Somebody who visits twice a day, buys once, and gets an e-mail; the odd ones live in Texas."""

    number: int

    @property
    def browser(self) -> str:
        """GA4's pseudonymous id."""
        return f"GA1.1.88{self.number:03}.1770"

    @property
    def customer(self) -> str:
        """The shop's id."""
        return f"77000000{self.number:03}"

    @property
    def email(self) -> str:
        """Where mail reaches them; not always written alike."""
        return f"Person{self.number:03}@example.com"

    @property
    def profile(self) -> str:
        """The mailing service's id."""
        return f"01PROFILE{self.number:03}"

    @property
    def ids(self) -> tuple[str, ...]:
        """All of them."""
        return self.browser, self.customer, self.email, self.profile

    @property
    def state(self) -> str:
        """Where they live."""
        return list(STATES)[self.number % 2]

    def order_id(self, day: date) -> str:
        """Their order of a day."""
        return f"66{day:%m%d}{self.number:03}"

    def visits(self, day: date) -> list[dict[str, Any]]:
        """Two visits, and the purchase at the end of the second."""
        return [
            self._event(day, 9, "session_start", 2 * self.number),
            self._event(day, 12, "session_start", 2 * self.number + 1),
            self._event(day, 13, "purchase", 2 * self.number + 1),
        ]

    def _event(self, day: date, hour: int, name: str, session: int) -> dict[str, Any]:
        at = datetime(day.year, day.month, day.day, hour + 5, tzinfo=UTC) + timedelta(seconds=self.number)
        source, medium = SOURCES[(self.number + hour) % len(SOURCES)]
        has_bought = name == "purchase"
        return EVENT | {
            "event_date": f"{day:%Y%m%d}", "event_timestamp": int(at.timestamp()) * 1_000_000, "event_name": name,
            "event_params": [{"key": "ga_session_id", "value": {"int_value": day.toordinal() * 1000 + session}}],
            "user_pseudo_id": self.browser, "user_id": self.customer if has_bought else None,
            "collected_traffic_source": source and {"manual_source": source, "manual_medium": medium, "gclid": self.browser},
            "geo": {"region": STATES[self.state]},
            "ecommerce": {"transaction_id": self.order_id(day), "purchase_revenue_in_usd": 80} if has_bought else None,
        }  # fmt: skip

    def order(self, day: date, **changes: Any) -> dict[str, Any]:
        """The shop's order of a day."""
        return ORDER | {
            "id": self.order_id(day), "created_at": f"{day}T13:00:00-05:00", "updated_at": f"{day}T13:05:00-05:00",
            "customer": {"id": self.customer, "orders_count": 1, "email": self.email.lower()},
            "shipping_address": {"province_code": self.state, "country_code": "US"},
        } | changes  # fmt: skip

    def mail(self, day: date) -> dict[str, Any]:
        """The e-mail of a day."""
        return MAIL | {
            "id": f"01M{day:%m%d}{self.number:03}", "datetime": f"{day}T15:00:00+00:00", "profile_id": self.profile,
            "email": self.email, "region": f"US-{self.state}",
        }  # fmt: skip


@dataclass(frozen=True)
class People:
    """The warehouse of the shop, its landing zone, and its people."""

    warehouse: Any
    zone: Path

    def rows(self, query: str, *values: object) -> list[tuple]:
        """Rows of a query, as the owner."""
        return self.warehouse.rows(query, *values)

    def place(self, path: str, lines: list[Any]) -> Path:
        """Put a file into the landing zone: objects as JSON lines, texts as they are."""
        file = self.zone / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines))
        return file

    def deliver(self, night: date, people: list[Person], days: list[date] | None = None) -> None:
        """What the platforms say on a night of these people's days, by default of the eve."""
        days = days or [night - timedelta(days=1)]
        each = [(day, one) for day in days for one in people]
        self.place(f"ga4/{night}/events.jsonl", [event for day, one in each for event in one.visits(day)])
        self.place(f"shopify/{night}/orders.jsonl", [one.order(day) for day, one in each])
        self.place(f"shopify/{night}/refunds.jsonl", [""])
        self.place(f"klaviyo/{night}/events.jsonl", [one.mail(day) for day, one in each])
        ads = (GOLDEN / "google_ads" / "ad_geo_days.csv").read_text()
        self.place(f"google_ads/{night}/ad_geo_days.csv", ads.replace("2026-02-27", str(days[-1])).splitlines()[:2])

    def load(self, night: date) -> None:
        """Load what lies there."""
        for channel in CHANNELS:
            load_channel(channel, night)


@pytest.fixture
def people(warehouse, tmp_path: Path) -> People:
    """The shop, before anything was delivered."""
    zone = tmp_path / "landing"
    zone.mkdir()
    return People(warehouse, zone)

"""A shop with two media and four weeks of history, as its platforms delivered it; raw rows by hand."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from tests.raw_rows import deliver_rows

FIRST_NIGHT, SECOND_NIGHT, THIRD_NIGHT = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)
FIRST_DAY = date(2026, 2, 2)
STATES = {"US-CA": "California", "US-TX": "Texas"}


@dataclass(frozen=True)
class Shop:
    """The warehouse of a shop, and the files that arrive there."""

    warehouse: Any

    def rows(self, query: str, *values: object, role: str = "loop") -> list[tuple]:
        """Rows of a query."""
        return self.warehouse.rows(query, *values, role=role)

    def deliver(self, channel: str, report: str, night: date, rows: list[dict[str, Any]], **how: str) -> int:
        """Book one delivery and its rows, as the loader would; returns its id."""
        return deliver_rows(self.warehouse.urls["MIXLOOP_WAREHOUSE_OWNER"], channel, report, night, rows, **how)

    def meta(self, night: date, days: list[date], *, spend: str = "10.01", currency: str = "USD", **how: str) -> int:
        """Meta's report of one ad in each state."""
        rows = [
            {
                "account_id": "a", "account_currency": currency, "campaign_id": "c", "adset_id": "s", "ad_id": "ad",
                "date": day, "region": state, "spend": spend, "impressions": 100, "inline_link_clicks": 5,
            }
            for day in days
            for state in STATES.values()
        ]  # fmt: skip
        return self.deliver("meta", "ad_region_days", night, rows, **how)

    def tv(self, night: date, days: list[date]) -> int:
        """A schedule of one spot a day, in California only."""
        rows = [
            {
                "date": day, "geo_name": "California", "campaign": "Brand", "placement": "30s",
                "cost": 50,
            }
            for day in days
        ]  # fmt: skip
        return self.deliver("tv", "schedule", night, rows)

    def orders(self, night: date, days: list[date], **changes: object) -> int:
        """One order of 80 dollars a day and state, at noon; it was changed on the day it was placed."""
        rows = [
            {
                "order_id": f"{day:%m%d}{code[-2:]}", "created_at": f"{day} 12:00-05:00",
                "updated_at": f"{day} 12:00-05:00", "test": False, "financial_status": "paid", "currency": "USD",
                "total_amount": 80, "customer_id": f"7100{day:%m%d}", "customer_orders_count": 2,
                "customer_email": f"p{day:%m%d}@example.com", "province_code": code[-2:], "country_code": "US",
                **changes,
            }
            for day in days
            for code in STATES
        ]  # fmt: skip
        return self.deliver("shopify", "orders", night, rows)

    def history(self) -> None:
        """What arrived on the first night: four weeks of everything."""
        days = days_until(FIRST_NIGHT)
        self.meta(FIRST_NIGHT, days)
        self.tv(FIRST_NIGHT, days)
        self.orders(FIRST_NIGHT, days)

    def next_night(self) -> None:
        """What arrived a night later: Meta and the shop; Meta restates its last week. TV didn't deliver."""
        self.meta(SECOND_NIGHT, days_until(SECOND_NIGHT)[-8:], spend="11.02")
        self.orders(SECOND_NIGHT, [FIRST_NIGHT])

    def panel(self) -> dict[str, list[tuple]]:
        """All rows of the model's panel."""
        return {
            table: self.rows(f"select * from marts.{table} order by 1, 2, 3")  # noqa: S608
            for table in ("panel_media", "panel_outcome", "panel_controls")
        }


def days_until(night: date) -> list[date]:
    """Days from the first one to the eve of `night`."""
    return [FIRST_DAY + timedelta(days=n) for n in range((night - FIRST_DAY).days)]


@pytest.fixture
def shop(warehouse: Any) -> Shop:
    """A shop on its first night."""
    made = Shop(warehouse)
    made.history()
    return made

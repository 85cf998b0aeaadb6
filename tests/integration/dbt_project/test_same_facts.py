"""The same facts, told in another order, in other currencies and in another way of writing time, make the same marts."""

import csv
import io
import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from plugins.loader import load_channel
from plugins.marts import build_marts
from tests.unit.channels.conftest import settings_with_all_channels

NIGHT = date(2026, 3, 16)
DAYS = [NIGHT - timedelta(days=back) for back in range(21, 0, -1)]  # clocks go forward on March 8
CHANNELS = ("ecb", "google_ads", "meta", "shopify", "klaviyo", "ga4")

# What one euro buys; all divide each other exactly, so that an amount has one value in whatever currency it is told.
EURO_BUYS = {"USD": Decimal("1.25"), "JPY": Decimal(125), "KWD": Decimal("0.3125"), "EUR": Decimal(1)}
WRITTEN = (
    lambda at: at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    lambda at: at.astimezone(timezone(timedelta(hours=-5))).isoformat(),
    lambda at: at.astimezone(timezone(timedelta(hours=9))).isoformat(),
    lambda at: at.astimezone(timezone(timedelta(hours=5, minutes=30))).isoformat(),
    lambda at: at.astimezone(timezone(timedelta(hours=-11))).isoformat(),
)
# What may differ: the currency that an account or the shop tells its amounts in, and which file that was.
TOLD_IN_CURRENCY = (
    "account_currency", "account_spend_micros", "account_claimed_revenue_micros", "account_ads_spend_micros",
    "account_unallocated_spend_micros", "shop_currency", "shop_gross_micros", "rate", "rate_age_days",
)  # fmt: skip
OF_THE_FILE = ("delivery_id", "input_hash")


@dataclass(frozen=True)
class Telling:
    """How facts are told: the seed of the rows' order, currencies by channel, and how each instant is written."""

    seed: int
    currencies: dict[str, str]
    write: Callable[[datetime], str]

    def money(self, channel: str, dollars: Decimal) -> Decimal:
        """An amount of dollars in the channel's currency; exact."""
        amount = dollars * EURO_BUYS[self.currencies[channel]] / EURO_BUYS["USD"]
        assert (amount * 1_000_000) % 1 == 0
        return amount.quantize(Decimal("0.000001"))

    def shuffled(self, report: str, rows: list[Any]) -> list[Any]:
        """The rows in this telling's order."""
        mixed = list(rows)
        random.Random(f"{self.seed} {report}").shuffle(mixed)
        return mixed


def telling(seed: int) -> Telling:
    """One way to tell the facts; the first tells them in dollars and in New York's time."""
    if seed == 0:
        return Telling(0, dict.fromkeys(CHANNELS, "USD"), WRITTEN[1])
    rng = random.Random(seed)
    mixed = random.Random(seed + 1)
    currencies = {channel: rng.choice(sorted(EURO_BUYS)) for channel in CHANNELS}

    def write(at: datetime) -> str:
        return mixed.choice(WRITTEN)(at)  # each instant in a way of its own

    return Telling(seed, currencies, write)


def ad_facts() -> list[dict[str, Any]]:
    """Ads by day, state and campaign: whole cents, numbers of people."""
    rng = random.Random(7)
    return [
        {
            "day": day, "campaign": f"{campaign}", "ad": f"{campaign}{ad}", "state": state,
            "spend": Decimal(rng.randrange(100, 9_999)) / 100, "impressions": rng.randrange(500, 9_000),
            "clicks": rng.randrange(1, 90), "value": Decimal(rng.randrange(0, 30_000)) / 100,
        }
        for day in DAYS
        for campaign in (1, 2)
        for ad in (1, 2)
        for state in ("California", "Texas")
    ]  # fmt: skip


def totals(facts: list[dict[str, Any]]) -> dict[tuple[date, str], Decimal]:
    """Dollars by day and campaign: the ads', 37 cents beyond them, and a campaign without ads."""
    found: dict[tuple[date, str], Decimal] = {(day, "3"): Decimal("5.01") for day in DAYS}
    for fact in facts:
        key = (fact["day"], fact["campaign"])
        found[key] = found.get(key, Decimal("0.37")) + fact["spend"]
    return found


def google(told: Telling) -> dict[str, str]:
    """Its file of ads, and of campaigns."""
    regions = {"California": "geoTargetConstants/21137", "Texas": "geoTargetConstants/21176"}
    currency, facts = told.currencies["google_ads"], ad_facts()

    def micros(dollars: Decimal) -> int:
        return int(told.money("google_ads", dollars) * 1_000_000)

    ads = [
        {
            "customer.id": 1234567890, "customer.currency_code": currency, "customer.time_zone": "America/New_York",
            "campaign.id": fact["campaign"], "campaign.name": "Brand", "ad_group.id": 5, "ad_group.name": "Core",
            "ad_group_ad.ad.id": fact["ad"], "segments.date": fact["day"],
            "segments.geo_target_region": regions[fact["state"]], "metrics.cost_micros": micros(fact["spend"]),
            "metrics.impressions": fact["impressions"], "metrics.clicks": fact["clicks"], "metrics.conversions": 1.5,
            "metrics.conversions_value": told.money("google_ads", fact["value"]),
            "metrics.view_through_conversions": 0,
        }
        for fact in facts
    ]  # fmt: skip
    campaigns = [
        {
            "customer.id": 1234567890, "customer.currency_code": currency, "campaign.id": campaign,
            "campaign.name": "Brand", "segments.date": day, "metrics.cost_micros": micros(dollars),
            "metrics.impressions": 99_999, "metrics.clicks": 999,
        }
        for (day, campaign), dollars in totals(facts).items()
    ]  # fmt: skip
    return {
        "ad_geo_days.csv": table(told.shuffled("ads", ads)),
        "campaign_days.csv": table(told.shuffled("campaigns", campaigns)),
    }


def meta(told: Telling) -> dict[str, str]:
    """Its file of ads, and of the account."""
    account = {"account_id": "9001", "account_currency": told.currencies["meta"]}
    ads = [
        {
            **account, "date_start": f"{fact['day']}", "date_stop": f"{fact['day']}", "campaign_id": fact["campaign"],
            "campaign_name": "Prospecting", "adset_id": "31", "adset_name": "Broad", "ad_id": fact["ad"], "ad_name": "Video",
            "region": fact["state"], "spend": f"{told.money('meta', fact['spend'])}",
            "impressions": f"{fact['impressions']}", "clicks": f"{fact['clicks']}", "reach": "1",
            "inline_link_clicks": f"{fact['clicks']}", "actions": [{"action_type": "purchase", "value": "2"}],
            "action_values": [{"action_type": "purchase", "value": f"{told.money('meta', fact['value'])}"}],
        }
        for fact in ad_facts()
    ]  # fmt: skip
    by_day = [
        {
            **account, "date_start": f"{day}", "date_stop": f"{day}", "impressions": "99999",
            "spend": f"{told.money('meta', Decimal(1_000))}",
        }
        for day in DAYS
    ]  # fmt: skip
    return {
        "ad_region_days.jsonl": lines(told.shuffled("ads", ads)),
        "account_days.jsonl": lines(told.shuffled("days", by_day)),
    }


def orders(told: Telling) -> dict[str, str]:
    """Orders at all hours of the day, some of them cancelled or refunded in part."""
    rng = random.Random(11)
    found, refunds = [], []
    for number, day in enumerate(day for day in DAYS for _ in range(6)):
        at = datetime(day.year, day.month, day.day, tzinfo=timezone(timedelta(hours=-5)))
        at += timedelta(seconds=rng.randrange(86_400))
        changed = min(at + timedelta(hours=rng.randrange(40)), datetime(2026, 3, 16, 4, tzinfo=UTC))

        def money(cents: int) -> dict[str, Any]:
            amount = {
                "amount": f"{told.money('shopify', Decimal(cents) / 100)}",
                "currency_code": told.currencies["shopify"],
            }
            return {"shop_money": amount, "presentment_money": amount}

        cents = rng.randrange(1_000, 20_000)
        found.append({
            "id": f"{number}", "created_at": told.write(at), "updated_at": told.write(changed),
            "cancelled_at": told.write(changed) if number % 17 == 0 else None, "test": number % 23 == 0,
            "financial_status": "paid", "currency": told.currencies["shopify"], "total_price_set": money(cents),
            "customer": {"id": f"{number % 50}", "orders_count": 2, "email": f"p{number % 50}@example.com"},
            "shipping_address": {"province_code": rng.choice(["CA", "TX"]), "country_code": "US"},
            "buyer_accepts_marketing": True,
        })  # fmt: skip
        if number % 9 == 0:
            refunds.append({
                "id": f"{7_000 + number}", "order_id": f"{number}", "created_at": told.write(changed), "amount_set": money(cents // 4),
            })  # fmt: skip
    return {
        "orders.jsonl": lines(told.shuffled("orders", found)),
        "refunds.jsonl": lines(told.shuffled("refunds", refunds)),
    }


def visits(told: Telling) -> dict[str, str]:
    """Sessions of visitors whom ads brought, and what they bought."""
    rng = random.Random(13)
    found = []
    for number, day in enumerate(day for day in DAYS for _ in range(6)):
        start = int(datetime(day.year, day.month, day.day, 15, tzinfo=UTC).timestamp()) + rng.randrange(3_600)
        visit = {
            "event_date": f"{day:%Y%m%d}", "user_pseudo_id": f"GA1.{number % 40}", "user_id": None,
            "event_params": [{"key": "ga_session_id", "value": {"int_value": start}}],
            "privacy_info": {"analytics_storage": "Yes", "ads_storage": "Yes"}, "geo": {"region": "Texas"},
        }  # fmt: skip
        source = rng.choice([("google", "cpc"), ("facebook", "paid_social"), (None, None)])
        came = {"manual_source": source[0], "manual_medium": source[1], "manual_campaign_id": None, "gclid": None}
        found.append(
            {
                **visit, "event_timestamp": start * 1_000_000, "event_name": "session_start", "batch_event_index": 1,
                "collected_traffic_source": came, "ecommerce": None,
            }
        )  # fmt: skip
        found.append(
            {
                **visit, "event_timestamp": (start + 60) * 1_000_000, "event_name": "purchase", "batch_event_index": 2,
                "collected_traffic_source": None,
                "ecommerce": {"transaction_id": f"{number}", "purchase_revenue_in_usd": 1.5},
            }
        )  # fmt: skip
    return {"events.jsonl": lines(told.shuffled("events", found))}


def mails(told: Telling) -> dict[str, str]:
    """E-mails at all hours."""
    rng = random.Random(17)
    found = [
        {
            "id": f"m{number}", "metric": rng.choice(["Received Email", "Clicked Email"]),
            "datetime": told.write(datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(seconds=rng.randrange(86_400))),
            "profile_id": f"p{number}", "email": f"p{number}@example.com", "campaign_id": "c1", "campaign_name": "Spring",
            "region": rng.choice(["US-CA", "US-TX"]), "consent": True,
        }
        for number, day in enumerate(day for day in DAYS for _ in range(4))
    ]  # fmt: skip
    return {"events.jsonl": lines(told.shuffled("mails", found))}


def rates(told: Telling) -> dict[str, str]:
    """The bank's file, every day."""
    rows = [
        {"CURRENCY": currency, "CURRENCY_DENOM": "EUR", "TIME_PERIOD": day, "OBS_VALUE": rate}
        for day in DAYS
        for currency, rate in EURO_BUYS.items()
        if currency != "EUR"
    ]
    return {"rates.csv": table(told.shuffled("rates", rows))}


def table(rows: list[dict[str, Any]]) -> str:
    """Rows as CSV."""
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def lines(rows: list[dict[str, Any]]) -> str:
    """Rows as one object a line."""
    return "".join(json.dumps(row) + "\n" for row in rows)


FILES = {"ecb": rates, "google_ads": google, "meta": meta, "shopify": orders, "ga4": visits, "klaviyo": mails}


def marts_of(told: Telling, warehouse: Any, zone: Path) -> dict[str, list[str]]:
    """Rows of all marts, without what may differ, from an empty warehouse to which the facts are told so."""
    raw = warehouse.rows("select 'raw.' || table_name from information_schema.tables where table_schema = 'raw'")
    names = ", ".join([*(name for (name,) in raw), "ops.deliveries, ops.files, ops.day_changes, ops.marts_standing"])
    warehouse.rows(f"truncate {names}")
    warehouse.rows("truncate ops.stages")
    for channel, write in FILES.items():
        for name, content in write(told).items():
            path = zone / channel / str(NIGHT) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
        load_channel(channel, NIGHT)
    build_marts(NIGHT)
    return rows_of_marts(warehouse)


def rows_of_marts(warehouse: Any) -> dict[str, list[str]]:
    """Each mart's rows, sorted."""
    columns = warehouse.rows(
        "select table_name, array_agg(quote_ident(column_name) order by ordinal_position)"
        " from information_schema.columns where table_schema = 'marts' and column_name <> all(%s) group by table_name",
        [*TOLD_IN_CURRENCY, *OF_THE_FILE],
    )
    return {
        name: sorted(row for (row,) in warehouse.rows(f"select row({', '.join(kept)})::text from marts.{name}"))  # noqa: S608
        for name, kept in columns
    }


@pytest.mark.proof("R3")
def test_facts_in_any_order_currency_and_writing_of_time_make_the_same_marts(warehouse, tmp_path, monkeypatch) -> None:
    folder = tmp_path / "config"
    folder.mkdir()
    monkeypatch.setenv("MIXLOOP_CONFIG", str(settings_with_all_channels(folder)))
    zone, tellings = tmp_path / "landing", [telling(seed) for seed in range(6)]
    first = marts_of(tellings[0], warehouse, zone)
    assert all(first.values()), "a mart without rows proves nothing"
    for told in tellings[1:]:
        found = marts_of(told, warehouse, zone)
        assert found.keys() == first.keys()
        apart = {
            name: [*sorted(set(rows) ^ set(first[name]))[:4], len(rows)]
            for name, rows in found.items()
            if rows != first[name]
        }
        assert apart == {}, f"told as {told.seed}, in {told.currencies}"
    currencies = {currency for told in tellings for currency in told.currencies.values()}
    print(
        f"R3: {len(tellings)} tellings of the same facts in {len(currencies)} currencies, {len(WRITTEN)} ways to write an"
        f" instant and any order of rows: {len(first)} marts, {sum(map(len, first.values())):,} rows, 0 differ"
    )

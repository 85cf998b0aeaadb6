"""R2: what every dialect delivers stands in raw to the cent, by sums that this test adds up itself."""

import csv
import json
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import partial
from pathlib import Path

import pytest

from plugins.loader import load_channel
from tests.integration.loader.conftest import GOLDEN
from tests.unit.channels.conftest import settings_with_all_channels

Cells = Iterator[str]


def table(path: Path, separator: str = ",", skip: int = 0) -> list[dict[str, str]]:
    """A CSV file's rows, read with nothing of ours."""
    lines = path.read_text(encoding="utf-8-sig").splitlines(keepends=True)[skip:]
    return [row for row in csv.DictReader(lines, delimiter=separator) if None not in row.values()]


def objects(path: Path) -> list[dict]:
    """A JSON-lines file's objects, numbers as text."""
    return [json.loads(line, parse_float=str, parse_int=str) for line in path.read_text().splitlines()]


def added(cells: Iterator[str | None]) -> Fraction:
    """Exact sum; a mark for no value is nothing."""
    return sum(
        (Fraction(cell.strip().replace(",", "")) for cell in cells if cell and cell not in {"-", "--"}), Fraction(0)
    )


def linkedin(name: str) -> Fraction:
    return added(row[name] for row in objects(GOLDEN / "linkedin" / "creative_days.jsonl"))


def meta(name: str) -> Fraction:
    return added(row.get(name) for row in objects(GOLDEN / "meta" / "ad_region_days.jsonl"))


def tiktok(name: str) -> Fraction:
    return added(row["metrics"][name] for row in objects(GOLDEN / "tiktok" / "ad_province_days.jsonl"))


def google(name: str) -> Fraction:
    return added(row[f"metrics.{name}"] for row in table(GOLDEN / "google_ads" / "ad_geo_days.csv"))


def microsoft(name: str) -> Fraction:
    return added(row[name] for row in table(GOLDEN / "microsoft_ads" / "ad_geo_days.csv", skip=4))


def totals(channel: str, level: str, name: str) -> Fraction:
    """Sum of a platform's report of campaigns or of the account; `name` is dotted where objects are nested."""
    folder = GOLDEN / channel
    if channel in ("google_ads", "microsoft_ads"):
        rows = table(folder / f"{level}_days.csv", skip=4 if channel == "microsoft_ads" else 0)
        return added(row[name] for row in rows)
    outer, _, inner = name.rpartition(".")
    found = objects(folder / f"{level}_days.jsonl")
    return added((row[outer] if outer else row)[inner] for row in found)


def pinterest(name: str) -> Fraction:
    return added(row[name] for row in table(GOLDEN / "pinterest" / "ad_region_days.csv"))


def dv360(name: str) -> Fraction:
    rows = table(GOLDEN / "dv360" / "creative_region_days.csv")
    return added(row[name] for row in rows if row["Date"])  # the totals have none


def trade_desk(name: str) -> Fraction:
    return added(row[name] for row in table(GOLDEN / "trade_desk" / "creative_region_days.csv"))


def amazon(report: str, name: str) -> Fraction:
    text = (GOLDEN / f"{report}.json").read_text()
    return added(row[name] for row in json.loads(text, parse_float=str, parse_int=str))


def tv(name: str) -> Fraction:
    return added(row[name] for row in table(GOLDEN / "tv" / "schedule.csv", separator=";"))


def shop_money(name: str, amount: str) -> Fraction:
    return added(row[amount]["shop_money"]["amount"] for row in objects(GOLDEN / "shopify" / f"{name}.jsonl"))


def web_revenue() -> Fraction:
    rows = objects(GOLDEN / "ga4" / "events.jsonl")
    return added((row["ecommerce"] or {}).get("purchase_revenue_in_usd") for row in rows)


# channel, raw table, column, what the source file says
SUMS: list[tuple[str, str, str, Callable[[], Fraction]]] = [
    ("google_ads", "google_ads__ad_geo_days", "cost_micros", lambda: google("cost_micros")),
    ("google_ads", "google_ads__ad_geo_days", "impressions", lambda: google("impressions")),
    ("google_ads", "google_ads__ad_geo_days", "clicks", lambda: google("clicks")),
    ("google_ads", "google_ads__ad_geo_days", "conversions", lambda: google("conversions")),
    ("google_ads", "google_ads__ad_geo_days", "conversions_value", lambda: google("conversions_value")),
    ("meta", "meta__ad_region_days", "spend", lambda: meta("spend")),
    ("meta", "meta__ad_region_days", "impressions", lambda: meta("impressions")),
    ("meta", "meta__ad_region_days", "inline_link_clicks", lambda: meta("inline_link_clicks")),
    # Counted by hand: 3 (omni_purchase) + 0 + 1 (purchase), worth 180.50 + 0 + 49.99; adding all types gives 10.
    ("meta", "meta__ad_region_days", "purchases", lambda: Fraction(4)),
    ("meta", "meta__ad_region_days", "purchase_value", lambda: Fraction("230.49")),
    ("tiktok", "tiktok__ad_province_days", "spend", lambda: tiktok("spend")),
    ("tiktok", "tiktok__ad_province_days", "impressions", lambda: tiktok("impressions")),
    ("tiktok", "tiktok__ad_province_days", "clicks", lambda: tiktok("clicks")),
    ("tiktok", "tiktok__ad_province_days", "conversion", lambda: tiktok("conversion")),
    ("tiktok", "tiktok__ad_province_days", "total_purchase_value", lambda: tiktok("total_purchase_value")),
    ("linkedin", "linkedin__creative_days", "cost_in_local_currency", lambda: linkedin("costInLocalCurrency")),
    ("linkedin", "linkedin__creative_days", "impressions", lambda: linkedin("impressions")),
    ("linkedin", "linkedin__creative_days", "clicks", lambda: linkedin("clicks")),
    ("linkedin", "linkedin__creative_days", "external_website_conversions",
     lambda: linkedin("externalWebsiteConversions")),
    ("linkedin", "linkedin__creative_days", "conversion_value_in_local_currency",
     lambda: linkedin("conversionValueInLocalCurrency")),
    ("microsoft_ads", "microsoft_ads__ad_geo_days", "spend", lambda: microsoft("Spend")),
    ("microsoft_ads", "microsoft_ads__ad_geo_days", "impressions", lambda: microsoft("Impressions")),
    ("microsoft_ads", "microsoft_ads__ad_geo_days", "clicks", lambda: microsoft("Clicks")),
    ("microsoft_ads", "microsoft_ads__ad_geo_days", "conversions_qualified", lambda: microsoft("ConversionsQualified")),
    ("microsoft_ads", "microsoft_ads__ad_geo_days", "revenue", lambda: microsoft("Revenue")),
    ("pinterest", "pinterest__ad_region_days", "spend_in_micro_dollar", lambda: pinterest("SPEND_IN_MICRO_DOLLAR")),
    ("pinterest", "pinterest__ad_region_days", "impression_1", lambda: pinterest("IMPRESSION_1")),
    ("pinterest", "pinterest__ad_region_days", "clickthrough_1", lambda: pinterest("CLICKTHROUGH_1")),
    ("pinterest", "pinterest__ad_region_days", "total_checkout", lambda: pinterest("TOTAL_CHECKOUT")),
    ("pinterest", "pinterest__ad_region_days", "total_checkout_value_in_micro_dollar",
     lambda: pinterest("TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR")),
    ("dv360", "dv360__creative_region_days", "revenue", lambda: dv360("Revenue (Adv Currency)")),
    ("dv360", "dv360__creative_region_days", "media_cost", lambda: dv360("Media Cost (Advertiser Currency)")),
    ("dv360", "dv360__creative_region_days", "impressions", lambda: dv360("Impressions")),
    ("dv360", "dv360__creative_region_days", "total_conversions", lambda: dv360("Total Conversions")),
    ("trade_desk", "trade_desk__creative_region_days", "advertiser_cost",
     lambda: trade_desk("Advertiser Cost (Adv Currency)")),
    ("trade_desk", "trade_desk__creative_region_days", "conversions_01",
     lambda: trade_desk("01 - Total Click + View Conversions")),
    ("amazon_ads", "amazon_ads__sp_ad_days", "cost", lambda: amazon("amazon_ads/sp_ad_days", "cost")),
    ("amazon_ads", "amazon_ads__sp_ad_days", "purchases_14d", lambda: amazon("amazon_ads/sp_ad_days", "purchases14d")),
    ("amazon_dsp", "amazon_dsp__line_item_region_days", "total_cost",
     lambda: amazon("amazon_dsp/line_item_region_days", "totalCost")),
    ("amazon_dsp", "amazon_dsp__line_item_region_days", "off_amazon_product_sales",
     lambda: amazon("amazon_dsp/line_item_region_days", "offAmazonProductSales")),
    ("tv", "offline__days", "cost", lambda: tv("Net Cost")),
    ("tv", "offline__days", "grps", lambda: tv("GRPs")),
    ("tv", "offline__days", "impressions", lambda: 1000 * tv("Impressions (000)")),
    ("shopify", "shopify__orders", "total_amount", lambda: shop_money("orders", "total_price_set")),
    ("shopify", "shopify__refunds", "amount", lambda: shop_money("refunds", "amount_set")),
    ("ga4", "ga4__events", "purchase_revenue", web_revenue),
    *(
        (channel, f"{channel}__{level}_days", column, partial(totals, channel, level, said))
        for channel, column, said in (
            ("google_ads", "cost_micros", "metrics.cost_micros"), ("meta", "spend", "spend"),
            ("tiktok", "spend", "metrics.spend"), ("linkedin", "cost_in_local_currency", "costInLocalCurrency"),
            ("microsoft_ads", "spend", "Spend"),
        )
        for level in ("campaign", "account")
    ),
]  # fmt: skip


@pytest.mark.proof("R2")
def test_sums_in_raw_and_in_the_ledger_are_those_of_the_platforms_files(
    warehouse, deliver_golden, tmp_path_factory, monkeypatch
) -> None:
    monkeypatch.setenv("MIXLOOP_CONFIG", str(settings_with_all_channels(tmp_path_factory.mktemp("config"))))
    channels = sorted({channel for channel, *_ in SUMS} | {"klaviyo"})
    for channel in channels:
        deliver_golden(channel)
        load_channel(channel, date(2026, 3, 2))
    wrong = []
    for channel, raw_table, column, said in SUMS:
        ((in_raw,),) = warehouse.rows(f"select sum({column})::numeric from raw.{raw_table}")  # noqa: S608
        ((in_ledger,),) = warehouse.rows(
            "select sum((sums ->> %s)::numeric) from ops.deliveries where channel = %s and report in (%s, 'schedule')",
            column, channel, raw_table.split("__")[1],
        )  # fmt: skip
        if not Fraction(in_raw) == Fraction(in_ledger) == said():
            wrong.append((channel, column, in_raw, in_ledger, said()))
    ((sends,),) = warehouse.rows("select count(*) from raw.klaviyo__events")

    assert wrong == []
    assert sends == len(objects(GOLDEN / "klaviyo" / "events.jsonl"))
    ((spend,),) = warehouse.rows("select sum(spend) from raw.meta__ad_region_days")
    assert spend == Decimal("17.41")
    print(f"R2: {len(channels)} dialects, {len(SUMS)} sums of files, raw and ledger equal exactly (difference 0)")

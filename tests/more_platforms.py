"""What the simulated market doesn't deliver: the same kind of nights from programmatic buyers, Amazon and the central bank.

Their files are Pinterest's of the same night, told in another dialect and at another size: nights that follow each other, restate and
rest as real ones do.
"""

import csv
import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from plugins.house.places import ROOT

MORE = ("dv360", "trade_desk", "amazon_ads", "amazon_dsp", "ecb")


class Row(NamedTuple):
    """One ad, place and day."""

    day: date
    ad: int
    place: str  # US-CA
    micros: int
    impressions: int
    clicks: int
    conversions: int
    value: int  # micros


def deliver(landing: Path, night: date) -> None:
    """Write the night's files of the five, beside those that Pinterest's folder holds."""
    with (landing / "pinterest" / str(night) / "ad_region_days.csv").open() as file:
        rows = [_row(one) for one in csv.DictReader(file)]
    for channel, (name, write) in FILES.items():
        path = landing / channel / str(night) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(write(rows, night)))


def _row(one: dict[str, str]) -> Row:
    return Row(
        day=date.fromisoformat(one["DATE"]),
        ad=int(one["AD_ID"]) % 100_000,
        place=one["TARGETING_VALUE"],
        micros=int(one["SPEND_IN_MICRO_DOLLAR"]),
        impressions=int(one["IMPRESSION_1"]),
        clicks=int(one["CLICKTHROUGH_1"]),
        conversions=int(one["TOTAL_CHECKOUT"]),
        value=int(one["TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR"]),
    )


def _names(source: str) -> dict[str, str]:
    """How a platform calls each place."""
    with (ROOT / "dbt_project" / "seeds" / "geo_names.csv").open() as seeds:
        return {row["geo"]: row["source_geo"] for row in csv.DictReader(seeds) if row["source"] == source}


def _dv360(rows: list[Row], night: date) -> Iterator[str]:
    yield (
        "Date,Advertiser ID,Advertiser Currency,Insertion Order ID,Insertion Order,Line Item ID,Line Item,Creative ID,Region ID,"
        "Impressions,Clicks,Revenue (Adv Currency),Media Cost (Advertiser Currency),Total Conversions,CM360 Post-Click Revenue,"
        "CM360 Post-View Revenue\n"
    )
    places = _names("dv360")
    for row in rows:
        cost, value = row.micros * 1.3 / 1e6, row.value * 1.3 / 1e6
        yield (
            f"{row.day:%Y/%m/%d},1161431,USD,24279,Spring,{900 + row.ad % 7},Line,{500 + row.ad},{places[row.place]},"
            f"{row.impressions},{row.clicks},{cost:.6f},{cost * 0.8:.6f},{row.conversions},{value:.2f},0\n"
        )


def _trade_desk(rows: list[Row], night: date) -> Iterator[str]:
    yield (
        "Date,Advertiser ID,Advertiser Currency Code,Campaign ID,Campaign,Ad Group ID,Ad Group,Creative ID,Region,Impressions,Clicks,"
        "Advertiser Cost (Adv Currency),01 - Total Click + View Conversions,01 - Click Conversion Revenue,"
        "01 - View Through Conversion Revenue\n"
    )
    places = _names("trade_desk")
    for row in rows:
        yield (
            f"{row.day},ct80x5v,USD,c4mp01x,CTV,9gr{row.ad % 7},Living room,cr{row.ad},{places[row.place]},{row.impressions},"
            f"{row.clicks},{row.micros * 1.7 / 1e6:.10f},{row.conversions},{row.value / 1e6:.2f},0\n"
        )


def _amazon_ads(rows: list[Row], night: date) -> Iterator[str]:
    """One row an ad and day: sponsored ads know no place."""
    by_ad: dict[tuple[date, int], list[Row]] = {}
    for row in rows:
        by_ad.setdefault((row.day, row.ad), []).append(row)
    yield "["
    for number, ((day, ad), parts) in enumerate(by_ad.items()):
        sold = sum(row.conversions for row in parts)
        told = {
            "date": str(day), "campaignId": 158410630682987, "campaignName": "SP auto", "adGroupId": 7232088286 + ad % 7,
            "adId": 9007199254740993 + ad, "campaignBudgetCurrencyCode": "USD",
            "impressions": sum(row.impressions for row in parts), "clicks": sum(row.clicks for row in parts),
            "cost": round(sum(row.micros for row in parts) * 0.9 / 1e6, 2), "purchases1d": sold // 2, "purchases7d": sold * 3 // 4,
            "purchases14d": sold, "purchases30d": sold, "sales14d": round(sum(row.value for row in parts) / 1e6, 2),
        }  # fmt: skip
        yield f"{',' if number else ''}{json.dumps(told)}\n"
    yield "]"


def _amazon_dsp(rows: list[Row], night: date) -> Iterator[str]:
    places = _names("amazon_dsp")
    by_item: dict[tuple[date, int, str], list[Row]] = {}
    for row in rows:
        by_item.setdefault((row.day, row.ad % 7, row.place), []).append(row)
    yield "["
    for number, ((day, item, place), parts) in enumerate(by_item.items()):
        sold = sum(row.conversions for row in parts)
        told = {
            "date": str(day), "advertiserId": 580000000000000001, "orderId": 590000000000000011, "orderName": "Spring",
            "orderCurrency": "USD", "lineItemId": str(9007199254740993 + item), "lineItemName": "Streaming",
            "region": places[place], "impressions": sum(row.impressions for row in parts),
            "clicks": sum(row.clicks for row in parts), "totalCost": round(sum(row.micros for row in parts) * 1.1 / 1e6, 3),
            "purchases": sold * 2, "offAmazonPurchases": sold,
            "offAmazonProductSales": round(sum(row.value for row in parts) / 1e6, 2),
        }  # fmt: skip
        yield f"{',' if number else ''}{json.dumps(told)}\n"
    yield "]"


def _ecb(rows: list[Row], night: date) -> Iterator[str]:
    """Working days' rates of two currencies; they drift by a hundredth a week."""
    yield "KEY,FREQ,CURRENCY,CURRENCY_DENOM,EXR_TYPE,EXR_SUFFIX,TIME_PERIOD,OBS_VALUE,OBS_STATUS\n"
    for day in sorted({row.day for row in rows} | {night - timedelta(days=1)}):
        if day.weekday() < 5:
            wave = 1 + (day.toordinal() % 30) / 3000
            yield f"EXR.D.USD.EUR.SP00.A,D,USD,EUR,SP00,A,{day},{1.17 * wave:.4f},A\n"
            yield f"EXR.D.GBP.EUR.SP00.A,D,GBP,EUR,SP00,A,{day},{0.86 * wave:.4f},A\n"


FILES = {
    "dv360": ("creative_region_days.csv", _dv360),
    "trade_desk": ("creative_region_days.csv", _trade_desk),
    "amazon_ads": ("sp_ad_days.json", _amazon_ads),
    "amazon_dsp": ("line_item_region_days.json", _amazon_dsp),
    "ecb": ("rates.csv", _ecb),
}

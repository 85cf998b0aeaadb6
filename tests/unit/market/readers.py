"""Read delivered files as an outsider would, for tests: rows as dictionaries, spend by platform, day and geo."""

import csv
import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from market.delivery import unpacked
from market.geos import GEOS

REPORTS = {
    "google_ads": "ad_geo_days.csv.gz",
    "meta": "ad_region_days.jsonl.gz",
    "tiktok": "ad_province_days.jsonl",
    "linkedin": "creative_days.jsonl",
    "microsoft_ads": "ad_geo_days.zip",
    "pinterest": "ad_region_days.csv",
    "tv": "schedule.csv",
}


def rows(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a JSON lines or CSV report, without banner and footer."""
    text = unpacked(path)
    if ".jsonl" in path.name:
        return [json.loads(line) for line in text.splitlines()]
    lines = [line for line in text.splitlines() if line.count(",") > 3 or line.count(";") > 3]
    return list(csv.DictReader(io.StringIO("\n".join(lines)), delimiter=";" if path.name == "schedule.csv" else ","))


def spend(landing: Path, channel: str, night: date) -> dict[tuple[str, str], Decimal]:
    """Return dollars by (day, geo code) of what `channel` delivered on `night`."""
    folder = landing / channel / night.isoformat()
    names = {geo.name: geo.code for geo in GEOS}
    total: dict[tuple[str, str], Decimal] = {}
    groups = {}
    if channel == "linkedin":
        urns = {f"urn:li:geo:{geo.linkedin}": geo.code for geo in GEOS}
        for group in rows(folder / "campaigns.jsonl"):
            places = group["targetingCriteria"]["include"]["and"][0]["or"]["urn:li:adTargetingFacet:locations"]
            groups[f"urn:li:sponsoredCampaign:{group['id']}"] = urns[places[0]]
    for row in rows(folder / REPORTS[channel]):
        match channel:
            case "google_ads":
                place = next(g.code for g in GEOS if row["segments.geo_target_region"].endswith(f"/{g.google}"))
                day, cost = row["segments.date"], Decimal(row["metrics.cost_micros"]) / 10**6
            case "meta":
                day, place, cost = row["date_start"], names[row["region"]], Decimal(row["spend"])
            case "tiktok":
                place = next(g.code for g in GEOS if row["dimensions"]["province_id"] == str(g.tiktok))
                day, cost = row["dimensions"]["stat_time_day"][:10], Decimal(row["metrics"]["spend"])
            case "linkedin":
                start = row["dateRange"]["start"]
                day = f"{start['year']}-{start['month']:02d}-{start['day']:02d}"
                place, cost = groups[row["pivotValues"][1]], Decimal(row["costInUsd"])
            case "microsoft_ads":
                cost = Decimal(row["Spend"].replace(",", ""))
                day, place = row["TimePeriod"], names[row["State"]]
            case "pinterest":
                day, place = row["DATE"], row["TARGETING_VALUE"]
                cost = Decimal(row["SPEND_IN_MICRO_DOLLAR"]) / 10**6
            case _:
                month, of_month, year = row["Air Date"].split("/")
                day, place = f"{year}-{month}-{of_month}", names[row["Market"]]
                cost = Decimal(row["Net Cost"].replace(",", ""))
        total[day, place] = total.get((day, place), Decimal(0)) + cost
    return total

"""A made-up export like Google Ads' ad x region x day, of any size: the same seed gives the same bytes."""

import csv
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from plugins.channels.google_ads import AD_GEO_DAYS

DAYS, REGIONS = 30, 51
ADS_A_CAMPAIGN = 25


def write(
    path: Path, *, rows: int, last_day: date, seed: int, changed: float = 0.0, line_end: str = "\n", first_ad: int = 0
) -> None:
    """Write `rows` rows over the 30 days up to `last_day`; the share `changed` of them cost a cent more than they did."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator=line_end)
        writer.writerow([column.label for column in AD_GEO_DAYS.columns])
        writer.writerows(_rows(rows, last_day, random.Random(seed), changed, first_ad))


def _rows(
    rows: int, last_day: date, chance: random.Random, changed: float, first_ad: int
) -> Iterator[tuple[object, ...]]:
    """Rows by day, ad and region. Which of them change is drawn apart, so that the others stay as they were."""
    changes = random.Random(1)
    ads = -(-rows // (DAYS * REGIONS))
    for number in range(rows):
        day, rest = divmod(number, -(-rows // DAYS))
        ad, region = first_ad + rest // REGIONS % ads, rest % REGIONS
        campaign = ad // ADS_A_CAMPAIGN
        impressions = int(chance.lognormvariate(4, 1.5))
        clicks = int(impressions * 0.02 + chance.random())
        cost = clicks * chance.randrange(150_000, 3_500_000, 10_000)
        cost += 10_000 if changes.random() < changed else 0
        conversions = round(clicks * chance.random() * 0.2, 6) if clicks and chance.random() < 0.3 else 0
        value = round(conversions * chance.uniform(20, 180), 2)
        yield (
            "7012345678", "USD", "America/New_York", 21_000_000_001 + campaign, f"US | Search, generic | {campaign:03d}",
            155_000_000_001 + ad // 5, f"Ad group {ad // 5:04d}", 700_123_456_001 + ad,
            (last_day - timedelta(days=DAYS - 1 - day)).isoformat(), f"geoTargetConstants/{21_132 + region}",
            cost, impressions, clicks, f"{conversions:.6f}", f"{value:.2f}", int(chance.random() < 0.03),
        )  # fmt: skip

"""A landing zone to deliver files into, and the golden exports of every platform."""

import gzip
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parents[2] / "unit" / "channels" / "golden"

# How each golden file is wrapped when it is delivered, as the platforms do.
DELIVERED_AS = {
    "google_ads": {
        "ad_geo_days.csv": "ad_geo_days.csv.gz", "campaign_days.csv": "campaign_days.csv",
        "account_days.csv": "account_days.csv",
    },
    "meta": {
        "ad_region_days.jsonl": "ad_region_days.jsonl.gz", "campaign_days.jsonl": "campaign_days.jsonl.gz",
        "account_days.jsonl": "account_days.jsonl",
    },
    "tiktok": {
        "ad_province_days.jsonl": "ad_province_days.jsonl", "campaign_days.jsonl": "campaign_days.jsonl",
        "account_days.jsonl": "account_days.jsonl",
    },
    "linkedin": {
        "creative_days.jsonl": "creative_days.jsonl", "campaigns.jsonl": "campaigns.jsonl",
        "campaign_days.jsonl": "campaign_days.jsonl", "account_days.jsonl": "account_days.jsonl",
    },
    "microsoft_ads": {
        "ad_geo_days.csv": "ad_geo_days.zip", "campaign_days.csv": "campaign_days.zip",
        "account_days.csv": "account_days.csv",
    },
    "pinterest": {"ad_region_days.csv": "ad_region_days.csv"},
    "dv360": {"creative_region_days.csv": "creative_region_days.csv"},
    "trade_desk": {"creative_region_days.csv": "creative_region_days.csv.gz"},
    "amazon_ads": {"sp_ad_days.json": "sp_ad_days.json.gz"},
    "amazon_dsp": {"line_item_region_days.json": "line_item_region_days.json.gz"},
    "tv": {"schedule.csv": "schedule.csv"},
    "klaviyo": {"events.jsonl": "events.jsonl.gz"},
    "ga4": {"events.jsonl": "events.jsonl.gz"},
    "shopify": {"orders.jsonl": "orders.jsonl.gz", "refunds.jsonl": "refunds.jsonl.gz"},
}  # fmt: skip

Deliver = Callable[..., Path]


def wrapped(content: bytes, name: str) -> bytes:
    """The bytes of a delivered file: gzip or zip as its name says, plain otherwise."""
    if name.endswith(".gz"):
        return gzip.compress(content, mtime=0)
    if name.endswith(".zip"):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(zipfile.ZipInfo(name.replace(".zip", ".csv"), (2026, 3, 2, 0, 0, 0)), content)
        return buffer.getvalue()
    return content


@pytest.fixture
def deliver(warehouse, tmp_path: Path) -> Deliver:
    """Write one file into the landing zone; text is wrapped as the name says, `raw` bytes are written as they are."""

    def deliver(path: str, content: bytes | str = b"", *, raw: bytes | None = None) -> Path:
        place = tmp_path / "landing" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        text = content.encode() if isinstance(content, str) else content
        place.write_bytes(wrapped(text, place.name) if raw is None else raw)
        return place

    return deliver


@pytest.fixture
def deliver_golden(deliver: Deliver) -> Callable[..., None]:
    """Deliver a channel's golden exports on a day."""

    def deliver_golden(channel: str, day: str = "2026-03-02") -> None:
        for golden, delivered in DELIVERED_AS[channel].items():
            deliver(f"{channel}/{day}/{delivered}", (GOLDEN / channel / golden).read_bytes())

    return deliver_golden

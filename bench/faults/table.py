"""A delivered file as rows that can be broken: the same few names for every platform's columns."""

import csv
import gzip
import io
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Row = dict[str, Any]


@dataclass(frozen=True)
class Form:
    """Where a platform's file keeps what faults speak of; a path of several keys goes into nested objects."""

    name: str
    separator: str = ","  # of CSV; empty: an object a line
    banner: int = 0  # lines before a CSV's header
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    day_form: str = "%Y-%m-%d"


def _csv(name: str, separator: str = ",", day_form: str = "%Y-%m-%d", **columns: str) -> Form:
    return Form(name, separator, columns={what: (header,) for what, header in columns.items()}, day_form=day_form)


def _json(name: str, day_form: str = "%Y-%m-%d", **columns: str) -> Form:
    paths = {what: tuple(path.split("/")) for what, path in columns.items()}
    return Form(name, "", columns=paths, day_form=day_form)


FORMS = {
    "pinterest": _csv(
        "ad_region_days.csv", day="DATE", geo="TARGETING_VALUE", campaign="CAMPAIGN_ID", campaign_name="CAMPAIGN_NAME", ad="AD_ID",
        spend="SPEND_IN_MICRO_DOLLAR", impressions="IMPRESSION_1", clicks="CLICKTHROUGH_1", claims="TOTAL_CHECKOUT",
        value="TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR", account="AD_ACCOUNT_ID",
    ),
    "google_ads": _csv(
        "ad_geo_days.csv.gz", day="segments.date", geo="segments.geo_target_region", campaign="campaign.id",
        campaign_name="campaign.name", ad="ad_group_ad.ad.id", spend="metrics.cost_micros", impressions="metrics.impressions",
        clicks="metrics.clicks", claims="metrics.conversions", value="metrics.conversions_value",
        currency="customer.currency_code", account="customer.id",
    ),
    "meta": _json(
        "ad_region_days.jsonl.gz", day="date_start", day_end="date_stop", geo="region", campaign="campaign_id",
        campaign_name="campaign_name", ad="ad_id", spend="spend", impressions="impressions", clicks="clicks",
        links="inline_link_clicks",
        reach="reach", claims="actions", value="action_values", currency="account_currency", account="account_id",
    ),
    "tiktok": _json(
        "ad_province_days.jsonl", "%Y-%m-%d 00:00:00", day="dimensions/stat_time_day", geo="dimensions/province_id",
        campaign="metrics/campaign_id", campaign_name="metrics/campaign_name", ad="dimensions/ad_id", spend="metrics/spend",
        impressions="metrics/impressions", clicks="metrics/clicks", reach="metrics/reach",
        claims="metrics/conversion", value="metrics/total_purchase_value",
    ),
    "tv": _csv(
        "schedule.csv", ";", "%m/%d/%Y", day="Air Date", geo="Market", campaign="Campaign", campaign_name="Campaign", ad="Spot",
        spend="Net Cost", impressions="Impressions (000)",
    ),
    "shopify": _json("orders.jsonl.gz", day="updated_at", spend="total_price_set/shop_money/amount",
                     currency="total_price_set/shop_money/currency_code", ad="id"),
    "ga4": _json("events.jsonl.gz", "%Y%m%d", day="event_date", instant="event_timestamp"),
}  # fmt: skip


@dataclass
class Table:
    """One file's rows."""

    form: Form
    header: list[str]
    rows: list[Row]

    @classmethod
    def read(cls, channel: str, folder: Path) -> "Table":
        """The file of a channel's night."""
        form = FORMS[channel]
        text = _unpacked(folder / form.name)
        if not form.separator:
            return cls(form, [], [json.loads(line) for line in text.splitlines()])
        reader = csv.DictReader(io.StringIO(text), delimiter=form.separator)
        return cls(form, list(reader.fieldnames or []), list(reader))

    def text(self) -> str:
        """The file's text."""
        if not self.form.separator:
            return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in self.rows)
        out = io.StringIO()
        writer = csv.DictWriter(out, self.header, delimiter=self.form.separator, lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.rows)
        return out.getvalue()

    def has(self, what: str) -> bool:
        """Whether the platform tells it."""
        return what in self.form.columns

    def get(self, row: Row, what: str) -> Any:
        """A cell."""
        value: Any = row
        for key in self.form.columns[what]:
            value = None if value is None else value.get(key)
        return value

    def put(self, row: Row, what: str, value: Any) -> None:
        """Write a cell; a number stays of the kind that it was."""
        *path, last = self.form.columns[what]
        for key in path:
            row = row[key]
        row[last] = value

    def number(self, row: Row, what: str) -> float:
        """A cell as a number; 0 where none is told."""
        cell = self.get(row, what)
        if isinstance(cell, list):
            return float(next((one["value"] for one in cell if one["action_type"] == "omni_purchase"), 0))
        text = str(cell or 0).replace(",", "")
        return 0.0 if text == "-" else float(text)

    def scale(self, row: Row, what: str, factor: float) -> None:
        """Multiply a number in its place, in the form in which the platform writes it."""
        cell = self.get(row, what)
        if isinstance(cell, list):
            for one in cell:
                one["value"] = _like(one["value"], float(one["value"]) * factor)
        elif cell not in (None, "-", ""):
            self.put(row, what, _like(cell, self.number(row, what) * factor))

    def day(self, row: Row) -> str:
        """The row's day as the platform writes it."""
        return str(self.get(row, "day"))

    def of_day(self, day: Any) -> list[Row]:
        """Rows of a date."""
        written = day.strftime(self.form.day_form)
        return [row for row in self.rows if self.day(row).startswith(written)]

    def each(self, rows: list[Row], change: Callable[[Row], None]) -> None:
        """Change these rows."""
        for row in rows:
            change(row)


def _like(cell: Any, value: float) -> Any:
    """A number written as `cell` was: whole or with its decimals, as text or as a number."""
    if isinstance(cell, int):
        return round(value)
    decimals = len(str(cell).partition(".")[2])
    return f"{value:.{decimals}f}"


def _unpacked(path: Path) -> str:
    return (gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()).decode()


def write(channel: str, folder: Path, content: bytes) -> None:
    """Put bytes in place of a channel's file, packed as its name says."""
    path = folder / FORMS[channel].name
    path.write_bytes(gzip.compress(content, mtime=0) if path.suffix == ".gz" else content)

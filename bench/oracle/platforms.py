"""What a tiny shop's ad platforms tell each night: days that grow, are restated, flap back, lose lines and get them again."""

import csv
import gzip
import io
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

type Row = tuple[Any, ...]
type Lines = list[tuple[date, Row]]

PLACES = {  # how each platform names our three markets; one of Google's is on nobody's map
    "google_ads": ("geoTargetConstants/21137", "geoTargetConstants/21176", "geoTargetConstants/1"),
    "meta": ("California", "Texas"),
    "tv": ("California", "Texas"),
}


@dataclass(frozen=True)
class Export:
    """One file of one night: what lies in the landing zone, and what the oracle was told by it."""

    night: date
    channel: str
    report: str
    name: str
    content: bytes
    told: Lines | dict[str, Row]

    @property
    def path(self) -> str:
        """Its place in the landing zone."""
        return f"{self.channel}/{self.night}/{self.name}"


@dataclass
class AdPlatform:
    """One channel's truth: for each day its lines (place, ad, money, impressions, clicks, conversions, value)."""

    channel: str
    report: str
    form: str
    write: Callable[[Lines], str]
    random: Random
    days: dict[date, list[Row]] = field(default_factory=dict)
    gone: list[tuple[date, Row]] = field(default_factory=list)
    before: list[tuple[date, Row, Row]] = field(default_factory=list)

    def live(self, night: date) -> None:
        """A day passes: the eve gets its lines, days up to 90 back are restated."""
        eve = night - timedelta(days=1)
        self.days[eve] = [
            self._numbers((place, ad)) for place in PLACES[self.channel] for ad in ("1", "2", "3")
            if self.random.random() < 0.7
        ] or [self._numbers((PLACES[self.channel][0], "1"))]  # fmt: skip
        self.restate(night)

    def restate(self, night: date) -> None:
        """Change some of what was told of the last 90 days."""
        for _ in range(self.random.choice((0, 1, 3, 8))):
            day = night - timedelta(days=self.random.choice((1, 2, 3, self.random.randint(1, 90))))
            if lines := self.days.get(day):
                self.random.choice((self._change, self._change, self._drop, self._repeat, self._wipe))(day, lines)
        for _ in range(self.random.choice((0, 1))):
            self._flap()

    def _numbers(self, ad: Row) -> Row:
        number = self.random.randint
        money = Decimal(number(0, 5000)).scaleb(-2)
        if self.random.random() < 0.1:
            money += Decimal(number(1, 9)).scaleb(-7)  # less than a micro: rounding must agree
        clicks = None if self.random.random() < 0.05 else number(0, 30)
        return (
            *ad,
            money,
            number(0, 3000),
            clicks,
            Decimal(number(0, 900)).scaleb(-2),
            Decimal(number(0, 9000)).scaleb(-2),
        )

    def _change(self, day: date, lines: list[Row]) -> None:
        place = self.random.randrange(len(lines))
        new = self._numbers(lines[place][:2])
        self.before.append((day, lines[place], new))
        lines[place] = new

    def _drop(self, day: date, lines: list[Row]) -> None:
        self.gone.append((day, lines.pop(self.random.randrange(len(lines)))))

    def _repeat(self, day: date, lines: list[Row]) -> None:
        lines.append(self.random.choice(lines))

    def _wipe(self, day: date, lines: list[Row]) -> None:
        if self.random.random() < 0.2:
            self.gone += [(day, line) for line in lines]
            lines.clear()

    def _flap(self) -> None:
        """What was changed or dropped is as it was."""
        if self.gone and self.random.random() < 0.5:
            day, line = self.gone.pop(self.random.randrange(len(self.gone)))
            self.days[day].append(line)
        elif self.before:
            day, old, new = self.before.pop(self.random.randrange(len(self.before)))
            if new in self.days[day]:
                self.days[day][self.days[day].index(new)] = old
                self.before.append((day, new, old))

    def export(self, night: date, packed: bool) -> Export | None:
        """The file of a night; None if its window has no line."""
        reach = self.random.choice((1, 3, 30, 30, 30, 90))
        window = [night - timedelta(days=back) for back in range(reach, 0, -1)]
        lines = [(day, line) for day in window for line in self.days.get(day, ())]
        if self.random.random() < 0.3:
            self.random.shuffle(lines)
        if not lines:
            return None
        name, content = wrapped(f"{self.report}.{self.form}", self.write(lines), packed)
        return Export(night, self.channel, self.report, name, content, lines)


def wrapped(name: str, text: str, packed: bool) -> tuple[str, bytes]:
    """A file's name and bytes, as text or gzipped."""
    return (f"{name}.gz", gzip.compress(text.encode(), mtime=0)) if packed else (name, text.encode())


def ad_platforms(seed: int) -> list[AdPlatform]:
    """Google in micros, Meta in units as text, television as an agency's table with thousands marks."""
    return [
        AdPlatform("google_ads", "ad_geo_days", "csv", _google, Random(f"google {seed}")),
        AdPlatform("meta", "ad_region_days", "jsonl", _meta, Random(f"meta {seed}")),
        AdPlatform("tv", "schedule", "csv", _television, Random(f"tv {seed}")),
    ]


def google_micros(money: Decimal) -> int:
    """Google counts whole micros: what is less is cut off on its side."""
    return int(money.scaleb(6))


def cents(money: Decimal) -> Decimal:
    """The agency writes cents: what is less is cut off on its side."""
    return Decimal(int(money.scaleb(2))).scaleb(-2)


def _google(lines: Lines) -> str:
    names = (
        "customer.id", "customer.currency_code", "customer.time_zone", "campaign.id", "campaign.name", "ad_group.id",
        "ad_group.name", "ad_group_ad.ad.id", "segments.date", "segments.geo_target_region", "metrics.cost_micros",
        "metrics.impressions", "metrics.clicks", "metrics.conversions", "metrics.conversions_value",
        "metrics.view_through_conversions",
    )  # fmt: skip
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    for day, (place, ad, money, shown, clicks, conversions, value) in lines:
        writer.writerow((
            "1234567890", "USD", "America/New_York", "11", "Brand, exact", "22", "Core", f"33{ad}", day, place,
            google_micros(money), shown, "--" if clicks is None else clicks, conversions, value, 0,
        ))  # fmt: skip
    return text.getvalue()


def _meta(lines: Lines) -> str:
    return "".join(
        json.dumps({
            "date_start": str(day), "date_stop": str(day), "account_id": "12021", "account_currency": "USD",
            "campaign_id": "44", "campaign_name": "Prospecting", "adset_id": "55", "adset_name": "Wide", "ad_id": f"66{ad}",
            "ad_name": "Video", "region": place, "spend": f"{money:f}", "impressions": str(shown), "clicks": str((clicks or 0) + 9),
            **({} if clicks is None else {"inline_link_clicks": str(clicks)}), "reach": "1",
            "actions": [{"action_type": "purchase", "value": "8"}, {"action_type": "omni_purchase", "value": str(conversions)}],
            "action_values": [{"action_type": "omni_purchase", "value": str(value)}],
        }) + "\n"
        for day, (place, ad, money, shown, clicks, conversions, value) in lines
    )  # fmt: skip


def _television(lines: Lines) -> str:
    rows = ["Air Date;Market;Campaign;Spot;Net Cost;GRPs;Impressions (000)"]
    rows += [
        f"{day:%m/%d/%Y};{place};Brand;{ad if ad != '3' else ''};{cents(money) * 100:,.2f};-;{shown:,}"
        for day, (place, ad, money, shown, _, _, _) in lines
    ]
    return "\n".join(rows) + "\n"

"""Dialects: files look as the platforms' do, and say the same of what was spent."""

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from market.delivery import unpacked
from market.dialects import Night, reports
from market.market import Market
from market.worlds import BURN_IN, CHANNELS
from tests.unit.market.conftest import FIRST_NIGHT
from tests.unit.market.readers import rows, spend

GOLDEN = Path(__file__).parent / "golden"
FILES = sorted(path.name for path in GOLDEN.glob("*.txt"))


def head(path: Path) -> str:
    """First lines of a report: up to two rows past the header. Remade by golden/remake.py."""
    return "".join(unpacked(path).splitlines(keepends=True)[: 7 if path.suffix == ".zip" else 3])


def test_every_report_has_its_golden_head(delivered: Path) -> None:
    reports = {f"{path.parts[-3]}__{path.name}.txt" for path in delivered.glob("*/2026-03-02/*")}
    assert reports == set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_a_report_begins_as_the_platforms_does(name: str, delivered: Path) -> None:
    channel, report = name.removesuffix(".txt").split("__")
    assert head(delivered / channel / "2026-03-02" / report) == (GOLDEN / name).read_bytes().decode()


def spent_in(market: Market, channel: str) -> dict[tuple[str, str], Decimal]:
    """Dollars by day and geo of the history, as they were spent."""
    spent = market.spend[BURN_IN:, :, CHANNELS.index(channel)]
    return {
        (market.world.day(BURN_IN + day).isoformat(), geo.code): Decimal(int(cents)) / 100
        for day, row in enumerate(spent)
        for geo, cents in zip(market.world.geos, row, strict=True)
    }


@pytest.mark.parametrize("channel", [channel for channel in CHANNELS if channel != "google_ads"])
def test_reported_spend_is_what_was_spent_to_the_cent(
    channel: str, delivered: Path, a_market: Callable[..., Market]
) -> None:
    assert spend(delivered, channel, FIRST_NIGHT) == spent_in(a_market(), channel)


def test_googles_totals_are_what_was_spent_and_its_ads_nearly_all_of_it(
    delivered: Path, a_market: Callable[..., Market]
) -> None:
    spent = by_day(spent_in(a_market(), "google_ads"))
    folder = delivered / "google_ads" / str(FIRST_NIGHT)
    assert totals(folder / "campaign_days.csv.gz") == totals(folder / "account_days.csv.gz") == spent
    ads = by_day(spend(delivered, "google_ads", FIRST_NIGHT))
    assert all(ads[day] <= dollars for day, dollars in spent.items())
    assert Decimal("0.95") < sum(ads.values()) / sum(spent.values()) < 1


def by_day(cells: dict[tuple[str, str], Decimal]) -> dict[str, Decimal]:
    """Dollars by day over all geos."""
    return {day: sum(dollars for (one, _), dollars in cells.items() if one == day) for day, _ in cells}


def totals(path: Path) -> dict[str, Decimal]:
    """Dollars by day of Google's report of campaigns or accounts."""
    found: dict[str, Decimal] = {}
    for row in rows(path):
        day = row["segments.date"]
        found[day] = found.get(day, Decimal(0)) + Decimal(row["metrics.cost_micros"]) / 10**6
    return found


def test_ids_beyond_double_precision_are_text_at_meta(delivered: Path) -> None:
    row = rows(delivered / "meta/2026-03-02/ad_region_days.jsonl.gz")[0]
    assert isinstance(row["ad_id"], str) and int(row["ad_id"]) > 2**53


def test_meta_tells_a_purchase_under_three_action_types(delivered: Path) -> None:
    actions = [
        row["actions"] for row in rows(delivered / "meta/2026-03-02/ad_region_days.jsonl.gz") if "actions" in row
    ]
    assert all(len(kinds) == 3 and len({kind["value"] for kind in kinds}) == 1 for kinds in actions)


def test_tiktok_writes_a_dash_where_nothing_is_known(delivered: Path) -> None:
    metrics = [row["metrics"] for row in rows(delivered / "tiktok/2026-03-02/ad_province_days.jsonl")]
    assert {"-"} < {row["conversion"] for row in metrics} and "0" not in {row["conversion"] for row in metrics}


def test_microsoft_wraps_its_table_in_banner_and_footer(delivered: Path) -> None:
    text = unpacked(delivered / "microsoft_ads/2026-03-02/ad_geo_days.zip")
    assert text.startswith('\ufeff"Report Name: mixloop ad geo days"\n"Report Time: 1/1/2026 - 3/1/2026"\n')
    assert text.endswith('"©2026 Microsoft Corporation. All rights reserved."\n')
    assert '"--"' in text


def test_microsoft_groups_thousands_with_commas(a_market: Callable[..., Market]) -> None:
    market = a_market(orders_per_geo_day=1000.0)
    text = "".join(reports("microsoft_ads", Night(market, market.days))["ad_geo_days.zip"])
    assert re.search(r'"\d,\d{3}","\d+"', text)


def test_linkedin_targets_one_region_with_each_campaign(delivered: Path) -> None:
    groups = {
        f"urn:li:sponsoredCampaign:{row['id']}" for row in rows(delivered / "linkedin/2026-03-02/campaigns.jsonl")
    }
    reported = {row["pivotValues"][1] for row in rows(delivered / "linkedin/2026-03-02/creative_days.jsonl")}
    assert reported == groups

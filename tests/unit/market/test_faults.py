"""Faults: each kind breaks a delivery as its name says, and delivering again repairs it."""

import gzip
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from market.delivery import unpacked
from market.faults import KINDS
from tests.unit.market.readers import rows

NIGHT = "2026-03-03"
REPORT = f"google_ads/{NIGHT}/ad_geo_days.csv.gz"


@pytest.fixture
def break_it(run: Callable[..., int], landing: Path) -> Callable[..., int]:
    """Inject a fault into the second night."""

    def fault(kind: str, channel: str = "google_ads") -> int:
        return run(f"fault --night {NIGHT} --channel {channel} --kind {kind} --landing", landing)

    return fault


def test_missing_leaves_nothing(landing: Path, break_it: Callable[..., int]) -> None:
    assert break_it("missing") == 0
    assert not (landing / "google_ads" / NIGHT).exists()


@pytest.mark.parametrize("kind", ["truncated", "garbled"])
def test_a_broken_archive_cannot_be_read(kind: str, landing: Path, break_it: Callable[..., int]) -> None:
    assert break_it(kind) == 0
    with pytest.raises((EOFError, zlib.error, gzip.BadGzipFile, UnicodeDecodeError)):
        unpacked(landing / REPORT)


def test_empty_has_no_byte(landing: Path, break_it: Callable[..., int]) -> None:
    assert break_it("empty") == 0
    assert (landing / REPORT).read_bytes() == b""


def test_wrong_platform_is_anothers_table_under_this_name(landing: Path, break_it: Callable[..., int]) -> None:
    assert break_it("wrong-platform") == 0
    assert unpacked(landing / REPORT) == unpacked(landing / f"pinterest/{NIGHT}/ad_region_days.csv")


def test_stale_is_yesterdays_file_again(landing: Path, break_it: Callable[..., int]) -> None:
    assert break_it("stale") == 0
    assert (landing / REPORT).read_bytes() == (landing / REPORT.replace(NIGHT, "2026-03-02")).read_bytes()


CHANNELS = ("google_ads", "meta", "tiktok", "linkedin", "microsoft_ads", "pinterest", "tv", "klaviyo", "shopify", "ga4")


def newest_report(landing: Path, channel: str) -> Path:
    """The larger report of the second night."""
    return max((landing / channel / NIGHT).iterdir(), key=lambda path: path.stat().st_size)


@pytest.mark.parametrize("channel", CHANNELS)
def test_future_date_moves_the_newest_day_past_the_night(
    channel: str, landing: Path, break_it: Callable[..., int]
) -> None:
    before = unpacked(newest_report(landing, channel))
    assert break_it("future-date", channel) == 0
    after = unpacked(newest_report(landing, channel))
    forms = ("2026-03-12", "03/12/2026", "20260312", '"month": 3, "day": 12}')
    assert any(form in after for form in forms) and not any(form in before for form in forms)
    assert len(after.splitlines()) == len(before.splitlines())


@pytest.mark.parametrize("channel", CHANNELS)
def test_duplicate_sends_the_newest_days_rows_twice(channel: str, landing: Path, break_it: Callable[..., int]) -> None:
    path = newest_report(landing, channel)
    before = unpacked(path).splitlines()
    assert break_it("duplicate", channel) == 0
    after = unpacked(path).splitlines()
    assert len(before) < len(after) <= 2 * len(before) and set(after) == set(before)
    assert len(rows(path)) > 0


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_delivering_again_repairs(
    kind: str, landing: Path, break_it: Callable[..., int], run: Callable[..., int]
) -> None:
    good = (landing / REPORT).read_bytes()
    break_it(kind)
    assert not (landing / REPORT).exists() or (landing / REPORT).read_bytes() != good
    run(f"deliver --night {NIGHT} --landing", landing)
    assert (landing / REPORT).read_bytes() == good

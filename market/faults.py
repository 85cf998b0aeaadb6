"""What goes wrong with deliveries: each kind of fault, done to files that a night delivered well."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from market.chance import chance
from market.delivery import unpacked, write
from market.dialects import PLATFORMS
from market.errors import MarketError

# A wrongly dated day lies this far after the night.
FUTURE_DAYS = 9


def inject(landing: Path, channel: str, night: date, kind: str, report: str | None = None) -> list[Path]:
    """Do `kind` to the files that `channel` delivered on `night`, or to one of them; return their paths."""
    if channel not in PLATFORMS:
        raise MarketError(f"--channel {channel}: nobody delivers that; choose one of {', '.join(PLATFORMS)}")
    folder = landing / channel / night.isoformat()
    paths = sorted(path for path in folder.glob("*") if report in (None, path.name))
    if not paths:
        raise MarketError(f"{folder / (report or '')}: no such delivery to break; deliver that night first")
    for path in paths:
        KINDS[kind](path, night)
    return paths


def _missing(path: Path, night: date) -> None:
    path.unlink()


def _truncated(path: Path, night: date) -> None:
    content = path.read_bytes()
    _put(path, content[: len(content) * 6 // 10])


def _garbled(path: Path, night: date) -> None:
    """Overwrite a stretch in the middle with noise, as a broken disk or transfer does."""
    content = path.read_bytes()
    middle, length = len(content) // 3, max(len(content) // 4, 1)
    noise = chance(night.toordinal(), f"garbled {path.parent.parent.name}/{path.name}").bytes(length)
    _put(path, content[:middle] + noise + content[middle + length :])


def _empty(path: Path, night: date) -> None:
    _put(path, b"")


def _wrong_platform(path: Path, night: date) -> None:
    """Put another platform's report of the same night under this file's name, packed as this one is."""
    channel = path.parent.parent.name
    for other in ("pinterest", "google_ads"):
        for found in sorted((path.parents[2] / other / path.parent.name).glob("*")):
            if other != channel:
                write(path, [unpacked(found)])
                return
    raise MarketError(f"{path}: no other platform delivered on {path.parent.name}; deliver that night whole first")


def _stale(path: Path, night: date) -> None:
    """Deliver the bytes of the night before again."""
    before = path.parent.with_name((night - timedelta(days=1)).isoformat()) / path.name
    if not before.exists():
        raise MarketError(f"{before}: there is no earlier delivery to repeat; choose a later --night")
    _put(path, before.read_bytes())


def _future_date(path: Path, night: date) -> None:
    """Date the newest day's rows into the future."""
    newest, wrong = night - timedelta(days=1), night + timedelta(days=FUTURE_DAYS)
    text = unpacked(path)
    for form in ("{0:%Y-%m-%d}", "{0:%m/%d/%Y}", "{0:%Y%m%d}", '"year": {0.year}, "month": {0.month}, "day": {0.day}'):
        text = text.replace(form.format(newest), form.format(wrong))
    write(path, [text])


def _duplicate(path: Path, night: date) -> None:
    """Send every row of the newest day twice."""
    newest = night - timedelta(days=1)
    forms = ("{0:%Y-%m-%d}", "{0:%m/%d/%Y}", "{0:%Y%m%d}", '"year": {0.year}, "month": {0.month}, "day": {0.day}')
    days = re.compile("|".join(re.escape(form.format(newest)) for form in forms))
    write(path, [line * 2 if days.search(line) else line for line in unpacked(path).splitlines(keepends=True)])


def _put(path: Path, content: bytes) -> None:
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(content)
    part.replace(path)


KINDS: dict[str, Callable[[Path, date], None]] = {
    "missing": _missing,
    "truncated": _truncated,
    "garbled": _garbled,
    "empty": _empty,
    "wrong-platform": _wrong_platform,
    "stale": _stale,
    "future-date": _future_date,
    "duplicate": _duplicate,
}

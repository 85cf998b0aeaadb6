"""What goes wrong with deliveries: each kind of fault, done to files that a night delivered well."""

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
    """Do `kind` to the files that `channel` delivered on `night`, or to one of them; return those it changed."""
    if channel not in PLATFORMS:
        raise MarketError(f"--channel {channel}: nobody delivers that; choose one of {', '.join(PLATFORMS)}")
    folder = landing / channel / night.isoformat()
    paths = sorted(path for path in folder.glob("*") if report in (None, path.name))
    if not paths:
        raise MarketError(f"{folder / (report or '')}: no such delivery to break; deliver that night first")
    changed = [path for path in paths if KINDS[kind](path, night)]
    if not changed:
        raise MarketError(f"{folder}: {kind} changes nothing here; no row is dated in the week before")
    return changed


def _missing(path: Path, night: date) -> bool:
    path.unlink()
    if not any(path.parent.iterdir()):
        path.parent.rmdir()
    return True


def _truncated(path: Path, night: date) -> bool:
    content = path.read_bytes()
    return _put(path, content[: len(content) * 6 // 10])


def _garbled(path: Path, night: date) -> bool:
    """Overwrite a stretch in the middle with noise, as a broken disk or transfer does."""
    content = path.read_bytes()
    middle, length = len(content) // 3, max(len(content) // 4, 1)
    noise = chance(night.toordinal(), f"garbled {path.parent.parent.name}/{path.name}").bytes(length)
    return _put(path, content[:middle] + noise + content[middle + length :])


def _empty(path: Path, night: date) -> bool:
    return _put(path, b"")


def _wrong_platform(path: Path, night: date) -> bool:
    """Put another platform's report of the same night under this file's name, packed as this one is."""
    channel = path.parent.parent.name
    for other in ("pinterest", "google_ads"):
        for found in sorted((path.parents[2] / other / path.parent.name).glob("*")):
            if other != channel:
                write(path, [unpacked(found)])
                return True
    raise MarketError(f"{path}: no other platform delivered on {path.parent.name}; deliver that night whole first")


def _stale(path: Path, night: date) -> bool:
    """Deliver the bytes of the night before again."""
    before = path.parent.with_name((night - timedelta(days=1)).isoformat()) / path.name
    if not before.exists():
        raise MarketError(f"{before}: there is no earlier delivery to repeat; choose a later --night")
    return _put(path, before.read_bytes())


def _future_date(path: Path, night: date) -> bool:
    """Date the newest day's rows into the future."""
    text = unpacked(path)
    wrong = text
    for newest, later in zip(_newest(text, night), _written(night + timedelta(days=FUTURE_DAYS)), strict=True):
        wrong = wrong.replace(newest, later)
    write(path, [wrong])
    return wrong != text


def _duplicate(path: Path, night: date) -> bool:
    """Send every row of the newest day twice."""
    text = unpacked(path)
    newest = _newest(text, night)
    twice = "".join(line * 2 if any(day in line for day in newest) else line for line in text.splitlines(keepends=True))
    write(path, [twice])
    return twice != text


def _newest(text: str, night: date) -> tuple[str, ...]:
    """Return how the platform writes the newest day that a report names, of the week before the night."""
    week = [_written(night - timedelta(days=back)) for back in range(1, 8)]
    return next((forms for forms in week if any(form in text for form in forms)), week[0])


def _written(day: date) -> tuple[str, ...]:
    """Return how the platforms write a day."""
    parts = f'"year": {day.year}, "month": {day.month}, "day": {day.day}}}'
    return f"{day:%Y-%m-%d}", f"{day:%m/%d/%Y}", f"{day:%Y%m%d}", parts


def _put(path: Path, content: bytes) -> bool:
    """Replace the file's bytes; return whether they differ."""
    before = path.read_bytes()
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(content)
    part.replace(path)
    return content != before


KINDS: dict[str, Callable[[Path, date], bool]] = {
    "missing": _missing,
    "truncated": _truncated,
    "garbled": _garbled,
    "empty": _empty,
    "wrong-platform": _wrong_platform,
    "stale": _stale,
    "future-date": _future_date,
    "duplicate": _duplicate,
}

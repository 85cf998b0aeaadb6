"""How a night passes: yesterday's budgets are spent, then every platform writes its files into the landing zone."""

import gzip
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import IO, Protocol

import numpy as np

from market.dialects import PLATFORMS, Night, reports
from market.market import Market
from market.media import paced
from market.plans import Plans

# Level 3 writes twice as fast as zlib's usual 6 and a tenth larger.
GZIP_LEVEL = 3
ZIP_DATE = (1980, 1, 1, 0, 0, 0)


class Sink(Protocol):
    """What pieces of a file are written to."""

    def write(self, data: bytes, /) -> int:
        """Take these bytes."""
        ...


def lived(market: Market, night: date, plans: Plans) -> Market:
    """Return the market on the morning of `night`: days not yet lived are spent as planned, else by the status quo."""
    while market.world.day(market.days) < night:
        today = market.days
        budgets, planned = plans.day(market.world.day(today), market.status_quo[today])
        spent = np.where(planned, paced(budgets, market.seed, today), budgets)
        market = replace(market, executed=np.concatenate([market.executed, spent[None]]))
    return market


def deliver(night: Night, landing: Path, tell: Callable[[str], None]) -> int:
    """Write all files of `night` below `landing`; return how many. Each appears complete or not at all."""
    written = 0
    for platform in PLATFORMS:
        folder = landing / platform / night.delivered_on.isoformat()
        folder.mkdir(parents=True, exist_ok=True)
        for name, pieces in reports(platform, night).items():
            write(folder / name, _told(pieces, f"{night.delivered_on} {platform}/{name}", tell))
            written += 1
    return written


def _told(pieces: Iterable[str], what: str, tell: Callable[[str], None]) -> Iterator[str]:
    """Pass pieces on, telling how far it is: nearly all reports come in pieces of a day."""
    for number, piece in enumerate(pieces, start=1):
        tell(f"{what}, part {number}")
        yield piece


def write(path: Path, pieces: Iterable[str]) -> None:
    """Write text into a file, packed as its name says, and let it appear at once. Equal text gives equal bytes."""
    part = path.with_name(f".{path.name}.part")
    with part.open("wb") as file, packed(file, path.name) as stream:
        for piece in pieces:
            stream.write(piece.encode())
    part.replace(path)


@contextmanager
def packed(file: IO[bytes], name: str) -> Iterator[Sink]:
    """Return a stream that packs what is written to it into `file` without any trace of when."""
    if name.endswith(".gz"):
        with gzip.GzipFile(filename="", mode="wb", compresslevel=GZIP_LEVEL, fileobj=file, mtime=0) as stream:
            yield stream
    elif name.endswith(".zip"):
        inside = zipfile.ZipInfo(name.removesuffix(".zip") + ".csv", ZIP_DATE)
        inside.compress_type = zipfile.ZIP_DEFLATED
        with zipfile.ZipFile(file, "w") as archive, archive.open(inside, "w") as stream:
            yield stream
    else:
        yield file


def unpacked(path: Path) -> str:
    """Return the text of a delivered file."""
    if path.name.endswith(".gz"):
        return gzip.decompress(path.read_bytes()).decode()
    if path.name.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
            return archive.read(archive.namelist()[0]).decode()
    return path.read_bytes().decode()

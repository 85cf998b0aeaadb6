"""How a delivered file becomes lines of text, whatever wraps it: gzip, zip, BOM, NUL bytes; a chunk at a time."""

import codecs
import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import chain
from typing import Any, BinaryIO, TextIO

LONGEST_LINE = 1 << 20  # characters; a longer one is no export, and must not fill the memory
PIECE = 1 << 18  # characters of a JSON array at a time: it may be one line of gigabytes

# First bytes of what isn't UTF-8 text. UTF-16 must not slip through: without its NUL bytes it reads like text, and
# characters that need their second byte become others.
STRANGERS = {
    codecs.BOM_UTF16_LE: "UTF-16 text",
    codecs.BOM_UTF16_BE: "UTF-16 text",
    b"\x1f\x8b": "packed by gzip without .gz in its name",
    b"PK\x03\x04": "a zip archive or an Excel workbook",
}


class FileError(ValueError):
    """A file that can't be used as a whole; the text says why and what to mend."""


@contextmanager
def text_lines(file: BinaryIO, name: str) -> Iterator[Iterator[str]]:
    """The lines of `file`, which can be wound back; bytes that aren't UTF-8 stay visible as surrogates.

    A `.json` file, one array without lines, comes in pieces instead.

    Raises
    ------
    FileError
        The wrapping is broken or cut off, the text isn't UTF-8 as a whole, or a line never ends.
    """
    try:
        with _unwrapped(file, name) as (content, inner):
            text = io.TextIOWrapper(content, encoding="utf-8-sig", errors="surrogateescape", newline="")
            yield _pieces(text) if inner.endswith(".json") else chain.from_iterable(_lines(text))
    except EOFError:
        raise FileError("truncated: the gzip stream ends before its end; deliver the file again") from None
    except (gzip.BadGzipFile, zlib.error, zipfile.BadZipFile, NotImplementedError) as error:
        raise FileError(f"damaged archive ({error}); deliver the file again") from None


@contextmanager
def _unwrapped(file: BinaryIO, name: str) -> Iterator[tuple[Any, str]]:
    """The content, and its name without the wrapping's."""
    if name.endswith(".gz"):
        with gzip.GzipFile(fileobj=file) as content:
            yield io.BufferedReader(content, 1 << 18), name.removesuffix(".gz")
    elif name.endswith(".zip"):
        with zipfile.ZipFile(file) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            if len(members) != 1:
                raise FileError(f"the zip holds {len(members)} files, not one; deliver one report a file")
            if members[0].flag_bits & 1:
                raise FileError("the zip is encrypted; deliver it without a password")
            with archive.open(members[0]) as content:
                yield io.BufferedReader(content, 1 << 18), members[0].filename
    else:
        yield file, name


def _lines(text: TextIO) -> Iterator[list[str]]:
    """Lines as `readline` cuts them, those of a piece at a time: that is many times as fast."""
    rest = ""
    for piece in _pieces(text):
        lines = io.StringIO(rest + piece, newline="").readlines()
        rest = lines.pop() if lines and not lines[-1].endswith("\n") else ""  # after a CR, its LF may follow
        if len(rest) >= LONGEST_LINE or max(map(len, lines), default=0) > LONGEST_LINE:
            raise FileError(f"a line is longer than {LONGEST_LINE:,} characters: no table; deliver the report as text")
        yield lines
    yield [rest] if rest else []


def _pieces(text: TextIO) -> Iterator[str]:
    for number, piece in enumerate(iter(partial(text.read, PIECE), ""), 1):
        if number == 1:
            _refuse_stranger(piece)
        yield piece.replace("\0", "") if "\0" in piece else piece


def _refuse_stranger(line: str) -> None:
    first = line[:8].encode("utf-8", "surrogateescape")
    what = next((what for start, what in STRANGERS.items() if first.startswith(start)), None)
    if len(first) > 3 and {0} in (set(first[::2]), set(first[1::2])):
        what = "UTF-16 text"  # without its mark: every second byte of plain text is NUL
    if what:
        raise FileError(f"it is {what}, not UTF-8 text; deliver it as plain UTF-8")

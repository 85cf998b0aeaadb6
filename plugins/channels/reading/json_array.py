"""One JSON array of objects, read as one object a line: however large it is, only a piece of it is in memory."""

import json
import re
from collections.abc import Iterable, Iterator

from plugins.channels.reading.unpack import LONGEST_LINE, FileError

_BLANK = " \t\r\n"
_blanks = re.compile(f"[{_BLANK}]*").match
_decode = json.JSONDecoder().raw_decode  # only finds where an object ends: its cells are read later, digit by digit


def objects_of(pieces: Iterable[str]) -> Iterator[str]:
    """The text of each object of the array, as a line; text that is no array comes out as it is.

    Raises
    ------
    FileError
        The array has no end, or an object of it is no JSON: where the next one begins can't be known then.
    """
    rest = iter(pieces)
    text = next(rest, "").lstrip(_BLANK)
    if text.startswith("["):
        yield from _Array(text[1:], rest).objects()
    else:
        yield text  # a row out of quarantine stands alone; anything else is told apart where objects are read
        yield from rest


class _Array:
    """What is left of an array: the text at hand from `place` on, and the pieces that follow it."""

    def __init__(self, text: str, rest: Iterator[str]) -> None:
        self.text, self.rest, self.place = text, rest, 0
        self.number = 1

    def objects(self) -> Iterator[str]:
        while self._next_character() != "]":
            yield self._object()
            self.number += 1
            if self._next_character() == ",":
                self.place += 1
        after = self.text[self.place + 1 :].strip(_BLANK) or "".join(piece.strip(_BLANK) for piece in self.rest)
        if after:
            raise FileError("two reports in one file: text goes on after the array's end; deliver each alone")

    def _next_character(self) -> str:
        """The first that is no blank; it stays."""
        while True:
            self.place = _blanks(self.text, self.place).end()  # type: ignore[union-attr]  # it always matches
            if self.place < len(self.text):
                return self.text[self.place]
            self._read_on("truncated: the array has no end")

    def _object(self) -> str:
        while True:
            try:
                _, end = _decode(self.text, self.place)
            except (ValueError, RecursionError):
                if len(self.text) - self.place > LONGEST_LINE:
                    raise FileError(f"no JSON: object {self.number} can't be read; deliver the file again") from None
                self._read_on(f"truncated, or object {self.number} is no JSON")
            else:
                found, self.place = self.text[self.place : end], end
                return found.replace("\r", " ").replace("\n", " ") + "\n"

    def _read_on(self, otherwise: str) -> None:
        piece = next(self.rest, None)
        if piece is None:
            raise FileError(f"{otherwise}; deliver the file again")
        self.text, self.place = self.text[self.place :] + piece, 0

"""Which values may stand in a cell, and what they become: exact, or refused with a reason.

Each kind reads one cell (`one`, exact, tells why not) and a whole column of cells (`many`, fast). `many` answers only
where it is certain to agree with `one`; otherwise it raises, and the cells are read one by one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from typing import Protocol

type Cell = str | bool | None
type Value = str | int | Decimal | date | datetime | bool | None

BIGINT = 2**63
PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,2})?", re.ASCII)
LONGEST = 60  # characters of a number; no amount needs more, and sums stay exact
LARGEST = BIGINT // 10**6  # an amount's micros must fit a bigint, or the warehouse stops at it
CODE = re.compile("[a-z0-9]+")
ADJOINING = re.compile("%[a-zA-Z]%")  # a form such as %Y%m%d, in which a digit too few moves the rest
EPOCH_MICROS = range(946_684_800_000_000, 4_102_444_800_000_000)  # the years 2000 to 2099


class CellError(ValueError):
    """A cell that isn't of its column's kind; the text says what it should have been."""


class Kind(Protocol):
    """How the cells of a column are read."""

    def one(self, cell: str | bool) -> Value:
        """The value of one cell, or `CellError`."""

    def many(self, cells: Sequence[str]) -> list[Value]:
        """The values of plain cells; raises `ValueError`, `TypeError` or `ArithmeticError` if one isn't."""


@dataclass(frozen=True)
class Text:
    """Names and ids, kept as they came: an id above 2^53 must never pass through a float."""

    def one(self, cell: str | bool) -> Value:
        if not isinstance(cell, str):
            raise CellError("not a text")
        if not cell.isascii():
            _encodable(cell)
        return cell

    def many(self, cells: Sequence[str]) -> list[Value]:
        joined = "".join(cells)
        if not joined.isascii():
            _encodable(joined)
        return list(cells)


@dataclass(frozen=True)
class Id:
    """Ids of digits only: a spreadsheet's 1.2E+17 or a float's 12.0 is another id, and often that of several ads.

    Parameters
    ----------
    unknown : str
        What the platform writes where it knows no id; kept, since the row's money was spent all the same.
    """

    unknown: str = ""

    def one(self, cell: str | bool) -> Value:
        if not (isinstance(cell, str) and ((cell.isascii() and cell.isdigit()) or cell == self.unknown)):
            raise CellError("not an id of digits only; deliver ids as text")
        return cell

    def many(self, cells: Sequence[str]) -> list[Value]:
        joined = "".join(cells)
        if not (joined.isascii() and joined.isdigit() and all(cells)):
            raise CellError("needs the exact reading")
        return list(cells)


@dataclass(frozen=True)
class Code:
    """Ids of small letters and digits; what a spreadsheet makes of one, such as 1.00E+07, is another id."""

    def one(self, cell: str | bool) -> Value:
        if not (isinstance(cell, str) and CODE.fullmatch(cell)):
            raise CellError("not an id of small letters and digits; deliver ids as text")
        return cell

    def many(self, cells: Sequence[str]) -> list[Value]:
        if not (CODE.fullmatch("".join(cells)) and all(cells)):
            raise CellError("needs the exact reading")
        return list(cells)


def _encodable(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise CellError("not UTF-8") from None


@dataclass(frozen=True)
class Renamed:
    """Names of which some are known under another name; the rest stays as it came."""

    names: tuple[tuple[str, str], ...] = ()

    def one(self, cell: str | bool) -> Value:
        text = Text().one(cell)
        return dict(self.names).get(str(text), text)

    def many(self, cells: Sequence[str]) -> list[Value]:
        known = dict(self.names)
        return [known.get(str(text), text) for text in Text().many(cells)]


@dataclass(frozen=True)
class Number:
    """Exact decimals; never a float.

    Parameters
    ----------
    decimal_mark, thousands_mark : str
        Thousands are read only where they group by three, so that "12,5" is refused instead of becoming 125.
    times : int
        Unit of the file in units of the table, e.g. 1000 for "Impressions (000)".
    """

    decimal_mark: str = "."
    thousands_mark: str = ""
    times: int = 1

    def one(self, cell: str | bool) -> Value:
        value = Decimal(self.plain(cell, "number"))
        if _hides_digits(value):
            raise CellError("not a number with all its digits: the exponent hides some; deliver it written out")
        value = value * self.times if self.times != 1 else value
        if not -LARGEST < value < LARGEST:
            raise CellError(f"too large: a number here is below {LARGEST:,}")
        return value

    def plain(self, cell: str | bool, what: str) -> str:
        """The cell without thousands and with a decimal point; `CellError` if it isn't a number."""
        text = cell.strip() if isinstance(cell, str) else ""
        if self.thousands_mark and self.thousands_mark in text:
            point, comma = re.escape(self.decimal_mark), re.escape(self.thousands_mark)
            if not re.fullmatch(rf"[+-]?\d{{1,3}}(?:{comma}\d{{3}})+(?:{point}\d+)?", text, re.ASCII):
                raise CellError(f"not a {what}")
            text = text.replace(self.thousands_mark, "")
        if self.decimal_mark != ".":
            text = f"not a {what}" if "." in text else text.replace(self.decimal_mark, ".")
        if not PLAIN.fullmatch(text) or len(text) > LONGEST:
            raise CellError(f"not a {what}")
        return text

    def many(self, cells: Sequence[str]) -> list[Value]:
        if self.decimal_mark != "." or self.times != 1:
            raise CellError("needs the exact reading")
        plain = "".join(cells).replace(".", "").replace("-", "")
        if not (plain.isascii() and plain.isdigit()) or max(map(len, cells)) > LONGEST:
            raise CellError("needs the exact reading")
        values = list(map(Decimal, cells))
        if max(values) >= LARGEST or min(values) <= -LARGEST:
            raise CellError("needs the exact reading")
        return values  # type: ignore[return-value]


def _hides_digits(number: Decimal) -> bool:
    """Whether its last written digit counts more than ones, as in 1.23E+11: what follows was rounded away."""
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and exponent > 0


@dataclass(frozen=True)
class Whole:
    """Whole numbers that fit a bigint: counts and micros."""

    decimal_mark: str = "."
    thousands_mark: str = ""
    times: int = 1

    def one(self, cell: str | bool) -> Value:
        text = Number(self.decimal_mark, self.thousands_mark).plain(cell, "whole number")
        fraction = text.partition(".")[2]
        if self.times == 1 and len(fraction) == 3 and fraction.isdigit():
            raise CellError(f"not a whole number, or {self.decimal_mark!r} groups its thousands")
        value = Decimal(text)
        if _hides_digits(value):
            raise CellError("not a whole number with all its digits: the exponent hides some; deliver it written out")
        value = value * self.times if self.times != 1 else value
        if value != value.to_integral_value():
            raise CellError("not a whole number")
        if not -BIGINT <= value < BIGINT:
            raise CellError("too large for a whole number of 64 bits")
        return int(value)

    def many(self, cells: Sequence[str]) -> list[Value]:
        if self.times != 1:
            raise CellError("needs the exact reading")
        plain = "".join(cells).replace("-", "")
        if not (plain.isascii() and plain.isdigit()):
            raise CellError("needs the exact reading")
        values = list(map(int, cells))
        if max(values) >= BIGINT or min(values) < -BIGINT:
            raise CellError("needs the exact reading")
        return values  # type: ignore[return-value]


@dataclass(frozen=True)
class EpochMicros:
    """Microseconds since 1970 in UTC; read as such, seconds, milliseconds or nanoseconds lie in another century."""

    def one(self, cell: str | bool) -> Value:
        value = Whole().one(cell)
        if value not in EPOCH_MICROS:
            raise CellError("not microseconds since 1970: outside the years 2000 to 2099")
        return value

    def many(self, cells: Sequence[str]) -> list[Value]:
        values = Whole().many(cells)
        if not all(value in EPOCH_MICROS for value in values):
            raise CellError("needs the exact reading")
        return values


@dataclass(frozen=True)
class Day:
    """A calendar day in the account's own time zone, written as `form` (`strptime`)."""

    form: str = "%Y-%m-%d"

    def one(self, cell: str | bool) -> Value:
        try:
            day = datetime.strptime(cell if isinstance(cell, str) else "", self.form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            raise CellError(f"not a day of the form {self.form}") from None
        if ADJOINING.search(self.form) and day.strftime(self.form) != cell:
            raise CellError(f"not a day of the form {self.form}")
        return day

    def many(self, cells: Sequence[str]) -> list[Value]:
        days = {cell: self.one(cell) for cell in set(cells)}
        return [days[cell] for cell in cells]


@dataclass(frozen=True)
class Moment:
    """A point in time with its offset; one without is refused, since it could mean two hours of a night.

    It is read on the clock of `zone`, so that its day ends at one midnight, in whatever offset it is written.
    """

    zone: tzinfo = UTC

    def one(self, cell: str | bool) -> Value:
        try:
            moment = datetime.fromisoformat(cell if isinstance(cell, str) else "")
            if moment.tzinfo is None:
                raise CellError("a time without its offset")
            return self._on_its_clock(moment)
        except CellError:
            raise
        except (ValueError, OverflowError):
            raise CellError("not a time of the form 2026-03-01T10:00:00-05:00") from None

    def many(self, cells: Sequence[str]) -> list[Value]:
        moments = list(map(datetime.fromisoformat, cells))
        if any(moment.tzinfo is None for moment in moments):
            raise CellError("needs the exact reading")
        return list(map(self._on_its_clock, moments))

    def _on_its_clock(self, moment: datetime) -> datetime:
        """The same instant with the zone's offset at that instant: of two times at half past one in autumn each stays itself."""
        local = moment.astimezone(self.zone)
        return local.replace(tzinfo=timezone(local.utcoffset() or timedelta()), fold=0)


@dataclass(frozen=True)
class Flag:
    """True or false."""

    def one(self, cell: str | bool) -> Value:
        if isinstance(cell, bool):
            return cell
        if cell in ("true", "false"):
            return cell == "true"
        raise CellError("neither true nor false")

    def many(self, cells: Sequence[str]) -> list[Value]:
        return [self.one(cell) for cell in cells]

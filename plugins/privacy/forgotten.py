"""Who was forgotten, as the loader asks it: their rows come no further, or come without them, whenever they are delivered again."""

import re
from collections.abc import Callable, Iterable
from hashlib import sha256
from itertools import compress

from psycopg2 import sql
from psycopg2.extensions import connection as Connection

from plugins.channels.reading.batch import Bad
from plugins.channels.reading.report import Report
from plugins.channels.reading.typed import Typed
from plugins.privacy import salt
from plugins.privacy.people import plain

_WORDS = re.compile(r"[^\s\"',;:{}\[\]()<>=]+")  # of a row's text that can't be read


def hasher() -> Callable[[str], str]:
    """How an id is noted when its person is forgotten: salted, and unlike the key that tables had of it."""
    secret = salt.salt()
    return lambda person: sha256(f"{secret}forgotten {plain(person)}".encode()).hexdigest()


def words(text: str) -> set[str]:
    """What could be an id in a text."""
    return set(_WORDS.findall(text))


class Forgotten:
    """The people who were forgotten, held against one file's rows."""

    def __init__(self, report: Report, hashes: frozenset[str]) -> None:
        self.report, self.hashes = report, hashes
        self.hash_of = hasher() if hashes else str
        self.places = [n for n, column in enumerate(report.columns) if column.name in report.persons]
        self.personal = [n for n, column in enumerate(report.columns) if column.name in report.personal]
        self.emptied: list[int] = []

    @classmethod
    def of(cls, connection: Connection, report: Report) -> "Forgotten":
        """Whoever the warehouse was told to forget.

        Raises
        ------
        PrivacyError
            The salt is another one: nobody would be recognised.
        """
        if not report.persons:
            return cls(report, frozenset())
        with connection.cursor() as cursor:
            cursor.execute("select id_hash from privacy.forgotten")
            hashes = frozenset(one for (one,) in cursor.fetchall())
        if hashes:
            salt.doubt(connection)  # another one would recognise nobody
        return cls(report, hashes)

    def sift(self, rows: Typed) -> tuple[Typed, Typed]:
        """The rows that may be stored, without what they said of the forgotten; and those that may not."""
        if not self.hashes:
            return rows, Typed([], [[] for _ in rows.values], [])
        gone = self._theirs(rows)
        bad = {row.line for row in rows.bad if self._is_about_one(row)}
        if self.personal:
            self.emptied += compress(rows.lines, gone)
            values = list(rows.values)
            for n in self.personal:
                values[n] = [None if is_gone else value for value, is_gone in zip(values[n], gone, strict=True)]
            rows, gone = Typed(rows.lines, values, rows.bad), [False] * len(gone)
        return (
            _picked(rows, [not is_gone for is_gone in gone], [row for row in rows.bad if row.line not in bad]),
            _picked(rows, gone, [row for row in rows.bad if row.line in bad]),
        )

    def hash_anew(self, connection: Connection) -> None:
        """Give rows in `arriving` that were emptied the hash that an erasure gives them in raw."""
        if self.emptied:
            with connection.cursor() as cursor:
                cursor.execute(
                    sql.SQL("update arriving set row_hash = {} where line = any(%s)").format(
                        hash_of_emptied(self.report)
                    ),
                    (self.emptied,),
                )

    def _theirs(self, rows: Typed) -> list[bool]:
        known: set[object] = set()
        for n in self.places:
            known |= {value for value in set(rows.values[n]) if value is not None and self._knows(str(value))}
        cells = zip(*(rows.values[n] for n in self.places), strict=True)
        return [not known.isdisjoint(row) for row in cells]

    def _is_about_one(self, row: Bad) -> bool:
        return any(map(self._knows, words(row.raw_line)))

    def _knows(self, person: str) -> bool:
        return self.hash_of(person) in self.hashes


def hash_of_emptied(report: Report) -> sql.Composed:
    """SQL of an emptied row's hash: of all that it still says, whichever way a platform wrote times and numbers."""
    cells = (
        sql.SQL("trim_scale({}::numeric)" if column.measure else "{}").format(sql.Identifier(column.name))
        for column in report.columns
        if column.name not in report.personal
    )
    return sql.SQL("md5(row({})::text)::uuid").format(sql.SQL(", ").join(cells))


def _picked(rows: Typed, which: Iterable[bool], bad: list[Bad]) -> Typed:
    marks = list(which)
    return Typed(list(compress(rows.lines, marks)), [list(compress(column, marks)) for column in rows.values], bad)

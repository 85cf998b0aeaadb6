"""Where bad rows wait: kept word for word with their reason, listed, and read again after a mend."""

import csv
import io
import tempfile
from collections.abc import Iterable
from types import TracebackType

from psycopg2.extensions import connection as Connection

from plugins.channels.reading.batch import Bad
from plugins.loader.ledger import storable

IN_MEMORY = 1 << 20


class Basket:
    """The bad rows of one file while it is being copied; beyond a megabyte they wait on disk.

    With `names_values` what is told of them says what stood in the cell: not where that could be somebody's address.
    """

    def __init__(self, delivery_id: int, *, names_values: bool = True) -> None:
        self.delivery_id, self.names_values = delivery_id, names_values
        self.bytes = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed with the basket
        self.text = io.TextIOWrapper(self.bytes, encoding="utf-8", errors="backslashreplace", newline="")
        self.rows = csv.writer(self.text, lineterminator="\n")
        self.first: str | None = None

    def __enter__(self) -> "Basket":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.text.close()

    def put(self, bad: Iterable[Bad]) -> None:
        """Lay these rows aside."""
        for row in bad:
            if self.first is None:
                self.first = told(row, names_value=self.names_values)
            values = (row.column, row.value, row.reason, row.raw_line)
            cells = [None if value is None else value.replace("\0", "") for value in values]
            self.rows.writerow((self.delivery_id, row.line, *cells))

    def pour(self, connection: Connection, header: str | None) -> None:
        """Write them to `quarantine.rows`, and the header that they are read again with."""
        if self.first is None:
            return
        self.text.flush()
        self.bytes.seek(0)
        with connection.cursor() as cursor:
            cursor.copy_expert(
                "copy quarantine.rows (delivery_id, line, column_name, value, reason, raw_line)"
                " from stdin with (format csv, force_not_null (reason, raw_line))",
                self.bytes,
            )
            if header is not None:
                cursor.execute(
                    "insert into quarantine.headers (delivery_id, header) values (%s, %s) on conflict do nothing",
                    (self.delivery_id, storable(header)),
                )


def told(row: Bad, *, names_value: bool) -> str:
    """One bad row in words."""
    where = f"line {row.line}" if row.column is None else f"line {row.line}, {row.column}"
    value = f" {row.value!r}" if names_value and row.column is not None else ""
    return f"{where}{value}: {row.reason}"

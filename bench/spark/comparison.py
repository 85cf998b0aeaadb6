"""Row by row: is what Spark made of a mart what Postgres made of it?"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from psycopg2 import sql
from psycopg2.extensions import connection as Connection
from pyarrow import parquet

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Compared:
    """A mart on both sides: rows of Postgres, and rows that only one of them has, some of which are shown."""

    table: str
    rows: int
    only_postgres: list[Row]
    only_spark: list[Row]

    @property
    def differences(self) -> int:
        """How many rows differ."""
        return max(len(self.only_postgres), len(self.only_spark))


def compare(connection: Connection, table: str, files: Path) -> Compared:
    """Compare all rows and all columns; numbers by their exact value, instants by the microsecond."""
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("select * from {}").format(sql.Identifier("marts", table)))
        columns = [column.name for column in cursor.description or ()]
        told = Counter(map(_plain, cursor.fetchall()))
    found = Counter(map(_plain, _rows(files, columns)))
    return Compared(table, told.total(), _only(told, found), _only(found, told))


def _rows(files: Path, columns: list[str]) -> Iterator[Row]:
    schema = parquet.ParquetDataset(files).schema
    if schema.names != columns:
        raise AssertionError(f"{files.name}: Spark has the columns {schema.names}, Postgres {columns}")
    for file in sorted(files.glob("*.parquet")):
        for batch in parquet.ParquetFile(file).iter_batches():
            yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _plain(row: Row) -> Row:
    """The row with each value in the one way it can be written."""
    return tuple(_value(value) for value in row)


def _value(value: Any) -> Any:
    if isinstance(value, Decimal):
        return value.normalize() + 0  # 1.50 is 1.5, and there is no -0
    return value.timestamp() if isinstance(value, datetime) else value


def _only(these: Counter[Row], those: Counter[Row]) -> list[Row]:
    return sorted((these - those).elements(), key=str)

"""What a night knows leaves Postgres: the sources that staging reads, as Parquet files, without anybody's id."""

import os
import shutil
import tempfile
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO

import pyarrow as pa
from psycopg2 import sql
from psycopg2.extensions import connection as Connection
from pyarrow import csv, parquet

from config import channels
from plugins.channels import reports_of
from plugins.marts.dbt import MartsError
from plugins.privacy.salt import salt
from plugins.warehouse import connect

# Of what names persons, these ids leave as the keys that staging would make of them, and everything else stays.
AS_KEYS = frozenset({"user_pseudo_id", "customer_id"})
AS_TOLD = frozenset({"transaction_id"})  # an order's id, which names nobody as long as there is no visitor beside it

# A number has 12 decimals at most, so that Spark multiplies it by a million without losing one.
TYPES = {
    "text": pa.string(), "uuid": pa.string(), "bool": pa.bool_(), "int4": pa.int32(), "int8": pa.int64(), "date": pa.date32(),
    "timestamptz": pa.timestamp("us", "UTC"), "numeric": pa.decimal128(28, 12),
}  # fmt: skip
_FOREVER = "least(greatest({0}, date '0001-01-01'), date '9999-12-31')"  # Postgres's infinity is a day nowhere else
_KEY = "encode(sha256(convert_to(current_setting('mixloop.salt') || {0}, 'UTF8')), 'hex')"


@dataclass(frozen=True)
class Source:
    """A table that staging reads."""

    schema: str
    table: str

    def files(self, lake: Path) -> Path:
        """The folder that holds its files."""
        return lake / self.schema / self.table


def leave(sources: Iterable[Source], night: date, lake: Path) -> int:
    """Write what `night` knows of the sources into `lake`, anew; how many rows left.

    Raises
    ------
    MartsError
        A number has more digits than the files keep.
    """
    shutil.rmtree(lake, ignore_errors=True)
    hidden, rows = _of_persons(), 0
    with closing(connect("loop")) as connection, connection, connection.cursor() as cursor:
        cursor.execute("set transaction isolation level repeatable read, read only")  # one moment for all tables
        cursor.execute("select set_config('timezone', 'UTC', true), set_config('mixloop.salt', %s, true)", (salt(),))
        for source in sources:
            columns = _columns(connection, source, hidden.get(source, frozenset()))
            rows += _write(connection, source, columns, night, source.files(lake))
    return rows


def _of_persons() -> dict[Source, frozenset[str]]:
    """By source, the columns that name persons, which don't leave as they are."""
    settings = channels.load()
    return {
        Source("raw", report.table): frozenset(report.persons) - AS_TOLD
        for channel in settings.channels
        for report in reports_of(channel, settings)
    }


def _columns(connection: Connection, source: Source, hidden: frozenset[str]) -> dict[str, tuple[str, pa.DataType]]:
    """By name, how each column that leaves is asked for, and its type."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select column_name, udt_name from information_schema.columns"
            " where table_schema = %s and table_name = %s order by ordinal_position",
            (source.schema, source.table),
        )
        found = {name: kind for name, kind in cursor.fetchall() if kind in TYPES}
    if not found:
        raise MartsError(f"{source.schema}.{source.table} is no table that {connection.info.user} may read")
    return {
        name: (_KEY if name in hidden else _FOREVER if kind == "date" else "{0}", TYPES[kind])
        for name, kind in found.items()
        if name not in hidden or name in AS_KEYS
    }


def _write(
    connection: Connection, source: Source, columns: dict[str, tuple[str, pa.DataType]], night: date, folder: Path
) -> int:
    asked = [sql.SQL(how).format(sql.Identifier(name)) for name, (how, _) in columns.items()]
    rows = sql.SQL("select {} from {}").format(sql.SQL(", ").join(asked), sql.Identifier(source.schema, source.table))
    if {"known_from", "known_until"} <= columns.keys():
        rows += sql.SQL(" where known_from <= {0} and known_until > {0}").format(sql.Literal(night))
    folder.mkdir(parents=True)
    with tempfile.TemporaryFile(dir=folder) as text, connection.cursor() as cursor:
        cursor.copy_expert(sql.SQL("copy ({}) to stdout with (format csv, force_quote *)").format(rows), text)
        try:
            return _as_parquet(text, pa.schema([(name, kind) for name, (_, kind) in columns.items()]), folder)
        except pa.ArrowInvalid as error:
            raise MartsError(
                f"{source.schema}.{source.table}: {error}; a number that leaves for Spark has at most 16 digits before"
                " the point and 12 behind it: round it where it is loaded"
            ) from error


def _as_parquet(text: IO[bytes], schema: pa.Schema, folder: Path) -> int:
    """Write the lines of a CSV text as one Parquet file; how many there were."""
    is_empty = text.seek(0, os.SEEK_END) == 0
    text.seek(0)
    rows = 0
    with parquet.ParquetWriter(folder / "rows.parquet", schema) as file:
        for batch in () if is_empty else _batches(text, schema):
            file.write_batch(batch)
            rows += batch.num_rows
    return rows


def _batches(text: IO[bytes], schema: pa.Schema) -> Iterable[pa.RecordBatch]:
    """The typed lines, some thousands at a time; an empty cell without quotes is null."""
    batches: Iterable[pa.RecordBatch] = csv.open_csv(
        text,
        csv.ReadOptions(column_names=schema.names),
        csv.ParseOptions(newlines_in_values=True),
        csv.ConvertOptions(
            column_types=schema, strings_can_be_null=True, quoted_strings_can_be_null=False, null_values=[""],
            true_values=["t"], false_values=["f"],
        ),
    )  # fmt: skip
    return batches

"""A night's marts on Spark: a session on this machine, raw's files as its tables, and dbt's build over them."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from plugins.house.places import data
from plugins.marts import dbt
from plugins.marts.build import TABLES
from plugins.marts.spark.leaving import Source, leave

TARGET = ("--target", "spark")
PLACE = "spark/dbt"
# Spark makes everything from nothing: what says what changed, and the books of it, stay in Postgres; so do the metrics' views, and what
# the nights' fits found, which only they read.
STAYS = ("path:models/intermediate/changes", "stg_ops__changed_*", "stg_model__effects")
NOT_READ = frozenset({Source("ops", "day_changes"), Source("model", "effects")})

SESSION = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",  # what can't be computed stops the build
    "spark.sql.decimalOperations.allowPrecisionLoss": "false",  # and so does a number that doesn't fit
    "spark.sql.catalogImplementation": "in-memory",
    "spark.sql.sources.default": "parquet",
    "spark.sql.parquet.compression.codec": "zstd",
    "spark.sql.adaptive.coalescePartitions.parallelismFirst": "false",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
}


def build_on_spark(decision_date: date, *, cores: int, memory: str) -> dict[str, Any]:
    """Build all marts as known on `decision_date`, from nothing, with Spark; its tables are Parquet files below MIXLOOP_DATA/spark.

    Parameters
    ----------
    cores : int
        How many tasks Spark runs at a time.
    memory : str
        What its process may use at most, as Spark writes it: '3g'.

    Returns
    -------
    dict
        Rows that left Postgres, rows of each mart, and the seconds of both.

    Raises
    ------
    MartsError
        A source can't leave Postgres, or a model or test failed.
    """
    sources, began = read_sources(), time.monotonic()
    left = leave(sources, decision_date, lake())
    exported = time.monotonic()
    with session(sources, cores=cores, memory=memory) as spark:
        dbt.run(
            "build", *TARGET, "--full-refresh", "--exclude-resource-type", "unit_test", "--exclude", *STAYS,
            decision_date=decision_date, connected=False, place=PLACE,
        )  # fmt: skip
        built = time.monotonic()
        rows = {table: spark.table(f"marts.{table}").count() for table in TABLES}
    return {
        "rows left": left, "rows": rows, "seconds to leave": round(exported - began, 1), "seconds to build": round(built - exported, 1),
    }  # fmt: skip


def lake() -> Path:
    """Where raw's files lie."""
    return data() / "spark" / "raw"


def mart_files(table: str) -> Path:
    """The folder that holds a mart's files."""
    return data() / "spark" / "tables" / "marts.db" / table


def read_sources() -> list[Source]:
    """What staging reads, by the project itself."""
    # Which night is parsed makes no difference to what is read.
    manifest = dbt.run("parse", *TARGET, decision_date=date(2026, 1, 1), connected=False, place=PLACE)
    found = {Source(node.schema, node.identifier) for node in manifest.sources.values()}
    return sorted(found - NOT_READ, key=lambda source: (source.schema, source.table))


@contextmanager
def session(sources: list[Source], *, cores: int, memory: str) -> Iterator[Any]:
    """The session that dbt finds: an empty catalog but for the sources' files."""
    from pyspark.sql import SparkSession

    tables = data() / "spark" / "tables"
    shutil.rmtree(tables, ignore_errors=True)
    builder = SparkSession.builder.master(f"local[{cores}]").appName("mixloop")
    settings = SESSION | {
        "spark.driver.memory": memory,
        "spark.sql.shuffle.partitions": f"{cores}",
        "spark.sql.warehouse.dir": str(tables),
        "spark.local.dir": str(data() / "spark" / "scratch"),
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    try:
        for source in sources:
            spark.sql(f"create database if not exists {source.schema}")
            spark.sql(f"create table {source.schema}.{source.table} using parquet location '{source.files(lake())}'")
        yield spark
    finally:
        spark.stop()

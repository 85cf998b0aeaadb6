"""The same marts on Spark: what a night knows leaves Postgres as files, and dbt builds the project over them."""

from plugins.marts.spark.lake import build_on_spark

__all__ = ["build_on_spark"]

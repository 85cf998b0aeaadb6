"""What each mart holds, as a page: written from dbt's manifest, so that it says what Postgres enforces."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from plugins.house.places import ROOT
from plugins.marts import dbt

PAGE = ROOT / "docs" / "tables.md"

_HEAD = """# Tables

What the marts hold. Analysts read them in schema `published`: those of the last night that passed its gates, switched over in one
transaction; `published.freshness` says which channels are older. The loop builds them in schema `marts`, by one dbt run a night as of
the decision date, where a night may be half made or still doubted.

Amounts are whole millionths of a currency (`*_micros`), days are business days, geos are ISO 3166-2 codes.

This page is written from the dbt project by `make docs`; a test fails when it is stale.
"""


def page() -> str:
    """The page's text: each mart with its grain, key, columns, types and meaning."""
    return "\n".join([_HEAD, *_contents(marts := _marts()), *(line for mart in marts for line in _section(mart))])


def write() -> Path:
    """Write the page into the documentation; returns its path."""
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
    return PAGE


def _marts() -> list[Any]:
    """All models of the marts, by folder and name."""
    # Which night is parsed makes no difference to what the tables are.
    manifest = dbt.run("parse", decision_date=date(2026, 1, 1), connected=False)
    models = (node for node in manifest.nodes.values() if node.resource_type == "model" and node.schema == "marts")
    return sorted(models, key=lambda model: (model.fqn[2], model.name))


def _contents(marts: list[Any]) -> Iterator[str]:
    yield "| table | what it holds |"
    yield "| --- | --- |"
    for mart in marts:
        yield f"| [`{mart.name}`](#{mart.name}) | {_cell(mart.description)} |"
    yield ""


def _section(mart: Any) -> Iterator[str]:
    (key,) = (constraint.columns for constraint in mart.constraints if constraint.type == "primary_key")
    yield f"## {mart.name}"
    yield ""
    yield mart.description
    yield ""
    yield f"Key: {', '.join(f'`{column}`' for column in key)}."
    yield ""
    yield "| column | type | meaning |"
    yield "| --- | --- | --- |"
    for column in mart.columns.values():
        never_null = any(constraint.type == "not_null" for constraint in column.constraints)
        kind = column.data_type if never_null else f"{column.data_type}, may be null"
        yield f"| `{column.name}` | {kind} | {_cell(column.description)} |"
    yield ""


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")

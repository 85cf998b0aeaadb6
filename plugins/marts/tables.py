"""What each mart holds, as a page: written from dbt's manifest, so that it says what Postgres enforces."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from plugins.house.places import ROOT
from plugins.marts import dbt, lineage
from plugins.marts.metrics import Definitions, definitions
from plugins.warehouse.questions import asked_of

PAGE = ROOT / "docs" / "tables.md"

_HEAD = """# Tables

What the marts hold. Analysts read them in schema `published`: those of the last night that passed its gates, switched over in one
transaction; `published.freshness` says which channels are older. The loop builds them in schema `marts`, by one dbt run a night as of
the decision date, where a night may be half made or still doubted.

Amounts are whole millionths of a currency (`*_micros`), days are business days, geos are ISO 3166-2 codes. Each table says what it is
made from and who reads it; what lies between stands in dbt's own documentation (`.data/dbt/target/static_index.html`).

Spend, revenue, iROAS, CAC and their like are defined once, and are views: [metrics](metrics.md). Examples of use:
[questions](questions.md). Why budgets move: [verdicts, effects and plans](plan_tables.md).

This page is written from the dbt project by `make docs`; a test fails when it is stale.
"""


def page() -> str:
    """The page's text: each mart with its grain, key, lineage, columns, types and meaning."""
    # Which night is parsed makes no difference to what the tables are.
    manifest = dbt.run("parse", decision_date=date(2026, 1, 1), connected=False)
    marts = sorted(filter(lineage.is_mart, manifest.nodes.values()), key=lambda model: (model.fqn[2], model.name))
    found = definitions()
    sections = (line for mart in marts for line in _section(mart, manifest, found))
    return "\n".join([_HEAD, *_contents(marts), *sections])


def write() -> Path:
    """Write the page into the documentation; returns its path."""
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
    return PAGE


def _contents(marts: list[Any]) -> Iterator[str]:
    yield "| table | what it holds |"
    yield "| --- | --- |"
    for mart in marts:
        yield f"| [`{mart.name}`](#{mart.name}) | {_cell(mart.description)} |"
    yield ""


def _section(mart: Any, manifest: Any, found: Definitions) -> Iterator[str]:
    (key,) = (constraint.columns for constraint in mart.constraints if constraint.type == "primary_key")
    yield f"## {mart.name}"
    yield ""
    yield mart.description
    yield ""
    yield f"Key: {', '.join(f'`{column}`' for column in key)}."
    yield ""
    yield from _lineage(mart, manifest, found)
    yield "| column | type | meaning |"
    yield "| --- | --- | --- |"
    for column in mart.columns.values():
        never_null = any(constraint.type == "not_null" for constraint in column.constraints)
        kind = column.data_type if never_null else f"{column.data_type}, may be null"
        yield f"| `{column.name}` | {kind} | {_cell(column.description)} |"
    yield ""


def _lineage(mart: Any, manifest: Any, found: Definitions) -> Iterator[str]:
    """Where its rows come from, and what hangs on them."""
    origins = lineage.made_from(mart, manifest)
    marts, others = lineage.read_by(mart, manifest)
    table = f"published.{mart.name}"
    metrics = [metric.label for metric in found.asked_for if any(one.table == table for one in found.facts_of(metric))]
    told = {
        "Made from": [
            *map(_link, origins.marts),
            *(f"`{source}` ({', '.join(reports)})" for source, reports in origins.reports.items()),
            *(f"seed `{seed}`" for seed in origins.seeds),
        ],
        "Read by": [*map(_link, marts), *(f"metric [{label}](metrics.md)" for label in metrics), *others],
    }
    for what, names in told.items():
        if names:
            yield f"{what}: {', '.join(names)}."
            yield ""
    yield from asked_of(table)


def _link(mart: str) -> str:
    return f"[`{mart}`](#{mart})"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")

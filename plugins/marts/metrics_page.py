"""What each metric means and how it is computed, as a page: written from dbt's definitions, like the views that it describes."""

from collections.abc import Iterator
from pathlib import Path

from plugins.house.places import ROOT
from plugins.marts.metrics import Definitions, Metric, View, definitions
from plugins.warehouse import questions

PAGE = ROOT / "docs" / "metrics.md"

_HEAD = """# Metrics

Numbers that people argue about, each defined once: in `dbt_project/models/marts/metrics`, as dbt's semantic models and metrics. From
there come this page and the views `published.<name>` that an analyst reads; a semantic layer on dbt's manifest has the same ones.

- **Currency**: the reporting one (`currency` in `config/loop.yml`), at each day's own rate; amounts are exact to the millionth.
- **Days**: business days in the company's time zone; of spend and claims, the ad account's own day ([how far they may lie
  apart](tables.md#fct_channel_days)). Weeks begin on Mondays.
- **Null** is "not known", never zero: a sum with an amount that has no rate, a ratio over nothing.
- **As of**: the views stand on what is published (`published.build`); a stale channel (`published.freshness`) has its last good days.
- **Other grains**: sum the measures first, then compute; a mean of daily ratios is another number.

This page is written from dbt's definitions by `make docs`; a test fails when it is stale.
"""


def page() -> str:
    """The page's text: each metric with its meaning, unit and formula; then each view with its query."""
    found = definitions()
    metrics = [line for metric in found.asked_for for line in _metric(metric, found)]
    views = [line for view in found.views.values() for line in _view(view, found)]
    return "\n".join([_HEAD, *metrics, "# Views", "", *views])


def write() -> Path:
    """Write the page into the documentation; returns its path."""
    PAGE.write_text(page(), encoding="utf-8")
    return PAGE


def _metric(metric: Metric, found: Definitions) -> Iterator[str]:
    yield f"## {metric.label}"
    yield ""
    yield metric.description
    yield ""
    yield f"`{metric.name}`, {metric.unit}:"
    yield ""
    yield "```sql"
    yield metric.formula
    for facts, measures in found.facts_of(metric).items():
        yield f"-- from {facts.table}"
        yield from (f"--   {one} = {facts.measures[one]}" for one in measures)
    yield "```"
    yield ""
    views = [f"[`{view.name}`](#{view.name})" for view in found.views.values() if metric in view.metrics]
    yield f"In {', '.join(views)}."
    yield ""


def _view(view: View, found: Definitions) -> Iterator[str]:
    yield f"## {view.name}"
    yield ""
    yield view.description
    yield ""
    keys, metrics = (", ".join(f"`{one.name}`" for one in ones) for ones in (view.keys, view.metrics))
    yield f"Key: {keys}. Columns: {metrics}."
    yield ""
    yield from questions.asked_of(f"published.{view.name}")
    yield "<details><summary>Its query</summary>"
    yield ""
    yield "```sql"
    yield found.sql(view)
    yield "```"
    yield ""
    yield "</details>"
    yield ""

"""What does each metric mean, as SQL? dbt's definitions (dbt_project/models/marts/metrics), read once for the views and the page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from plugins.house.places import ROOT
from plugins.marts.dbt import MartsError

_PLACE = "dbt_project/models/marts/metrics"
FOLDER = ROOT / _PLACE
CALENDAR = "published.dim_days"
_AGGREGATES = {"sum": "sum", "min": "min", "max": "max"}
_CALLED = re.compile(r"^(TimeDimension|Entity|Dimension)\('([a-z_]+)'(?:, '([a-z]+)')?\)$")


@dataclass(frozen=True, kw_only=True, eq=False)
class Facts:
    """A table that metrics are measured on.

    `day` is the column of its own time, `columns` the SQL of its entities and dimensions, `measures` of its sums.
    """

    name: str
    table: str
    day: str
    columns: dict[str, str]
    measures: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Metric:
    """One number that people argue about; `formula` is SQL over measures."""

    name: str
    label: str
    description: str
    unit: str
    is_part: bool
    formula: str
    measures: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Key:
    """A column that a view groups by: of the calendar (`period`), or of the facts (`of`)."""

    name: str
    period: str | None = None
    of: str | None = None


@dataclass(frozen=True, kw_only=True)
class View:
    """Metrics side by side at one grain."""

    name: str
    description: str
    keys: tuple[Key, ...]
    metrics: tuple[Metric, ...]


@dataclass(frozen=True, kw_only=True)
class Definitions:
    """All of them, by name."""

    facts: dict[str, Facts]
    metrics: dict[str, Metric]
    views: dict[str, View]

    @property
    def asked_for(self) -> Iterator[Metric]:
        """The metrics that people ask for, without the parts that these are made of."""
        return (metric for metric in self.metrics.values() if not metric.is_part)

    def facts_of(self, *metrics: Metric) -> dict[Facts, list[str]]:
        """Which facts these metrics are measured on, and by which of their measures."""
        wanted = {measure for metric in metrics for measure in metric.measures}
        found = {facts: [one for one in facts.measures if one in wanted] for facts in self.facts.values()}
        return {facts: measures for facts, measures in found.items() if measures}

    def sql(self, view: View) -> str:
        """The view's query: each table of facts is summed by the keys, then the sums stand side by side and become metrics."""
        parts = self.facts_of(*view.metrics)
        keys = ", ".join(key.name for key in view.keys)
        summed = ",\n\n".join(_summed(facts, measures, view.keys) for facts, measures in parts.items())
        metrics = ",\n".join(f"    {metric.formula} as {metric.name}" for metric in view.metrics)
        if len(parts) == 1:
            return f"with\n\n{summed}\n\nselect\n    {keys},\n{metrics}\nfrom {next(iter(parts)).name}"
        every = [measure for measures in parts.values() for measure in measures]
        beside = "\n    union all\n".join(_beside(one.name, measures, every, keys) for one, measures in parts.items())
        joined = ",\n".join(f"        max({measure}) as {measure}" for measure in every)
        return (
            f"with\n\n{summed},\n\nbeside as (\n\n{beside}\n\n),\n\njoined as (\n\n    select\n        {keys},\n{joined}\n"
            f"    from beside\n    group by {keys}\n\n)\n\nselect\n    {keys},\n{metrics}\nfrom joined"
        )


def definitions() -> Definitions:
    """Read dbt's definitions.

    Raises
    ------
    MartsError
        One uses what isn't known here; dbt itself may know it.
    """
    facts = {one["name"]: _facts(one) for one in _read("_semantic_models.yml", "semantic_models")}
    told = {one["name"]: one for one in _read("_metrics.yml", "metrics")}
    metrics = {name: _metric(name, told) for name in told}
    views = {one["name"]: _view(one, metrics) for one in _read("_saved_queries.yml", "saved_queries")}
    return Definitions(facts=facts, metrics=metrics, views=views)


def _read(file: str, key: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load((FOLDER / file).read_text(encoding="utf-8"))[key]
    return found


def _facts(told: dict[str, Any]) -> Facts:
    model = re.fullmatch(r"ref\('(\w+)'\)", told["model"])
    table = told.get("config", {}).get("meta", {}).get("read_in") or f"published.{model[1] if model else told['model']}"
    columns = {one["name"]: one.get("expr", one["name"]) for one in (*told.get("entities", ()), *told["dimensions"])}
    return Facts(
        name=told["name"],
        table=table,
        day=columns[told["defaults"]["agg_time_dimension"]],
        columns=columns,
        measures={one["name"]: _aggregate(one) for one in told["measures"]},
    )


def _aggregate(measure: dict[str, Any]) -> str:
    if measure["agg"] not in _AGGREGATES:
        raise _unknown(f"measure {measure['name']}", f"aggregation {measure['agg']!r}", sorted(_AGGREGATES))
    return f"{_AGGREGATES[measure['agg']]}({measure.get('expr', measure['name'])})"


def _metric(name: str, told: dict[str, Any]) -> Metric:
    formula, measures = _formula(name, told)
    metric = told[name]
    meta = metric.get("config", {}).get("meta", {})
    return Metric(
        name=name,
        label=metric["label"],
        description=" ".join(metric.get("description", "").split()),
        unit=meta.get("unit", ""),
        is_part=meta.get("part", False),
        formula=formula,
        measures=measures,
    )


def _formula(name: str, told: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
    """A metric's SQL over measures, and which these are; other metrics in it are written out."""
    metric, how = told[name], told[name]["type_params"]
    if "filter" in metric:
        raise _unknown(f"metric {name}", "a filter", ["an expression in the measure"])
    match metric["type"]:
        case "simple":
            return how["measure"], (how["measure"],)
        case "ratio":
            (over, of_over), (under, of_under) = _formula(how["numerator"], told), _formula(how["denominator"], told)
            return f"1.0 * {_bracketed(over)} / nullif({under}, 0)", (*of_over, *of_under)
        case "derived":
            parts = {one["name"]: _formula(one["name"], told) for one in how["metrics"]}
            said = {one: _bracketed(formula) for one, (formula, _) in parts.items()}
            written = re.sub(r"\b[a-z_]+\b", lambda word: said.get(word[0], word[0]), how["expr"])
            return written, tuple(measure for _, measures in parts.values() for measure in measures)
        case kind:
            raise _unknown(f"metric {name}", f"type {kind!r}", ["derived", "ratio", "simple"])


def _bracketed(formula: str) -> str:
    return formula if re.fullmatch(r"\w+", formula) else f"({formula})"


def _view(told: dict[str, Any], metrics: dict[str, Metric]) -> View:
    params = told["query_params"]
    if params["where"]:
        raise _unknown(f"saved query {told['name']}", "a filter", ["keys and metrics"])
    return View(
        name=told["name"],
        description=" ".join(told["description"].split()),
        keys=tuple(_key(told["name"], one) for one in params["group_by"]),
        metrics=tuple(metrics[name] for name in params["metrics"]),
    )


def _key(view: str, called: str) -> Key:
    """A key from the way in which dbt writes it, e.g. `TimeDimension('metric_time', 'month')` or `Entity('channel')`."""
    found = _CALLED.match(called)
    if found is None:
        raise _unknown(f"saved query {view}", called, ["TimeDimension('metric_time', 'month')", "Entity('channel')"])
    _, what, grain = found.groups()
    if what == "metric_time":
        return Key(name=grain, period=grain)
    name = what.split("__")[-1]
    return Key(name=name, of=name)


def _summed(facts: Facts, measures: list[str], keys: tuple[Key, ...]) -> str:
    """One table's measures by the keys. Periods are the calendar's, so that a filter on one finds its days by their index."""
    by_calendar = any(key.period not in (None, "day") for key in keys)
    columns = [*(_column(key, facts) for key in keys), *(f"{facts.measures[one]} as {one}" for one in measures)]
    calendar = f"\n    inner join {CALENDAR} on facts.{facts.day} = dim_days.day" if by_calendar else ""
    groups = ", ".join(_source(key, facts) for key in keys)
    listed = ",\n        ".join(columns)
    return f"{facts.name} as (\n\n    select\n        {listed}\n    from {facts.table} as facts{calendar}\n    group by {groups}\n\n)"


def _source(key: Key, facts: Facts) -> str:
    if key.of is not None:
        return f"facts.{facts.columns[key.of]}"
    return f"facts.{facts.day}" if key.period == "day" else f"dim_days.{key.period}"


def _column(key: Key, facts: Facts) -> str:
    source = _source(key, facts)
    return source if source.endswith(f".{key.name}") else f"{source} as {key.name}"


def _beside(name: str, measures: list[str], every: list[str], keys: str) -> str:
    """One table's sums, with a place for those of the others."""
    columns = ",\n".join(f"        {one if one in measures else f'cast(null as numeric) as {one}'}" for one in every)
    return f"    select\n        {keys},\n{columns}\n    from {name}"


def _unknown(where: str, what: str, known: list[str]) -> MartsError:
    return MartsError(
        f"{where} in {_PLACE} uses {what}; plugins/marts/metrics.py knows {', '.join(known)}: "
        "say it with these, or teach it there"
    )

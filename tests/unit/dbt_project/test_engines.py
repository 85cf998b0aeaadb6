"""The project builds on two engines: what only one of them knows is said once, in macros/engines, for both."""

import re
import sys
from datetime import date
from types import ModuleType

import pytest

from plugins.house.places import ROOT
from plugins.marts import dbt

PROJECT = ROOT / "dbt_project"
ENGINES = PROJECT / "macros" / "engines"

# What Spark doesn't know, or takes for something else, and what to write instead.
OF_POSTGRES_ALONE = {
    r"::": "cast(... as ...)",
    r"\bas text\b": "cast(... as {{ text_type() }})",
    r"\bas numeric\b(?!\()": "cast(... as {{ exact_type() }}): without its digits, Spark's has none behind the point",
    r"\bas (varchar|timestamptz|jsonb?|uuid)\b": "types.sql",
    r"\bgenerate_series\b": "{{ each_day(...) }}",
    r"\bunnest\b|\barray\[": "{{ one_row_each([...]) }}",
    r"\bdistinct on\b": "row_number() over (...), and the first of them",
    r"\bto_timestamp\b": "{{ instant_of(...) }}",
    r"\bat time zone\b": "{{ business_day(...) }} or {{ day_span(...) }}",
    r"\bextract\(epoch\b": "{{ whole_days(...) }} or {{ hours_of(...) }}",
    r"@>|<@|&&|\b(tstz|date|num)range\b": "two comparisons",
    r"\bstring_agg\b|\barray_agg\b": "{{ path_of(...) }}",
    r"\bstring_to_array\b|\barray_to_string\b|\bcardinality\b": "sets.sql or walks.sql",
    r"\btrim_scale\b": "{{ trimmed(...) }}",
    r"\bavg\(": "{{ mean(...) }}: Spark's mean of whole numbers is a float",
    r"\b(div|mod)\(": "{{ whole_part(...) }} and {{ left_part(...) }}",
    r"\bsign\(": "case when ... < 0 then -1 else 1 end: Spark's sign is a float",
    r"\b(sha256|encode|convert_to|current_setting)\(": "{{ hashed(...) }}",
    r"->>?|#>>?": "a column of raw: staging reads no JSON",
    r"\bilike\b|\bsimilar to\b|~\*": "like",
    r"\brecursive\b": "{{ with_walks() }}: Spark's recursion can't sum",
    r"\b\w*day\b - \w*\.?\w*day\b": "{{ days_between(...) }}: a difference of days is an interval in Spark",
}
# What follows a night's changes is made in Postgres alone: plugins/marts/spark leaves it out.
POSTGRES_ALONE = (
    "models/intermediate/changes/",
    "models/staging/ops/stg_ops__changed_",
    "macros/changed.sql",
    "macros/changes.sql",
)


def portable_files() -> dict[str, str]:
    """SQL that both engines are given, without comments, by path."""
    found = {}
    for folder in ("models", "macros", "tests"):
        for path in sorted((PROJECT / folder).rglob("*.sql")):
            name = path.relative_to(PROJECT).as_posix()
            if ENGINES not in path.parents and not name.startswith(POSTGRES_ALONE):
                found[name] = re.sub(r"--.*|\{#(?:.|\n)*?#\}", "", path.read_text())
    return found


@pytest.mark.parametrize("construct", OF_POSTGRES_ALONE)
def test_no_model_says_what_only_postgres_understands(construct):
    found = [name for name, text in portable_files().items() if re.search(construct, text, flags=re.IGNORECASE)]
    assert found == [], f"write {OF_POSTGRES_ALONE[construct]} instead"


def test_every_dispatched_macro_has_a_rendering_for_each_engine():
    text = "\n".join(path.read_text() for path in ENGINES.glob("*.sql"))
    dispatched = set(re.findall(r"adapter\.dispatch\('(\w+)'\)", text))
    assert len(dispatched) > 15
    for engine in ("postgres", "spark"):
        rendered = set(re.findall(rf"macro {engine}__(\w+)\(", text))
        assert dispatched - rendered == set(), engine


def test_engines_are_told_apart_in_one_folder_only():
    for name, text in portable_files().items():
        assert not re.search(r"adapter\.dispatch|target\.(type|name)|spark__|postgres__", text), name


def test_dbt_reads_the_project_for_spark(tmp_path, monkeypatch):
    monkeypatch.setenv("MIXLOOP_DATA", str(tmp_path))
    monkeypatch.setitem(
        sys.modules, "pyspark", ModuleType("pyspark")
    )  # reading needs none, but dbt asks whether it is there
    manifest = dbt.run("parse", "--target", "spark", decision_date=date(2026, 3, 2), connected=False)
    models = [node for node in manifest.nodes.values() if node.resource_type == "model"]
    assert len(models) > 60
    assert not any(model.contract.enforced for model in models), "contracts in Postgres's types"

"""What every model of the dbt project owes its readers: a contract, a key, a meaning for each column."""

import csv
from datetime import date
from pathlib import Path

import pytest

from plugins.house.places import ROOT
from plugins.marts import dbt, lineage, metrics, tables
from tests.unit.channels.conftest import all_channels

PROJECT = ROOT / "dbt_project"


@pytest.fixture(scope="module")
def manifest(tmp_path_factory):
    """The project as dbt understands it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MIXLOOP_DATA", str(tmp_path_factory.mktemp("data")))
        return dbt.run("parse", decision_date=date(2026, 3, 2), connected=False)


@pytest.fixture(scope="module")
def models(manifest) -> list:
    return [node for node in manifest.nodes.values() if node.resource_type == "model"]


def test_the_page_of_tables_is_the_one_that_the_project_writes(tmp_path, monkeypatch):
    monkeypatch.setenv("MIXLOOP_DATA", str(tmp_path))
    assert tables.PAGE.read_text(encoding="utf-8") == tables.page(), "docs/tables.md is stale: run make docs"


def test_every_column_of_every_model_and_seed_has_a_meaning_and_a_type(manifest, models):
    assert models
    for node in [*models, *(node for node in manifest.nodes.values() if node.resource_type == "seed")]:
        assert node.description, node.name
        assert node.columns, node.name
        for column in node.columns.values():
            assert column.description, f"{node.name}.{column.name} has no description"
    for model in models:
        assert all(column.data_type for column in model.columns.values()), model.name


def test_every_model_keeps_an_enforced_contract_and_every_table_a_key(models):
    for model in models:
        assert model.contract.enforced, model.name
        keys = [constraint.columns for constraint in model.constraints if constraint.type == "primary_key"]
        stored = model.config.materialized in ("table", "incremental")
        assert len(keys) == (1 if stored else 0), f"{model.name} has keys {keys}"
        for column in keys[0] if keys else []:
            kinds = {constraint.type for constraint in model.columns[column].constraints}
            assert "not_null" in kinds, f"{model.name}.{column} is part of the key and may be null"


def test_every_amount_says_its_unit(models):
    for model in models:
        for name, column in model.columns.items():
            if name.endswith("_micros"):
                assert column.data_type == "bigint", f"{model.name}.{name}"
                says_so = "millionths" in column.description or column.description.startswith("Always 0")
                assert says_so, f"{model.name}.{name} doesn't say what it counts"


def test_only_staging_reads_what_was_delivered(models):
    for model in models:
        reads_sources = any(node.startswith("source.") for node in model.depends_on.nodes)
        assert not reads_sources or model.schema == "staging", f"{model.name} reads raw past staging"


def test_every_rule_of_the_marts_has_a_test_that_is_a_sentence(manifest, models):
    tested = {unit.model for unit in manifest.unit_tests.values()}
    assert {model.name for model in models if model.schema == "marts"} - tested == {"build"}
    assert all(len(unit.name.split("_")) >= 4 for unit in manifest.unit_tests.values())


def test_plan_and_dashboard_stand_at_the_end_of_the_lineage(manifest):
    assert {exposure.name for exposure in manifest.exposures.values()} == {"plan", "dashboard"}


def test_a_mart_is_made_from_the_nearest_marts_and_from_what_was_delivered_past_them(manifest, models):
    marts = {model.name: model for model in models}
    days = lineage.made_from(marts["fct_account_days"], manifest)
    assert days.marts == ["fct_campaign_days"], "fct_ad_days lies behind it"
    assert days.reports["google_ads"] == ["account_days", "campaign_days"]
    assert "ops" not in days.reports
    orders = lineage.made_from(marts["fct_orders"], manifest)
    assert (orders.marts, orders.reports["shopify"], orders.seeds) == ([], ["orders", "refunds"], ["geo_names"])


def test_a_mart_is_read_by_what_would_change_with_it(manifest, models):
    marts = {model.name: model for model in models}
    assert lineage.read_by(marts["fct_campaign_days"], manifest)[0] == [
        "fct_account_days", "fct_attribution_days", "fct_channel_days", "fct_channel_geo_days", "fct_platform_claims",
        "panel_controls", "panel_media", "panel_outcome",
    ]  # fmt: skip
    assert lineage.read_by(marts["panel_controls"], manifest) == ([], ["The nightly budget plan"])


def test_dbt_knows_the_metrics_and_views_that_analysts_have(manifest):
    found = metrics.definitions()
    assert {metric.name for metric in manifest.metrics.values()} == found.metrics.keys()
    assert {query.name for query in manifest.saved_queries.values()} == found.views.keys()
    assert {
        one.name: sorted(measure.name for measure in one.measures) for one in manifest.semantic_models.values()
    } == {facts.name: sorted(facts.measures) for facts in found.facts.values()}


def test_metrics_stand_on_columns_that_their_tables_have(manifest):
    for one in manifest.semantic_models.values():
        (model,) = (manifest.nodes[name] for name in one.depends_on.nodes)
        for column in (
            *(entity.expr or entity.name for entity in one.entities),
            *(dim.expr or dim.name for dim in one.dimensions),
        ):
            assert column in model.columns, f"{one.name}: {model.name} has no column {column}"


def test_every_paid_dialect_has_a_staging_folder_like_the_others():
    paid = {channel.dialect for channel in all_channels().channels.values() if channel.kind == "paid"}
    folders = {path.parent.name for path in PROJECT.glob("models/staging/*/stg_*__ad_days.sql")}
    assert paid == folders
    for dialect in folders:
        folder = PROJECT / "models/staging" / dialect
        files = {f"_{dialect}__models.yml", f"_{dialect}__sources.yml", f"stg_{dialect}__ad_days.sql"}
        assert files <= {path.name for path in folder.iterdir()}


def test_ad_days_of_all_dialects_have_the_same_columns_in_the_same_order(models):
    shapes = {
        model.name: [(name, column.data_type) for name, column in model.columns.items()]
        for model in models
        if model.name.endswith("__ad_days") or model.name == "int_ad_days__unioned"
    }
    assert len(shapes) >= 12
    assert len({tuple(shape) for shape in shapes.values()}) == 1, shapes


def test_every_source_names_the_same_states_once():
    with (PROJECT / "seeds/geo_names.csv").open() as file:
        rows = list(csv.DictReader(file))
    states: dict[str, list[str]] = {}
    for row in rows:
        states.setdefault(row["source"], []).append(row["geo"])
    with (PROJECT / "seeds/state_populations.csv").open() as file:
        states["state_populations"] = [row["geo"] for row in csv.DictReader(file)]
    assert len(states) == 14
    assert len({tuple(sorted(codes)) for codes in states.values()}) == 1
    assert all(len(codes) == len(set(codes)) == 20 for codes in states.values())


def test_holidays_reach_past_the_year_that_is_planned():
    with (PROJECT / "seeds/us_holidays.csv").open() as file:
        days = [date.fromisoformat(row["day"]) for row in csv.DictReader(file)]
    assert {day.year for day in days} == {2024, 2025, 2026, 2027}
    assert date(2026, 11, 27) in days, "Black Friday is the day after the fourth Thursday of November"


def test_a_changed_file_of_the_project_changes_its_hash(tmp_path, monkeypatch):
    (tmp_path / "one.sql").write_text("select 1")
    monkeypatch.setattr(dbt, "PROJECT", tmp_path)
    before = dbt.project_hash()
    (tmp_path / "log.txt").write_text("not a source")
    assert dbt.project_hash() == before
    (tmp_path / "one.sql").write_text("select 2")
    assert dbt.project_hash() != before


def test_dbt_says_nothing_about_us_to_anybody():
    text = (PROJECT / "dbt_project.yml").read_text()
    assert "send_anonymous_usage_stats: false" in text
    assert not list(Path(PROJECT).glob("packages.yml"))

"""Metrics are defined once, by words and by SQL; what can't be said in our SQL is refused by name."""

import shutil

import pytest
import yaml

from plugins.marts import MartsError, metrics, metrics_page


@pytest.fixture
def definitions(tmp_path, monkeypatch):
    """A copy of the definitions that a test may change: `change("_metrics.yml", lambda told: ...)`."""
    folder = shutil.copytree(metrics.FOLDER, tmp_path / "metrics")
    monkeypatch.setattr(metrics, "FOLDER", folder)

    def change(file: str, mend) -> None:
        told = yaml.safe_load((folder / file).read_text())
        (key,) = told
        mend({one["name"]: one for one in told[key]})
        (folder / file).write_text(yaml.safe_dump(told))

    return change


def test_the_page_of_metrics_is_the_one_that_the_definitions_write():
    assert metrics_page.PAGE.read_text(encoding="utf-8") == metrics_page.page(), (
        "docs/metrics.md is stale: run make docs"
    )


def test_spend_revenue_iroas_and_cac_are_defined():
    assert {"spend", "revenue", "iroas", "cac"} <= {metric.name for metric in metrics.definitions().asked_for}


def test_every_metric_says_what_it_means_in_which_unit_and_is_in_a_view():
    found = metrics.definitions()
    shown = {metric.name for view in found.views.values() for metric in view.metrics}
    for metric in found.asked_for:
        assert metric.description.endswith("."), metric.name
        assert metric.unit, metric.name
        assert metric.name in shown, metric.name
    assert not shown & {metric.name for metric in found.metrics.values() if metric.is_part}


def test_a_metric_of_metrics_is_written_out_down_to_its_measures():
    cac = metrics.definitions().metrics["cac"]
    assert cac.formula == (
        "1.0 * (case when spend_gaps = 0 then round(spend_micros / 1000000.0, 6) end) / nullif(customers_won, 0)"
    )
    assert cac.measures == ("spend_micros", "spend_gaps", "customers_won")


def test_a_measure_means_one_thing_in_all_tables():
    found = metrics.definitions()
    named = [measure for facts in found.facts.values() for measure in facts.measures]
    assert len(named) == len(set(named))


@pytest.mark.parametrize(
    ("file", "name", "change", "words"),
    [
        ("_semantic_models.yml", "orders", {"measures": [{"name": "paid", "agg": "median"}]}, "paid .*'median'.* max, min, sum"),
        ("_metrics.yml", "orders", {"type": "cumulative"}, "metric orders .*'cumulative'.* derived, ratio, simple"),
        ("_metrics.yml", "orders", {"filter": "x"}, "metric orders .*a filter"),
    ],
    ids=["aggregation", "type", "filter"],
)  # fmt: skip
def test_what_dbt_may_know_and_we_do_not_is_refused_by_name(definitions, file, name, change, words):
    definitions(file, lambda told: told[name].update(change))
    with pytest.raises(MartsError, match=words):
        metrics.definitions()


@pytest.mark.parametrize(
    ("change", "words"),
    [({"where": ["x"]}, "metrics_by_day .*a filter"), ({"group_by": ["Entity('channel').grain('x')"]}, "metrics_by_day .*grain")],
    ids=["filter", "key"],
)  # fmt: skip
def test_a_view_that_we_cannot_write_is_refused_by_name(definitions, change, words):
    definitions("_saved_queries.yml", lambda told: told["metrics_by_day"]["query_params"].update(change))
    with pytest.raises(MartsError, match=words):
        metrics.definitions()

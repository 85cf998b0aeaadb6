"""Rules that hold of every DAG: thin files, named owners, words for the person who finds it red."""

import shutil
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import config
from config.reading import ConfigError
from plugins import tasks

DAGS = sorted((Path(__file__).parents[3] / "dags").glob("[!_]*.py"))
HEAVY = {"pandas", "pymc", "dbt", "great_expectations", "arviz", "nutpie", "scipy", "matplotlib", "models"}


def _fresh(script: str, cwd: Path) -> str:
    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=cwd, capture_output=True, text=True,
        env={"PATH": "/usr/bin:/bin", "HOME": str(cwd), "AIRFLOW_HOME": str(cwd), "PYTHONPATH": str(DAGS[0].parents[1])},
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr[-2000:]
    return ran.stdout.strip().splitlines()[-1]


@pytest.mark.parametrize("file", DAGS, ids=lambda file: file.stem)
def test_a_dag_file_imports_nothing_heavy_and_costs_less_than_half_of_what_airflow_does(file, tmp_path):
    script = f"""
import sys, time
started = time.process_time()
import airflow.sdk
before, airflows = set(sys.modules), time.process_time() - started
import dags.{file.stem}
took = time.process_time() - started - airflows
loaded = {{name.split('.')[0] for name in set(sys.modules) - before}} & {HEAVY!r}
assert took < airflows / 2, f'{{took:.2f}} s, airflow.sdk itself {{airflows:.2f}} s'
print(','.join(sorted(loaded)) or 'nothing heavy')
"""
    assert _fresh(script, tmp_path) == "nothing heavy"


@pytest.mark.parametrize("file", DAGS, ids=lambda file: file.stem)
def test_a_dag_says_what_it_does_what_to_do_when_red_and_who_owns_it(file, tmp_path):
    script = f"""
from airflow.sdk import DAG
import importlib
module = importlib.import_module('dags.{file.stem}')
dag = module.{file.stem}()
lacking = [task.task_id for task in dag.tasks if not task.doc_md]
assert 'red' in dag.doc_md and not dag.catchup and dag.max_active_runs == 1
assert all(task.owner != 'airflow' for task in dag.tasks)
assert all(task.retry_policy for task in dag.tasks)
print(lacking)
"""
    assert _fresh(script, tmp_path) == "[]"


@pytest.mark.parametrize("file", DAGS, ids=lambda file: file.stem)
def test_a_dag_file_is_wiring_that_fits_two_screens(file):
    text = file.read_text()
    assert len(text.splitlines()) < 170
    assert "select " not in text.lower().replace("select all", "")


def test_the_form_names_the_night_before_the_logical_date_does():
    logical = datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert tasks.decision_date({"decision_date": "2026-03-09"}, logical, "UTC") == date(2026, 3, 9)


def test_the_logical_date_is_read_in_the_business_time_zone():
    late_evening_in_new_york = datetime(2026, 3, 3, 2, tzinfo=UTC)
    assert tasks.decision_date({}, late_evening_in_new_york, "America/New_York") == date(2026, 3, 2)


@pytest.mark.parametrize(("params", "named"), [({}, "decision_date"), ({"decision_date": "2 March"}, "2 March")])
def test_a_run_without_a_night_is_refused_with_the_field_to_fill(params, named):
    with pytest.raises(tasks.DecisionDateError, match=named):
        tasks.decision_date(params, None, "UTC")


def test_an_unknown_channel_in_the_form_is_named_beside_the_known_ones():
    with pytest.raises(ValueError, match=r"myspace.*google_ads"):
        tasks.channels_of_the_night(["myspace"])


def test_a_settings_file_that_cannot_be_used_ends_the_night_before_anything_is_loaded(tmp_path, monkeypatch):
    shutil.copytree(Path(config.__file__).parent, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv("MIXLOOP_CONFIG", str(tmp_path))
    assert tasks.channels_of_the_night(["tv"]) == ["tv"]
    (tmp_path / "objective.yml").unlink()
    with pytest.raises(ConfigError, match=r"objective\.yml"):
        tasks.channels_of_the_night(["tv"])


def test_events_name_channels_by_the_watchers_payload_or_by_rest_and_without_a_name_mean_all():
    watched, said, bare = {"from_trigger": True, "payload": {"channels": ["meta"]}}, {"channels": ["tv"]}, {}
    assert tasks.channels_of_the_event([watched, said]) == ["meta", "tv"]
    assert "google_ads" in tasks.channels_of_the_event([watched, bare])
    with pytest.raises(ValueError, match="myspace"):
        tasks.channels_of_the_event([{"channels": ["myspace"]}])

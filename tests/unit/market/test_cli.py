"""Commands: a bad request gets one sentence that names the thing and the mend, exit code 1 or 2, and no trace."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

REFUSED = {
    "create --world nowhere": "--world nowhere: there is no such family; choose one of default, small",
    "create --geos 3": "--geos 3: a world holds 4 to 20 geos",
    "create --geos 21": "--geos 21: a world holds 4 to 20 geos",
    "create --history-days 10": "--history-days 10: choose 60 to 1500",
    "create --seed -1": "--seed -1: choose a whole number from 0",
    "deliver --night 2026-03-02 --landing nowhere": "holds no market; make one with: python -m market create",
    "reveal": "holds no market; make one with: python -m market create",
    "reveal --first 2026-02-01": "a window needs both --first and --last",
    "fault --night 2026-03-02 --channel radio --kind empty --landing nowhere": "--channel radio: nobody delivers that",
    "fault --night 2026-03-02 --channel meta --kind empty --landing nowhere": "no such delivery to break",
}


@pytest.mark.parametrize("words", REFUSED)
def test_a_bad_request_is_refused_by_name(
    words: str, run: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(words) == 1
    told = capsys.readouterr().err
    assert REFUSED[words] in told and told.startswith("market: ") and told.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


LATER = {
    "create --world small": "holds a market already; remove that folder or choose another --home",
    "deliver --night 2026-03-03 --through 2026-03-02 --landing nowhere": "--through 2026-03-02 is before --night",
    "deliver --night 2026-03-01 --landing nowhere": "the first night here is 2026-03-02",
    "deliver --night 2026-03-03 --landing nowhere": "2026-03-02 comes before it",
    "reveal --first 2025-01-01 --last 2026-03-01": "this market knows 2026-01-01 to 2026-03-01",
    "reveal --first 2026-02-02 --last 2026-02-01": "the first one first",
}


@pytest.mark.parametrize("words", LATER)
def test_a_request_that_this_market_cannot_answer_is_refused(
    words: str, run: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    run("create --world small --history-days 60")
    assert run(words) == 1
    assert LATER[words] in capsys.readouterr().err


@pytest.mark.parametrize("words", ["", "deliver --night tomorrow --landing x", "fault --kind flood", "simulate"])
def test_a_command_that_cannot_be_read_exits_with_two(words: str, run: Callable[..., int]) -> None:
    with pytest.raises(SystemExit) as stop:
        run(words)
    assert stop.value.code == 2


def test_it_runs_as_a_module_and_says_what_it_can_do() -> None:
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-m", "market", "--help"], cwd=root, capture_output=True, text=True, check=True
    )
    assert all(command in done.stdout for command in ("create", "deliver", "fault", "reveal"))


def test_the_market_imports_nothing_of_the_product() -> None:
    root = Path(__file__).parents[3]
    listing = "import sys, market.cli; print([m for m in sys.modules if m.split('.')[0] in {names!r}])"
    names = {"config", "dags", "expectations", "models", "plugins", "pandas", "airflow"}
    done = subprocess.run(
        [sys.executable, "-c", listing.format(names=names)], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"

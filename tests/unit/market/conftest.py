"""A market in small for tests: four states, two months of history."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from market import worlds
from market.cli import main
from market.market import Market
from market.worlds import CHANNELS

FIRST_NIGHT = date(2026, 3, 2)


@pytest.fixture
def a_market() -> Callable[..., Market]:
    """Build a market before its first night; settings by name change the small family's."""

    def build(*, seed: int = 7, family: str = "small", **settings: object) -> Market:
        world = replace(worlds.find(family), **{"history_days": 60, **settings})
        return Market(world=world, seed=seed, executed=np.zeros((0, world.geo_count, len(CHANNELS)), dtype=np.int64))

    return build


@pytest.fixture(autouse=True)
def own_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the person's own market out of tests: each has a key and a home of its own."""
    monkeypatch.setenv("MARKET_KEY", str(tmp_path / "keys" / "key"))
    monkeypatch.setenv("MARKET_HOME", str(tmp_path / "home"))
    return tmp_path / "keys" / "key"


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., int]:
    """Run a command of the market in this test's home; words are split at blanks, paths given as they are."""

    def command(words: str, *paths: object) -> int:
        return main([*words.split(), *map(str, paths)])

    return command


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder to read only: home, key and landing zone of the small world, seed 7, after its first two nights."""
    folder = tmp_path_factory.mktemp("market")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MARKET_KEY", str(folder / "keys" / "key"))
        create = "create --world small --seed 7 --history-days 60 --home"
        assert main([*create.split(), str(folder / "home")]) == 0
        deliver = "deliver --night 2026-03-02 --through 2026-03-03 --home"
        assert main([*deliver.split(), str(folder / "home"), "--landing", str(folder / "landing")]) == 0
    return folder


@pytest.fixture(scope="session")
def delivered(made: Path) -> Path:
    """The landing zone of the first two nights, to read only."""
    return made / "landing"


@pytest.fixture
def landing(made: Path, tmp_path: Path) -> Path:
    """A landing zone of the test's own after two nights; the market's home and key lie where `run` looks for them."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path / "landing"

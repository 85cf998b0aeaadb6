"""Where a market lives between nights: its settings, seed and executed spend, all sealed."""

import json
import os
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from market import reckoning, seal, worlds
from market.errors import MarketError
from market.market import Market
from market.worlds import CHANNELS, World


def default_home() -> Path:
    """Return `$MARKET_HOME`, else `.market` in the working folder."""
    return Path(os.environ.get("MARKET_HOME") or ".market")


@dataclass(frozen=True)
class Home:
    """A folder that only its owner can enter, with `state.sealed` and `truth.sealed`."""

    path: Path

    @property
    def _state(self) -> Path:
        return self.path / "state.sealed"

    @property
    def _truth(self) -> Path:
        return self.path / "truth.sealed"

    def create(self, world: World, seed: int) -> None:
        """Settle a new market here; a folder that holds one already is refused."""
        if self._state.exists():
            raise MarketError(f"{self.path} holds a market already; remove that folder or choose another --home")
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path.chmod(0o700)
        market = Market(world=world, seed=seed, executed=np.zeros((0, world.geo_count, len(CHANNELS)), dtype=np.int64))
        self.save(market, nights=0)

    def load(self) -> tuple[Market, int]:
        """Return the market that lives here and how many nights it has delivered."""
        if not self._state.exists():
            raise MarketError(f"{self.path} holds no market; make one with: python -m market create --home {self.path}")
        state = json.loads(seal.opened(self._state, seal.key(make=False)))
        world = replace(
            worlds.find(state["family"]),
            geo_count=state["geo_count"],
            first_night=date.fromisoformat(state["first_night"]),
            history_days=state["history_days"],
        )
        executed = np.array(state["executed"], dtype=np.int64).reshape(-1, world.geo_count, len(CHANNELS))
        return Market(world=world, seed=state["seed"], executed=executed), state["nights"]

    def truth(self) -> dict[str, Any]:
        """Return the sealed truth."""
        if not self._truth.exists():
            raise MarketError(f"{self.path} holds no market; make one with: python -m market create --home {self.path}")
        truth: dict[str, Any] = json.loads(seal.opened(self._truth, seal.key(make=False)))
        return truth

    def save(self, market: Market, *, nights: int) -> None:
        """Seal the market's state, with how many nights it has delivered, and its truth as of today."""
        secret = seal.key(make=True)
        state = {
            "family": market.world.family,
            "geo_count": market.world.geo_count,
            "first_night": market.world.first_night.isoformat(),
            "history_days": market.world.history_days,
            "seed": market.seed,
            "nights": nights,
            "executed": market.executed.tolist(),
        }
        truth = json.dumps(reckoning.reckon(market)).encode()
        seal.write_private(self._truth, seal.sealed(truth, secret))
        seal.write_private(self._state, seal.sealed(json.dumps(state).encode(), secret))

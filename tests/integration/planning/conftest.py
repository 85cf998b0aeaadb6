"""A small company before its first plan: two months of spend, a gate that passed, a fit."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pytest
import xarray as xr

from plugins import stages
from plugins.planning import drafting

NIGHT = date(2026, 3, 2)
SPEND = {"google_ads": 900, "meta": 600, "tv": 1500}
SIZE = {"US-CA": 1.0, "US-FL": 0.4, "US-NY": 0.6, "US-TX": 0.7}
RETURNS = {"google_ads": 6.0, "meta": 4.0, "tv": 2.5}


class Beliefs:
    """A posterior of saturating curves: google_ads has room, tv has none."""

    def curves(self, levels: xr.DataArray) -> xr.DataArray:
        """Daily incremental revenue by draw, geo, channel and level."""
        strength = xr.DataArray(np.exp(np.random.default_rng(0).normal(0, 0.2, 50)), dims="draw")
        spend = xr.DataArray(list(SPEND.values()), dims="channel", coords={"channel": list(SPEND)})
        returns = xr.DataArray(list(RETURNS.values()), dims="channel", coords={"channel": list(SPEND)})
        half = spend * xr.DataArray(list(SIZE.values()), dims="geo", coords={"geo": list(SIZE)})
        half, returns = half.sel(channel=levels.channel), returns.sel(channel=levels.channel)
        return strength * 2 * returns * half * levels / (levels + half)


@dataclass(frozen=True)
class Company:
    """The warehouse of a company, and what happens to it."""

    warehouse: object

    def rows(self, query: str, *values: object, role: str = "loop") -> list[tuple]:
        """Rows of a query, asked as the loop."""
        return self.warehouse.rows(query, *values, role=role)

    def night(
        self, decision_date: date, *, fit: str | None = "fit", verdicts: dict[str, tuple[str, str]] | None = None
    ):
        """Marts, gate and fit of one night; `verdicts` by scope replace a pass."""
        told = {"night": ("pass", None), **dict.fromkeys(SPEND, ("pass", None)), **(verdicts or {})}
        found = self.rows(
            "select coalesce(max(version), 0) + 1 from gate.verdicts where decision_date = %s", decision_date
        )
        for scope, (verdict, failing) in told.items():
            for gate, answer in (("raw", ("pass", None)), ("mart", (verdict, failing))):
                values = (decision_date, gate, found[0][0], scope, *answer)
                self.rows("insert into gate.verdicts values (%s, %s, %s, %s, %s, %s)", *values)
        self.rows("delete from marts.build", role="dbt")
        self.rows("insert into marts.build values (%s, 'x')", decision_date, role="dbt")
        if fit:
            stages.run("fit", decision_date, fit, lambda *_: (fit, {"fit_id": fit}))


@pytest.fixture
def company(warehouse, monkeypatch) -> Company:
    """A company on its first night."""
    made = Company(warehouse)
    made.rows("create table marts.build (decision_date date, input_hash text)", role="dbt")
    made.rows(
        "create table marts.panel_media (geo text, channel text, day date, spend_micros bigint, status text)",
        role="dbt",
    )
    made.rows("grant select on all tables in schema marts to mixloop_loop", role="dbt")
    for channel, spend in SPEND.items():
        for geo, size in SIZE.items():
            made.rows(
                "insert into marts.panel_media select %s, %s, day, %s + 7 * extract(doy from day), 'reported'"
                " from generate_series(%s::date, %s::date, interval '1 day') as day",
                geo, channel, int(spend * size * 1_000_000), NIGHT - timedelta(days=60), NIGHT + timedelta(days=30),
                role="dbt",
            )  # fmt: skip
    monkeypatch.setattr(drafting, "posterior", lambda connection, fit_id: Beliefs())
    made.night(NIGHT)
    return made

"""A small company before its first plan: two months of spend, a gate that passed, a fit."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
import psycopg2
import pytest
import yaml

from config import response
from config.reading import place
from models.response import Panel, Posterior, ResponseSpec, Sampler
from models.response.posterior import CHANNEL_PARAMETERS, DEMAND_PARAMETERS, as_draws
from plugins import stages

NIGHT = date(2026, 3, 2)
SPEND = {"google_ads": 900, "meta": 600, "tv": 1500}
SIZE = {"US-CA": 1.0, "US-FL": 0.4, "US-NY": 0.6, "US-TX": 0.7}
RETURNS = {"google_ads": 6.0, "meta": 4.0, "tv": 2.5}


def beliefs(channels: tuple[str, ...] = tuple(SPEND)) -> Posterior:
    """A posterior of saturating curves: google_ads has room, tv has none."""
    days = pd.date_range(NIGHT - timedelta(days=60), NIGHT - timedelta(days=1))
    frame = pd.MultiIndex.from_product([days, SIZE, channels], names=["date", "geo", "channel"]).to_frame(index=False)
    media = frame.assign(spend=frame["geo"].map(SIZE) * frame["channel"].map(SPEND))
    outcome = media.drop_duplicates(["date", "geo"])[["date", "geo"]].assign(revenue=20_000.0)
    panel = Panel.from_frames(media, outcome)
    geos = panel.spend.geo.values.tolist()
    draws = 50
    roi = np.array([RETURNS[name] for name in channels]) * np.exp(np.random.default_rng(0).normal(0, 0.2, (draws, 1)))
    one = np.ones((draws, len(channels)))
    by_channel = dict(zip(CHANNEL_PARAMETERS, (roi, one, one, one), strict=True))
    scalars = {name: 0.1 * np.ones(draws) for name in (*DEMAND_PARAMETERS, "geo_spread")}
    by_cell = {
        "geo_roi": np.repeat(roi[:, None, :], len(geos), axis=1),
        "control_effect": np.zeros((draws, 0)),
    }
    values = as_draws(by_channel | scalars | by_cell, geos, list(channels), [])
    spec = ResponseSpec.from_settings(response.load())
    return Posterior(panel, spec, 1, values, Sampler(worst_rhat=1.0, smallest_ess=400.0, divergences=0, steps=1))


@dataclass(frozen=True)
class Company:
    """The warehouse of a company, and what happens to it."""

    warehouse: object

    def rows(self, query: str, *values: object, role: str = "loop") -> list[tuple]:
        """Rows of a query, asked as the loop."""
        return self.warehouse.rows(query, *values, role=role)

    def night(
        self,
        decision_date: date,
        *,
        fit: str | None = "fit",
        channels: tuple[str, ...] = tuple(SPEND),
        verdicts: dict[str, tuple[str, str]] | None = None,
    ) -> None:
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
            self.rows(
                "insert into model.fits values (%s, %s, 'p', '{}', 1, '{}', %s) on conflict do nothing",
                fit, decision_date, psycopg2.Binary(beliefs(channels).to_bytes()),
            )  # fmt: skip
            stages.run("fit", decision_date, fit, lambda *_: (fit, {"fit_id": fit}))


@pytest.fixture
def company(warehouse) -> Company:
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
    made.night(NIGHT)
    return made


@pytest.fixture
def settings(tmp_path, monkeypatch):
    """A folder of settings that a test may rewrite: `settings("guardrails", turnover=0.3)`."""
    folder = tmp_path / "config"
    folder.mkdir()
    for path in place("").glob("*.yml"):
        (folder / path.name).write_text(path.read_text())
    monkeypatch.setenv("MIXLOOP_CONFIG", str(folder))

    def change(subject: str, **values: object) -> None:
        path = folder / f"{subject}.yml"
        path.write_text(yaml.safe_dump(yaml.safe_load(path.read_text()) | values))

    return change

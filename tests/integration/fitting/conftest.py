"""A company whose marts are built: a small seeded panel, and settings that sample only as long as a test can wait."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from psycopg2.extras import execute_values

import config
from plugins import warehouse as door
from tests.unit.models.response.worlds import a_world

NIGHT = date(2026, 1, 12)  # the small world ends the day before
MICROS = 1_000_000


@dataclass(frozen=True)
class Company:
    """The warehouse of a company with a panel."""

    warehouse: Any
    settings: Path

    def rows(self, query: str, *values: object, role: str = "loop") -> list[tuple]:
        """Rows of a query."""
        return self.warehouse.rows(query, *values, role=role)

    def believe(self, **changes: object) -> None:
        """Change settings of the response model."""
        path = self.settings / "response.yml"
        path.write_text(yaml.safe_dump(yaml.safe_load(path.read_text()) | changes))


@pytest.fixture
def company(warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Company:
    """Marts of one night, written as dbt would have left them."""
    settings = tmp_path / "config"
    settings.mkdir()
    for file in Path(config.__file__).parent.glob("*.yml"):
        (settings / file.name).write_text(file.read_text())
    monkeypatch.setenv("MIXLOOP_CONFIG", str(settings))
    made = Company(warehouse, settings)
    made.believe(sampling={"chains": 2, "warmup": 300, "draws": 400, "kept": 100})
    for statement in (
        "create table marts.build (decision_date date, input_hash text)",
        "create table marts.panel_media (geo text, channel text, day date, spend_micros bigint, status text)",
        "create table marts.panel_outcome (geo text, day date, revenue_micros bigint, status text)",
        "create table marts.panel_controls (geo text, day date, name text, value numeric)",
        "grant select on all tables in schema marts to mixloop_loop",
    ):
        made.rows(statement, role="dbt")
    made.rows("insert into marts.build values (%s, 'x')", NIGHT, role="dbt")
    world = a_world(1, days=133)
    media = [
        (row.geo, row.channel, row.date.date(), round(row.spend * MICROS), "reported")
        for row in world.media.itertuples()
    ]
    outcome = [
        (row.geo, row.date.date(), round(row.revenue * MICROS), "reported") for row in world.outcome.itertuples()
    ]
    controls = [(row.geo, row.date.date(), row.name, float(row.value)) for row in world.controls.itertuples()]
    connection = door.connect("dbt")
    with connection, connection.cursor() as cursor:
        for table, rows in (("media", media), ("outcome", outcome), ("controls", controls)):
            execute_values(cursor, f"insert into marts.panel_{table} values %s", rows, page_size=2000)  # noqa: S608
    connection.close()
    return made

"""The page of tables that an analyst reads says what the warehouse is."""

import psycopg2
import pytest

from plugins.warehouse import tables


@pytest.fixture(scope="module")
def analyst(shared_warehouse):
    connection = psycopg2.connect(shared_warehouse.urls["MIXLOOP_WAREHOUSE_ANALYST"])
    yield connection
    connection.close()


def test_the_page_says_what_the_warehouse_is(analyst):
    assert tables.PAGE.read_text(encoding="utf-8") == tables.page(analyst), (
        "docs/plan_tables.md is stale; write it again: make docs"
    )


def test_every_table_and_column_is_described(analyst):
    with analyst.cursor() as cursor:
        cursor.execute(tables._COLUMNS)
        names = [column.name for column in cursor.description]
        columns = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    assert len(columns) > 100
    assert [f"{one['schema']}.{one['name']}" for one in columns if not one["description"]] == []
    told_elsewhere = {("plan", "active"), ("model", "effects")}  # columns of plan.plan_lines, of model.channel_effects
    undescribed = [
        f"{one['schema']}.{one['name']}.{one['column']}" for one in columns
        if not one["meaning"] and (one["schema"], one["name"]) not in told_elsewhere
    ]  # fmt: skip
    assert undescribed == []

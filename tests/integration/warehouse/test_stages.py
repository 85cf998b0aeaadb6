"""A stage runs once on the same inputs, and leaves nothing behind when it is stopped half way."""

from datetime import date

import pytest

from plugins import stages
from plugins.warehouse import WarehouseError, connect

NIGHT = date(2026, 3, 2)


def _write(connection, version):
    with connection.cursor() as cursor:
        cursor.execute("insert into ops.stages values ('side', %s, 'x', %s, 'y', '{}', 0, now())", (NIGHT, version))
    return "out", {"version": version}


def test_the_same_inputs_run_once_and_give_the_same_summary(warehouse):
    first = stages.run("fit", NIGHT, "a", _write)
    again = stages.run("fit", NIGHT, "a", lambda *_: pytest.fail("ran twice"))
    assert first == again == {"version": 1}


def test_changed_inputs_give_a_new_version_beside_the_old(warehouse):
    stages.run("fit", NIGHT, "a", lambda *_: ("o1", {}))
    stages.run("fit", NIGHT, "b", lambda *_: ("o2", {}))
    found = stages.latest("fit", NIGHT)
    assert (found.version, found.input_hash) == (2, "b")


def test_a_stage_that_fails_writes_nothing(warehouse):
    def fails(connection, version):
        _write(connection, version)
        raise RuntimeError("half way")

    with pytest.raises(RuntimeError):
        stages.run("fit", NIGHT, "a", fails)
    assert warehouse.rows("select * from ops.stages") == []


def test_the_analyst_reads_no_raw_rows_and_writes_nothing(warehouse):
    connection = connect("analyst")
    with connection.cursor() as cursor, pytest.raises(Exception, match="permission denied"):
        cursor.execute("select * from ops.deliveries")
    connection.close()


def test_a_wrong_password_names_host_role_and_mend_but_not_the_password(warehouse, monkeypatch):
    url = warehouse.urls["MIXLOOP_WAREHOUSE_LOOP"]
    monkeypatch.setenv("MIXLOOP_WAREHOUSE_LOOP", url.replace(url.split(":")[2].split("@")[0], "s3cret-wrong"))
    with pytest.raises(WarehouseError, match=r"127\.0\.0\.1.*mixloop_loop.*MIXLOOP_WAREHOUSE_LOOP") as refusal:
        connect("loop")
    assert "s3cret-wrong" not in str(refusal.value)

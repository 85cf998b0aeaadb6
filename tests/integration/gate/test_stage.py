"""The gate as a stage: once per inputs, the same rows each time, and silence is no pass."""

import time

import pytest

from plugins import gate, stages
from tests.integration.gate.conftest import FAULTS, FIRST_NIGHT, LAST, SILENT, night

RESULTS = "select * from gate.results where decision_date = %s order by gate, version, scope, doubt_id"
VERDICTS = "select * from gate.verdicts where decision_date = %s order by gate, version, scope"


def test_the_same_inputs_again_are_nothing_to_do(nights):
    first = gate.doubt_deliveries(FIRST_NIGHT)
    rows = nights.rows(RESULTS, FIRST_NIGHT)
    assert gate.doubt_deliveries(FIRST_NIGHT) == first
    assert nights.rows(RESULTS, FIRST_NIGHT) == rows


def test_the_same_inputs_give_identical_rows_when_they_are_asked_anew(nights):
    gate.doubt_deliveries(LAST)
    gate.doubt_marts(LAST)
    before = nights.rows(RESULTS, LAST), nights.rows(VERDICTS, LAST)
    hashes = [stages.latest(stage, LAST).output_hash for stage in ("raw_gate", "mart_gate")]
    for table in ("gate.results", "gate.verdicts"):
        nights.rows(f"delete from {table} where decision_date = %s", LAST)  # noqa: S608
    nights.rows("delete from ops.stages where decision_date = %s and stage like %s", LAST, "%gate")
    gate.doubt_deliveries(LAST)
    gate.doubt_marts(LAST)
    assert (nights.rows(RESULTS, LAST), nights.rows(VERDICTS, LAST)) == before
    assert [stages.latest(stage, LAST).output_hash for stage in ("raw_gate", "mart_gate")] == hashes


def test_the_worse_of_both_gates_is_the_verdict_now(nights):
    gate.doubt_deliveries(LAST)
    gate.doubt_marts(LAST)
    query = "select verdict, failing from gate.verdict_now where decision_date = %s and scope = %s"
    ((verdict, failing),) = nights.rows(query, LAST, SILENT, role="loop")
    assert verdict == "freeze"
    assert "no file ad_geo_days came for 2026-03-11" in failing
    assert "1 days are stand-ins" in failing
    assert nights.rows(query, LAST, "night", role="loop") == [("pass", None)]
    assert not gate.night_is_stopped(LAST)


def test_what_both_gates_find_is_said_once(nights):
    both = "insert into gate.verdicts values (%s, 'raw', 1, 'tv', 'freeze', 'no file'), (%s, 'mart', 1, 'tv', 'freeze', 'no file')"
    nights.rows(f"{both} returning 1", night(50), night(50))
    query = "select verdict, failing from gate.verdict_now where decision_date = %s and scope = 'tv'"
    assert nights.rows(query, night(50)) == [("freeze", "no file")]


def test_a_gate_that_has_not_answered_stops_the_night(nights):
    gate.doubt_deliveries(FIRST_NIGHT)
    query = "select verdict, failing from gate.verdict_now where decision_date = %s and scope = 'night'"
    assert nights.rows(query, FIRST_NIGHT, role="analyst") == [("stop", "the mart gate has not answered")]
    assert gate.night_is_stopped(FIRST_NIGHT)


def test_a_night_that_nobody_doubted_is_stopped(nights):
    assert gate.night_is_stopped(night(40))


@pytest.mark.proof("R8")
def test_an_injected_fault_is_a_verdict_row_within_seconds_of_the_gate(nights):
    fault = next(one for one in FAULTS if one.kind == "truncated")
    when = night(fault.number)
    nights.rows("delete from ops.stages where decision_date = %s and stage = 'raw_gate'", when)
    nights.rows("delete from gate.results where decision_date = %s", when)
    nights.rows("delete from gate.verdicts where decision_date = %s", when)
    started = time.monotonic()
    gate.doubt_deliveries(when)
    seconds = time.monotonic() - started
    query = "select verdict, failing from gate.verdicts where decision_date = %s and scope = %s"
    ((verdict, failing),) = nights.rows(query, when, fault.channel, role="loop")
    assert verdict == "freeze"
    assert "was refused" in failing
    assert seconds < 60
    print(
        f"R8: a truncated file of {fault.channel} is a row '{verdict}' {seconds:.1f} s after the gate began: {failing}"
    )

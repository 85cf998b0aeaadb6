"""The fault matrix in small: each kind of fault once; all channels, pairs and clean nights: `make prove-faults`."""

import os
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from bench.faults import __main__ as proof
from bench.faults import asking
from bench.faults.kinds import FAULTS
from bench.faults.matrix import World, known_rows, verdicts
from plugins import gate, warehouse

NIGHT = proof.NIGHT


@pytest.fixture(scope="module")
def world(server, tmp_path_factory) -> World:
    """Ten nights in a warehouse, and the files of the eleventh."""
    folder = tmp_path_factory.mktemp("faults")
    kept = dict(os.environ)
    os.environ["FAULTS_ADMIN_URL"] = server.url
    here = proof.world(server, Path(folder), 11, NIGHT - timedelta(days=10), NIGHT, NIGHT)
    here.learn()
    yield here
    os.environ.clear()
    os.environ.update(kept)


def named(name):
    return next(fault for fault in FAULTS if fault.name == name)


@pytest.mark.proof("R7")
@pytest.mark.proof("R34")
def test_each_kind_of_fault_is_caught_or_without_harm_and_a_clean_night_is_neither(world):
    with world.night_with([]) as owner:
        assert verdicts("raw", NIGHT) == {}
        clean = {(one.channels[0], one.told): known_rows(owner, one.channels[0], NIGHT, one.told) for one in FAULTS}
    ends, seen = Counter(), Counter()
    slipped = []
    for fault in FAULTS:
        channel = fault.channels[0]
        with world.night_with([(fault, channel)]) as owner:
            said = verdicts("raw", NIGHT, [channel])
            ends[fault.end] += 1
            seen[fault.end] += channel in said
            same = fault.end == "caught" or known_rows(owner, channel, NIGHT, fault.told) == clean[channel, fault.told]
        if (channel in said) != (fault.end == "caught") or not same:
            slipped.append(f"{fault.name} of {channel}: {said}")
    assert slipped == []
    for row in ("R7", "R34"):
        print(
            f"{row}: {seen['caught']} of {ends['caught']} kinds of faults caught before the marts,"
            f" {ends['harmless'] - seen['harmless']} of {ends['harmless']} harmless ones let through with a clean night's"
            " numbers; all channels, pairs and clean nights: docs/results/faults.md"
        )


def test_great_expectations_answers_as_the_matrix_does_and_each_fault_is_one_row_with_its_numbers(world):
    faults = [
        (named("zero-filled"), "meta"),
        (named("currency swap"), "google_ads"),
        (named("one place missing"), "tiktok"),
    ]
    with world.night_with(faults):
        expected = asking.results("raw", warehouse.url("loop", driver="psycopg2"), NIGHT)
        gate.doubt_deliveries(NIGHT)
        connection = warehouse.connect("loop")
        with connection, connection.cursor() as cursor:
            cursor.execute(
                "select scope, doubt_id, success, observed, verdict from gate.results where decision_date = %s",
                (NIGHT,),
            )
            rows = cursor.fetchall()
        connection.close()
    assert sorted(rows) == sorted(
        (one.doubt.scope, one.doubt.doubt_id, one.success, one.observed, one.verdict.word) for one in expected
    )
    found = {
        (scope, doubt_id): (observed, verdict) for scope, doubt_id, success, observed, verdict in rows if not success
    }
    assert found["google_ads", "ad_geo_days.currency_code-known"] == ("new is EUR", "freeze")
    assert found["tiktok", "places-complete"][0].startswith("no rows for ")
    assert found["meta", "ad_region_days.impressions-alive"] == ("0", "freeze")

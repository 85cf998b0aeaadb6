"""The raw gate over real files: each fault freezes, defaults or stops what it must, and nothing else."""

import pytest

from plugins import gate
from tests.integration.gate.conftest import FAULTS, FIRST_NIGHT, LAST, Fault, night


def verdicts(loaded, when, which="raw"):
    query = "select scope, verdict, failing from gate.verdicts where decision_date = %s and gate = %s"
    return {scope: (verdict, failing) for scope, verdict, failing in loaded.rows(query, when, which, role="loop")}


def test_a_first_night_without_a_fault_passes_everywhere(loaded):
    assert set(gate.doubt_deliveries(FIRST_NIGHT).values()) == {"pass"}
    assert {failing for _, failing in verdicts(loaded, FIRST_NIGHT).values()} == {None}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.channel} {fault.kind}")
def test_a_fault_changes_the_verdict_of_its_own_channel_only(loaded, fault: Fault):
    when = night(fault.number)
    summary = gate.doubt_deliveries(when)
    found = verdicts(loaded, when)
    assert summary == {scope: verdict for scope, (verdict, _) in found.items()}
    verdict, failing = found[fault.channel]
    assert verdict == fault.verdict
    assert fault.words in failing
    others = {one for scope, (one, _) in found.items() if scope not in (fault.channel, "night")}
    assert others == {"pass"}
    assert found["night"][0] == ("stop" if fault.verdict == "stop" else "pass")


def test_the_night_after_a_fault_passes_again(loaded):
    fault = FAULTS[0]
    gate.doubt_deliveries(night(fault.number + 1))
    assert verdicts(loaded, night(fault.number + 1))[fault.channel] == ("pass", None)


def test_an_unknown_file_is_a_row_and_freezes_nobody(loaded):
    gate.doubt_deliveries(LAST)
    query = "select success, verdict, observed from gate.results where decision_date = %s and doubt_id = 'files-known'"
    ((success, verdict, observed),) = loaded.rows(query, LAST, role="loop")
    assert (success, verdict) == (False, "pass")
    assert "budgets.xlsx" in observed


def test_every_verdict_has_its_answers(loaded):
    gate.doubt_deliveries(LAST)
    query = (
        "select scope from gate.verdicts as said where decision_date = %s and gate = 'raw' and not exists ("
        " select from gate.results as answers where answers.decision_date = said.decision_date and answers.gate = 'raw'"
        " and answers.scope = said.scope and answers.version = said.version)"
    )
    assert loaded.rows(query, LAST, role="loop") == []


def test_the_data_docs_of_a_night_are_pages_on_disk(loaded):
    gate.doubt_deliveries(FIRST_NIGHT)
    folder = gate.docs_of("raw", FIRST_NIGHT)
    assert (folder / "index.html").is_file()
    pages = " ".join(page.read_text() for page in folder.glob("validations/**/*.html"))
    assert "all files of meta have arrived" in pages
    assert "spend of meta is never negative" in pages

"""`make prove`: runs what is marked `proof(row)` and writes the table row, figure, pass or fail to docs/proofs.md.

A proof prints its figure as a line `R2: ...`. A row without a proof is written as missing.
"""

import re
from collections import defaultdict
from pathlib import Path

import pytest

from bench import results

PAGE = Path(__file__).resolve().parents[1] / "docs" / "proofs.md"

ROWS = {
    "R1": "explicit objective", "R2": "exports ingested to the cent", "R3": "cleansed, timestamped",
    "R4": "one attribution model", "R5": "streams and batches alike", "R6": "nothing lost in peaks",
    "R7": "anomalies, gaps, drift flagged", "R8": "intervene before decisions", "R9": "modular parts",
    "R10": "incremental value of a unit of spend", "R11": "diminishing returns", "R12": "caps and risk limits",
    "R13": "each model step earns its place", "R14": "bandits", "R15": "hierarchical Bayesian updates",
    "R16": "an environment for reinforcement learning", "R17": "contributions that add up",
    "R18": "channels that work together", "R19": "regular retraining", "R20": "features without leaks",
    "R21": "held-out segments", "R22": "markets that move", "R23": "short experiments", "R24": "parallel experiments",
    "R25": "significance at any time", "R26": "readouts move the plan", "R27": "a reason for every change",
    "R28": "which combinations win", "R29": "winners scaled, losers ended", "R30": "escalation by risk",
    "R31": "roles", "R32": "tamper-evident ledger", "R33": "autonomy that is earned", "R34": "complete, on time, consistent",
    "R35": "defaults or pause on lag", "R36": "spurious correlation", "R37": "privacy and consent",
    "R38": "roll-out and roll-back", "R39": "validation suite", "R40": "fall back and investigate",
    "R41": "gradual roll-out", "R42": "external factors", "R43": "feature drift", "R44": "error drift",
    "R45": "calibrated forecasts", "R46": "decay leads to a refit", "R47": "ensembles", "R48": "ensemble weights logged",
    "R49": "no egregious allocation", "R50": "portfolios by aim", "R51": "floors, caps, geography",
    "R52": "plain language", "R53": "one command runs a night", "R54": "events and periods", "R55": "peaks without delay",
    "R56": "retries and fallbacks", "R57": "one night, one plan, one e-mail", "R58": "replay of any night",
    "R59": "few questions to people", "R60": "dashboard", "R61": "before and after", "R62": "drill-down",
    "R63": "inputs behind each line", "R64": "challenge and override", "R65": "review pack", "R66": "finance's view",
    "R67": "hypotheses kept", "R68": "playbook", "R69": "objective revisited", "R70": "proven gains",
    "R71": "fatigue", "R72": "adapts to change", "R73": "rules improve", "R74": "action catalogue",
    "R75": "several objectives", "R76": "input contracts", "R77": "exploration pays", "R78": "KPI hierarchy",
    "R79": "reporting delay", "R80": "policy at run time", "R81": "rules where rules do", "R82": "creative rotation",
    "R83": "segments", "R84": "lifecycle", "R85": "the loop itself measured",
}  # fmt: skip

# Proven by a measurement of many minutes, on a page of its own.
APART = {"R55": ("peak_nights.md", "make prove-peaks")}

_figures: dict[str, list[str]] = defaultdict(list)
_verdicts: dict[str, list[str]] = defaultdict(list)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo):
    report = (yield).get_result()
    rows = [str(row) for mark in item.iter_markers("proof") for row in mark.args]
    ended = report.when == "call" or (report.when == "setup" and not report.passed)
    for row in rows if ended else []:
        if row not in ROWS:
            raise pytest.UsageError(f"{item.nodeid}: proof({row!r}) is no known row; the rows are in {__name__}")
        _verdicts[row].append(report.outcome)
        _figures[row] += re.findall(rf"^{row}: (.+)$", report.capstdout, flags=re.MULTILINE)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the page, and print it."""
    lines = [
        "# Proofs",
        "",
        "Written by `make prove`: one row a requirement, with the figure that its proof measured.",
        "",
        results.measured(),
        "",
    ]
    lines += ["| row | requirement | figure | result |", "|---|---|---|---|"]
    for row, name in ROWS.items():
        outcomes = _verdicts.get(row, [])
        result = "missing" if not outcomes else "pass" if all(each == "passed" for each in outcomes) else "fail"
        if outcomes and not _figures[row]:
            result = "fail: printed no figure"
        figures = "; ".join(_figures[row]) or "–"
        if row in APART and (PAGE.parent / "results" / APART[row][0]).exists():
            page, command = APART[row]
            figures, result = f"[{page}](results/{page})", f"measured apart: `{command}`"
        lines.append(f"| {row} | {name} | {figures} | {result} |")
    PAGE.write_text("\n".join(lines) + "\n")
    print(PAGE.read_text())

"""Does each column and each report say what its kind allows, and about what it said before?

Nothing here is written for one channel: what is doubted follows from how a dialect describes its columns, and from what
`config/gate.yml` says that they mean.
"""

from collections.abc import Iterable

from config.gate import GateSettings
from expectations.columns import column_findings
from expectations.doubts import Doubt, Evidence
from expectations.reports import report_findings
from expectations.scanning import Scan
from expectations.usual import Usual


def profiled(scans: Iterable[Scan], settings: GateSettings) -> tuple[list[Doubt], Evidence]:
    """What must hold of the reports that tonight's files brought, and what was found of them."""
    doubts: list[Doubt] = []
    found: Evidence = {}
    for scan in scans:
        usual = Usual(scan)
        if not usual.told.rows.sum():
            continue  # a file without a row has nothing to be doubted; that it came, its arrival says
        findings = list(report_findings(usual, settings))
        for column in scan.report.columns:
            findings += column_findings(usual, column, settings)
        for doubt, measured in findings:
            doubts.append(doubt)
            found.setdefault(doubt.scope, {}).update(measured)
    return doubts, found

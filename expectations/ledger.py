"""Does raw hold what the ledger says it read?"""

from collections.abc import Iterator
import pandas as pd
from great_expectations.expectations.expectation import Expectation

from expectations.doubts import Evidence, within
from expectations.verdict import Verdict


def ledger(deliveries: pd.DataFrame) -> Evidence:
    """Rows and sums of each channel's loaded files, ledger less raw.

    Parameters
    ----------
    deliveries : pd.DataFrame
        One row a loaded delivery of tonight: `channel`, `path`, `rows_loaded`, `rows_in_raw`, and `sums_apart`, a list of
        the columns whose sums differ.
    """
    return {str(name): _channel(rows) for name, rows in deliveries.groupby("channel")}


def _channel(rows: pd.DataFrame) -> dict[str, object]:
    apart = [f"{row.path}: {column}" for row in rows.itertuples() for column in row.sums_apart]
    return {
        "rows_apart": int((rows.rows_loaded - rows.rows_in_raw).abs().sum()),
        "rows_apart_says": f"{int(rows.rows_loaded.sum()):,} rows in the ledger, {int(rows.rows_in_raw.sum()):,} in raw",
        "sums_apart": len(apart),
        "sums_apart_says": "; ".join(sorted(apart)) or "all sums equal",
    }


def ledger_doubts(found: Evidence) -> Iterator[Expectation]:
    """What must hold between the ledger and raw: our own loader is doubted too."""
    for name in found:
        yield within(
            "rows_apart", most=0,
            doubt_id="rows-loaded-once", scope=name, verdict=Verdict.STOP,
            sentence=f"raw holds every row of {name} that the ledger counted, once",
            because="a difference is our own fault, and no other channel can be trusted either",
        )  # fmt: skip
        yield within(
            "sums_apart", most=0,
            doubt_id="sums-equal", scope=name, verdict=Verdict.STOP,
            sentence=f"the sums of {name} in raw are those of its files",
            because="money is exact from file to mart; a cent apart is a wrong type or a lost row",
        )  # fmt: skip

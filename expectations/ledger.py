"""Does raw hold what the ledger says it read?"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from expectations.books import Delivery
from expectations.doubts import Doubt, Evidence, Measures, within
from expectations.verdict import Verdict

RawSums = Mapping[str, Decimal]


def ledger(deliveries: Sequence[Delivery], in_raw: Mapping[int, RawSums]) -> Evidence:
    """How far each channel's loaded files of tonight differ from their rows in raw.

    Parameters
    ----------
    in_raw : mapping
        By delivery: the number of its rows in raw as `rows`, and the sum of each measure by column.
    """
    channels = sorted({one.channel for one in deliveries})
    return {name: _channel([one for one in deliveries if one.channel == name], in_raw) for name in channels}


def _channel(deliveries: Sequence[Delivery], in_raw: Mapping[int, RawSums]) -> Measures:
    counted = {one.delivery_id: int(in_raw[one.delivery_id]["rows"]) for one in deliveries}
    apart = [
        f"{one.path}: {column} is {total:,} in the ledger, {in_raw[one.delivery_id][column]:,} in raw"
        for one in deliveries
        for column, total in sorted(one.sums.items())
        if total != in_raw[one.delivery_id][column]
    ]
    loaded = sum(one.rows_loaded for one in deliveries)
    return {
        "rows_apart": sum(abs(one.rows_loaded - counted[one.delivery_id]) for one in deliveries),
        "rows_apart_says": f"{loaded:,} rows in the ledger, {sum(counted.values()):,} in raw",
        "sums_apart": len(apart),
        "sums_apart_says": "; ".join(apart) or "all sums equal",
    }


def ledger_doubts(found: Evidence) -> Iterator[Doubt]:
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

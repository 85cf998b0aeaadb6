"""Is the model's panel whole: every place, channel and day once, and no gap that nobody explained?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from config.gate import Panel
from expectations.doubts import NIGHT, Doubt, Evidence, within
from expectations.verdict import Verdict

EXPLAINED = ("reported", "none", "imputed", "no rate")


@dataclass(frozen=True, kw_only=True)
class Grid:
    """The cells that the panel must have: every geo on every day from the first to yesterday."""

    geos: int
    first_day: date
    yesterday: date

    @property
    def cells(self) -> int:
        """Rows of one channel, or of the outcome."""
        return self.geos * ((self.yesterday - self.first_day).days + 1)


def standing(built: date | None, decision_date: date) -> Evidence:
    """How far the night that the marts were built for is from tonight; unknown if they were never built."""
    days = abs((decision_date - built).days) if built else None
    return {NIGHT: {"days_off": days, "days_off_says": f"they were built for {built}"}}


def build_doubts(decision_date: date) -> Iterator[Doubt]:
    """What must hold of the marts as a whole: they stand for tonight."""
    yield within(
        "days_off", most=0,
        doubt_id="marts-of-tonight", scope=NIGHT, verdict=Verdict.STOP,
        sentence=f"the marts stand for {decision_date}",
        because="a build that broke off leaves another night's numbers behind",
    )  # fmt: skip


def grid_doubts(found: Evidence, shop: str, grid: Grid) -> Iterator[Doubt]:
    """What must hold of the panel, channel by channel, for the outcome, which stands under the shop, and for each control.

    Parameters
    ----------
    found : Evidence
        Counts of `aligned.panel_of`, by channel, the shop, and the sources of controls.
    """
    for name, measured in found.items():
        is_paid = "unexplained_cells" in measured
        verdict = Verdict.STOP if is_paid or name == shop else Verdict.DEFAULT
        yield within(
            "cells", least=grid.cells, most=grid.cells,
            doubt_id="panel-complete", scope=name, verdict=verdict,
            sentence=f"the panel has {name} in every place on every day",
            because="a cell that is absent is a cell the model never doubts",
        )  # fmt: skip
        yield within(
            "days_short", least=0, most=0,
            doubt_id="panel-through-yesterday", scope=name, verdict=verdict,
            sentence=f"the panel of {name} ends yesterday",
            because="a panel of another night gives another night's plan",
        )  # fmt: skip
        yield within(
            "negative_cells", most=0,
            doubt_id="panel-not-negative", scope=name, verdict=Verdict.FREEZE if is_paid else Verdict.DEFAULT,
            sentence=f"the panel's numbers of {name} are never negative",
            because="adstock and saturation have no meaning below zero" if is_paid else "a count below nothing is none",
        )  # fmt: skip
        if is_paid:
            yield within(
                "unexplained_cells", most=0,
                doubt_id="gaps-explained", scope=name, verdict=Verdict.STOP,
                sentence=f"every cell of {name} says where its number is from",
                because="reported, a true zero and a stand-in are three different things",
            )  # fmt: skip
            yield within(
                "true_zeros_that_cost", most=0,
                doubt_id="true-zeros-are-zero", scope=name, verdict=Verdict.STOP,
                sentence=f"a cell in which {name} had nothing costs nothing",
                because="the model takes it for a day without media",
            )  # fmt: skip


def gap_doubts(found: Evidence, settings: Panel) -> Iterator[Doubt]:
    """What must hold of each paid channel's last days.

    Parameters
    ----------
    found : Evidence
        By channel: `known_days` in the panel, and `imputed_days`, how many of the last days no delivery covers.
    """
    for name, measured in found.items():
        yield within(
            "known_days", least=1,
            doubt_id="channel-known", scope=name, verdict=Verdict.FREEZE,
            sentence=f"the panel knows {name}",
            because="what was never delivered can't be planned",
        )  # fmt: skip
        if measured["known_days"]:
            yield within(
                "imputed_days", most=0,
                doubt_id="days-reported", scope=name, verdict=Verdict.FREEZE,
                sentence=f"{name} reported each of the last {settings.imputed_days_looked_at} days",
                because="a stand-in is good enough to fit the others, not to move this channel's budget",
            )  # fmt: skip

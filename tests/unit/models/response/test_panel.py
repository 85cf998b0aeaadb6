"""A panel that can't be learned from is refused, and the rows are named."""

import numpy as np
import pandas as pd
import pytest

from models.response import Panel, PanelError
from tests.unit.models.response.worlds import a_world

WORLD = a_world(days=60)


def test_a_complete_panel_keeps_every_number_by_label() -> None:
    panel = WORLD.panel
    row = WORLD.media.iloc[17]
    assert float(panel.spend.sel(geo=row["geo"], channel=row["channel"], day=row["date"])) == row["spend"]
    assert panel.spend.dims == ("geo", "day", "channel")
    assert float(panel.revenue.sum()) == pytest.approx(WORLD.outcome["revenue"].sum())


def test_the_order_of_rows_is_irrelevant() -> None:
    shuffled = Panel.from_frames(
        WORLD.media.sample(frac=1, random_state=1), WORLD.outcome.sample(frac=1, random_state=2), WORLD.controls
    )
    assert shuffled.digest() == WORLD.panel.digest()


def test_one_changed_number_changes_the_digest() -> None:
    changed = WORLD.media.copy()
    changed.loc[5, "spend"] += 0.01
    assert Panel.from_frames(changed, WORLD.outcome, WORLD.controls).digest() != WORLD.panel.digest()


def test_controls_may_be_left_out() -> None:
    assert Panel.from_frames(WORLD.media, WORLD.outcome).controls.sizes["control"] == 0


def _media(change) -> dict[str, pd.DataFrame]:
    media = WORLD.media.copy()
    return {"media": change(media), "outcome": WORLD.outcome, "controls": WORLD.controls}


def _with(column: str, row: int, value: object):
    def change(media: pd.DataFrame) -> pd.DataFrame:
        media[column] = media[column].astype(object)
        media.loc[row, column] = value
        return media

    return change


FIRST = f"{WORLD.media.loc[0, 'geo']}/2025-09-01/search"
REFUSED = {
    "missing_row": (_media(lambda media: media.drop(index=0)), f"media: no row for {FIRST}"),
    "doubled_row": (_media(lambda media: pd.concat([media, media.head(1)])), f"media: more than one row for {FIRST}"),
    "negative_spend": (_media(_with("spend", 0, -3.0)), f"media: negative spend in {FIRST}"),
    "spend_is_nan": (_media(_with("spend", 0, np.nan)), f"media: spend is missing or not a number in {FIRST}"),
    "spend_is_infinite": (_media(_with("spend", 0, np.inf)), f"media: spend is missing or not a number in {FIRST}"),
    "spend_is_text": (_media(_with("spend", 0, "much")), f"media: spend is missing or not a number in {FIRST}"),
    "no_such_column": (_media(lambda media: media.drop(columns="spend")), "media: no column spend"),
    "no_rows": (_media(lambda media: media.head(0)), "media: no rows"),
    "not_a_date": (_media(_with("date", 3, "someday")), "media: not a date in row 3"),
    "unknown_geo": (_media(lambda media: media.replace("US-CA", "US-ZZ")), "media and outcome disagree about geo US-CA, US-ZZ"),
    "days_missing_in_media": (
        _media(lambda media: media[media["date"] > "2025-09-03"]),
        "media and outcome disagree about day 2025-09-01, 2025-09-02, 2025-09-03",
    ),
    "gap_in_days": (
        {
            "media": WORLD.media[WORLD.media["date"] != "2025-09-10"],
            "outcome": WORLD.outcome[WORLD.outcome["date"] != "2025-09-10"],
            "controls": WORLD.controls[WORLD.controls["date"] != "2025-09-10"],
        },
        "outcome: 1 days without any row: 2025-09-10",
    ),
    "no_revenue_at_all": (
        {"media": WORLD.media, "outcome": WORLD.outcome.assign(revenue=0.0), "controls": WORLD.controls},
        "outcome: revenue is 0 on every row",
    ),
    "too_few_days": (
        {
            "media": WORLD.media[WORLD.media["date"] < "2025-10-01"],
            "outcome": WORLD.outcome[WORLD.outcome["date"] < "2025-10-01"],
        },
        "outcome: 30 days, 56 needed",
    ),
    "control_without_a_row": (
        {"media": WORLD.media, "outcome": WORLD.outcome, "controls": WORLD.controls.drop(index=0)},
        f"controls: no row for {WORLD.controls.loc[0, 'geo']}/2025-09-01/visits",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_broken_panel_is_refused_with_the_rows_named(name: str) -> None:
    frames, message = REFUSED[name]
    with pytest.raises(PanelError) as refusal:
        Panel.from_frames(**frames)
    assert message in str(refusal.value)


def test_many_bad_rows_are_counted_and_only_the_first_are_quoted() -> None:
    with pytest.raises(PanelError, match="and 55 more"):
        Panel.from_frames(WORLD.media.assign(spend=np.where(WORLD.media.index < 60, -1.0, 1.0)), WORLD.outcome)

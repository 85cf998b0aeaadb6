"""The model's panel, as the marts hold it."""

from typing import Any

import pandas as pd
from psycopg2.extensions import connection as Connection

from models.response import Panel

MICROS = 1_000_000

MEDIA = "select day as date, geo, channel, spend_micros, status from marts.panel_media order by geo, day, channel"
OUTCOME = "select day as date, geo, revenue_micros, status from marts.panel_outcome order by geo, day"
CONTROLS = "select day as date, geo, name, value::float8 as value from marts.panel_controls order by geo, day, name"


def read_panel(connection: Connection) -> tuple[Panel, dict[str, int]]:
    """The panel, and how many of each channel's cells are stand-ins for days that no delivery covers.

    An imputed cell (the mean of the same weekday in the last four weeks) is used like a reported one.
    """
    media, outcome, controls = (_frame(connection, query) for query in (MEDIA, OUTCOME, CONTROLS))
    imputed = media[media["status"].isin(["imputed", "no rate"])].groupby("channel").size()
    media["spend"] = media["spend_micros"].astype("int64") / MICROS
    outcome["revenue"] = outcome["revenue_micros"].astype("int64") / MICROS
    panel = Panel.from_frames(media, outcome, controls)
    return panel, {str(channel): int(cells) for channel, cells in imputed.items()}


def _frame(connection: Connection, query: str) -> pd.DataFrame:
    with connection.cursor() as cursor:
        cursor.execute(query)
        names = [column.name for column in cursor.description or ()]
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return pd.DataFrame(rows, columns=names)

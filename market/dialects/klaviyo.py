"""Klaviyo: e-mail events as JSON lines in UTC, with the address and the consent of the moment."""

from collections.abc import Iterable, Iterator

import numpy as np

from market.dialects import Night
from market.emails import campaign_id, campaign_name

WINDOW = 5


def reports(night: Night) -> dict[str, Iterable[str]]:
    """Return the events."""
    return {"events.jsonl.gz": _lines(night)}


def _lines(night: Night) -> Iterator[str]:
    market, world = night.market, night.market.world
    for index in night.days(WINDOW):
        events = night.mailings.day(index)
        times = np.datetime_as_string(events.second.astype("datetime64[s]")).tolist()
        columns = zip(
            times,
            events.profile.tolist(),
            events.geo.tolist(),
            events.campaign.tolist(),
            events.is_click.tolist(),
            events.consent.tolist(),
            strict=True,
        )
        yield "".join(
            f'{{"id": "{"C" if is_click else "R"}{campaign:05d}{profile}", '
            f'"metric": "{"Clicked" if is_click else "Received"} Email", "datetime": "{time}+00:00", '
            f'"profile_id": "01J{profile}", "email": "p{profile}@example.com", '
            f'"campaign_id": "{campaign_id(campaign, market)}", "campaign_name": "{campaign_name(campaign, market)}", '
            f'"region": "{world.geos[geo].code}", "consent": {"true" if consent else "false"}}}\n'
            for time, profile, geo, campaign, is_click, consent in columns
        )

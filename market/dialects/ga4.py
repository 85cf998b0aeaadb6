"""Google Analytics 4: the event export as JSON lines; no user id without consent, stragglers for three days."""

from collections.abc import Iterable, Iterator

import numpy as np

from market.chance import scatter
from market.dialects import Night
from market.sessions import SOURCES, campaigns, pseudo_ids

WINDOW = 3


def reports(night: Night) -> dict[str, Iterable[str]]:
    """Return the events."""
    return {"events.jsonl.gz": _lines(night)}


def _lines(night: Night) -> Iterator[str]:
    market = night.market
    regions = [geo.name for geo in market.world.geos]
    links = [f'{{"manual_source": "{source}", "manual_medium": "{medium}"' for source, medium in SOURCES.values()]
    for index in night.days(WINDOW):
        day = f"{market.world.day(index):%Y%m%d}"
        events = night.traffic.day(index)
        known = np.flatnonzero(events.known_after <= night.index - index)
        users, sources = events.user[known], events.source[known]
        columns = zip(
            events.second[known].tolist(),
            events.session[known].tolist(),
            pseudo_ids(users, market),
            [regions[geo] for geo in events.geo[known].tolist()],
            sources.tolist(),
            campaigns(market, index, users, sources),
            scatter(users, 26).tolist(),
            events.order_id[known].tolist(),
            events.cents[known].tolist(),
            events.consent[known].tolist(),
            events.ads_consent[known].tolist(),
            strict=True,
        )
        lines = []
        for second, session, user, region, source, campaign, click, order, cents, consent, ads in columns:
            micros = second * 1_000_000 + click % 1_000_000
            if order:
                what = "purchase"
                origin = "null"
                shop = f'{{"transaction_id": "{order}", "purchase_revenue_in_usd": {cents / 100}}}'
            else:
                what = "session_start"
                gclid = f'"Cj0K{click:016x}"' if source == 0 and consent and ads else "null"
                link = f'"{campaign}"' if campaign else "null"
                origin = f'{links[source]}, "manual_campaign_id": {link}, "gclid": {gclid}}}'
                shop = "null"
            lines.append(
                f'{{"event_date": "{day}", "event_timestamp": {micros}, "event_name": "{what}", '
                f'"event_params": [{{"key": "ga_session_id", "value": {{"int_value": {session}}}}}], '
                f'"user_pseudo_id": {f"{chr(34)}{user}{chr(34)}" if consent else "null"}, "user_id": null, '
                f'"privacy_info": {{"analytics_storage": "{"Yes" if consent else "No"}", '
                f'"ads_storage": "{"Yes" if consent and ads else "No"}"}}, '
                f'"collected_traffic_source": {origin}, "geo": {{"region": "{region}"}}, "ecommerce": {shop}, '
                f'"batch_event_index": {2 if order else 1}}}\n'
            )
        yield "".join(lines)
